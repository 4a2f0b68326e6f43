"""The map side of the live map: the drawing, its legend, and the same numbers as a table."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from components import (
    basemap,
    live,
    live_switches,
    map_change,
    map_layers,
    map_legend,
    map_marks,
    maps,
    overlays,
    rectangle,
    shared,
)
from components.charts import is_phone
from components.filters import current_filters, set_filter
from components.live import FILLS, Picture
from components.map_classes import ramp
from components.tables import figures
from components.words import _

MAP_PIXELS = 560
OVER_BASEMAP = 0.2  # of the districts' colours, so that streets and names show through: deck.gl makes it a half
_GENERATION, _VIEW = "live_generation", "live_view"


@dataclass(frozen=True)
class Wanted:
    """How the picture is to be drawn: what the switches say, and what changes without them."""

    states: tuple[str, ...]
    fill: str
    colouring: str
    fresh: frozenset[str]
    dark: bool
    generation: int


def map_side(picture: Picture, fresh: frozenset[str]) -> str | None:
    """Draw the map and what explains it; returns the id of a case that was clicked."""
    view = _view(picture)
    if view is None:
        st.info(_("No boundaries are loaded and no case has coordinates: the map is empty."), icon=":material/map:")
        return None
    place, switches = st.container(), st.container()
    with switches:
        with st.container(horizontal=True):
            overlays.switch()
            by = live_switches.colouring(picture)
        above = st.container()
        fill = live_switches.fill(picture)
        with above:
            states = live_switches.states(picture, fill)
    generation = st.session_state.setdefault(_GENERATION, 0)
    wanted = Wanted(tuple(states), fill, by, fresh, _is_dark(), generation)
    with place:
        pick = _map(picture, wanted, view)
    _explain(picture, wanted)
    overlays.told(picture)
    rectangle.fields(picture.boundaries)
    return _follow(pick)


def _view(picture: Picture) -> maps.View | None:
    """The first view is kept: new points must not move the map under somebody's hand."""
    places = len(picture.boundaries["features"])
    kept = st.session_state.get(_VIEW)
    if kept is None or kept[0] != places:
        pixels = maps.PHONE_PIXELS if is_phone() else maps.VIEW_PIXELS
        kept = (places, maps.start_view(picture.boundaries, picture.points, pixels))
        if kept[1] is not None:
            st.session_state[_VIEW] = kept
    return kept[1]


def _map(picture: Picture, wanted: Wanted, view: maps.View) -> maps.Pick | None:
    event = st.pydeck_chart(
        _drawing(picture, wanted, view),
        key="live_map",
        height=MAP_PIXELS,
        on_select="rerun",
        alt=picture.words,
    )
    return maps.picked(event, wanted.generation)


def _drawing(picture: Picture, wanted: Wanted, view: maps.View) -> maps.Drawing:
    """Made anew only when something on it changed: most ticks bring nothing, and many look at the same."""
    style, width = basemap.style(wanted.dark), maps.PHONE_PIXELS[0] if is_phone() else math.inf

    def made() -> maps.Drawing:
        return maps.region_map(_layers(picture, wanted, view, width), view, style)

    return shared.variant(picture.kept, (wanted, view, width, style), made)


def _layers(picture: Picture, wanted: Wanted, view: maps.View, width: float) -> list[Any]:
    """From the bottom up: districts, cells, names, the chosen outline, cases."""
    dark, generation, scale = wanted.dark, wanted.generation, FILLS[wanted.fill][1]
    found, has_cells = live.steps(picture, wanted.fill), picture.cells is not None
    known = picture.frame[["id"]].assign(
        text=live.district_texts(picture), step=float("nan") if has_cells else found.step
    )
    layers = [map_layers.district_layer(picture.boundaries, known, scale, dark=dark, generation=generation)]
    if basemap.usable() is not None:
        layers[0].opacity = OVER_BASEMAP
    layers.append(map_layers.border_layer(picture.boundaries))
    if picture.cells is not None:
        cells = live.cell_frame(picture.cells).assign(step=found.step)
        layers.append(map_layers.cell_layer(cells, scale or "quantity", dark=dark, generation=generation))
    words = pd.concat([_names(picture), overlays.tags(picture)], ignore_index=True)
    words = map_layers.uncluttered(words, view, width)
    layers.append(map_layers.name_layer(words[words["layer"] == "names"], dark))
    if picture.chosen:
        layers.append(map_layers.outline_layer(picture.boundaries, picture.chosen, dark))
    if picture.bounds is not None:
        layers.append(map_layers.rectangle_layer(picture.bounds, dark))
    drawn = live.point_texts(picture.points.head(0), picture)
    if not picture.is_crowded:
        shown, marks = _marked(picture, wanted)
        drawn = live.point_texts(shown, picture)
        layers += map_layers.case_layers(drawn, marks, wanted.fresh, dark=dark, generation=generation)
    layers += overlays.layers(picture, drawn, words, dark)
    return layers


def _marked(picture: Picture, wanted: Wanted) -> tuple[pd.DataFrame, list[map_marks.Mark]]:
    """The cases in the states wanted, each with its mark."""
    seen = picture.points[picture.points["deadline_state"].isin(wanted.states)]
    return map_marks.marked(seen, wanted.colouring, picture.groups(wanted.colouring), wanted.dark)


def _names(picture: Picture) -> pd.DataFrame:
    """Short names in their places; where two overlap the district with more cases keeps its name. Columns layer, name,
    lon, lat, below, weight.
    """
    named = maps.anchors(picture.boundaries).merge(picture.frame, on="id")
    short = named["name"].map(live.short_name)
    return named[["lon", "lat"]].assign(layer="names", name=short, below=0, weight=named["in_work"].fillna(0))


def _follow(pick: maps.Pick | None) -> str | None:
    """A district becomes the filter or stops being it; a case is returned. The next layers have no selection."""
    if pick is None:
        return None
    st.session_state[_GENERATION] += 1
    if pick.kind == "case":
        return pick.id
    if pick.kind == "district":
        set_filter(districts=[] if current_filters().districts == (pick.id,) else [pick.id])
    return st.rerun(scope="app")


def _explain(picture: Picture, wanted: Wanted) -> None:
    """Legends, what is not on the map, and the same numbers as a table."""
    frame = picture.frame
    for legend in shared.variant(picture.kept, ("legends", wanted), lambda: _legends(picture, wanted)):
        st.html(legend)
    if FILLS[wanted.fill][1] == "change" and picture.before is None:
        st.caption(_("Nothing to compare with: the time before is not loaded, or no comparison is chosen."))
    if picture.is_crowded:
        st.caption(_("Too many cases to draw each: hexagons count them; a red border means that most are overdue."))
    elif picture.cells is not None:
        st.caption(_("Hexagons count the cases in work in each; a red border means that most are overdue."))
    if not picture.boundaries["features"]:
        st.caption(_("No boundaries of municipalities are loaded: the cases are points without a map under them."))
    if missing := shared.variant(picture.kept, "missing", lambda: live.without_place(picture)):
        st.caption(missing)
    if (under := basemap.usable()) and under.credit:
        st.caption(_("Background: {credit}").format(credit=under.credit))
    if len(frame):
        with st.expander(_("The same as a table")):
            columns = {"name": _("Municipality"), "in_work": _("In work"), "events": _("In work, events"),
                       "overdue": _("Overdue"), "overdue_events": _("Overdue, events"),
                       "rate": _("Filed per 10,000"), "now": _("Filed")}  # fmt: skip
            columns |= {} if picture.before is None else {"before": _("Before")}
            figures(frame.assign(rate=frame["rate"].round(1)), columns, key="live_twin", alt=picture.words)


def _legends(picture: Picture, wanted: Wanted) -> list[str]:
    """What the colours of cases and of districts mean; districts without enough to compare are not filled."""
    found, (words, scale, decimals) = live.steps(picture, wanted.fill), FILLS[wanted.fill]
    shown, marks = _marked(picture, wanted)
    legends = []
    if not picture.is_crowded and wanted.colouring != "deadline" and len(shown):
        legends.append(map_legend.marks(_(map_marks.TITLES[wanted.colouring]), marks, shown["mark"]))
    if scale == "change" and picture.before is not None:
        shades = [*ramp("change", wanted.dark), maps.NOTHING]
        legends.append(map_legend.steps(_(words), [*map_change.labels(), _("no data")], shades))
    elif scale and scale != "change" and found.edges:
        labels = live.class_labels(found.edges, decimals)
        legends.append(map_legend.steps(_(words), labels, ramp(scale, wanted.dark)))
    return legends


def _is_dark() -> bool:
    return st.context.theme.type == "dark"
