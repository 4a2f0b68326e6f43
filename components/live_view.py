"""The map side of the live map: the drawing, its legend and switches, and the same numbers as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import link, live, maps
from components.deadlines import ICONS, OPEN, colour
from components.filters import current_filters, set_filter
from components.labels import deadline_state_name
from components.live import FILLS, Picture
from components.map_classes import Classes, Colour, ramp
from components.numbers import number
from components.tables import figures
from components.words import _

MAP_PIXELS = 560
_GENERATION, _VIEW, _DRAWN = "live_generation", "live_view", "live_drawn"


@dataclass(frozen=True)
class Wanted:
    """How the picture is to be drawn: what the switches say, and what changes without them."""

    states: tuple[str, ...]
    fill: str
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
        states, fill = _state_switch(picture), _fill_switch(picture)
    generation = st.session_state.setdefault(_GENERATION, 0)
    with place:
        pick = _map(picture, Wanted(tuple(states), fill, fresh, _is_dark(), generation), view)
    _explain(picture, fill)
    return _follow(pick)


def _view(picture: Picture) -> maps.View | None:
    """The first view is kept: new points must not move the map under somebody's hand."""
    places = len(picture.boundaries["features"])
    kept = st.session_state.get(_VIEW)
    if kept is None or kept[0] != places:
        is_phone = "Mobi" in st.context.headers.get("User-Agent", "")
        pixels = maps.PHONE_PIXELS if is_phone else maps.VIEW_PIXELS
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
    """Made anew only when something on it changed: most ticks bring nothing."""
    kept = st.session_state.get(_DRAWN)
    if kept is None or kept[0] is not picture or kept[1] != wanted:
        st.session_state[_DRAWN] = kept = (picture, wanted, maps.region_map(_layers(picture, wanted, view), view))
    return kept[2]


def _layers(picture: Picture, wanted: Wanted, view: maps.View) -> list[Any]:
    """From the bottom up: districts, cells, names, the chosen outline, cases."""
    dark, generation, scale = wanted.dark, wanted.generation, FILLS[wanted.fill][1]
    found, has_cells = live.steps(picture, wanted.fill), picture.cells is not None
    known = picture.frame[["id"]].assign(
        text=live.district_texts(picture), step=float("nan") if has_cells else found.step
    )
    layers = [maps.district_layer(picture.boundaries, known, scale, dark=dark, generation=generation)]
    layers.append(maps.border_layer(picture.boundaries))
    if picture.cells is not None:
        cells = live.cell_frame(picture.cells).assign(step=found.step)
        layers.append(maps.cell_layer(cells, scale or "quantity", dark=dark, generation=generation))
    layers.append(maps.name_layer(maps.uncluttered(_names(picture), view), dark))
    if picture.chosen:
        layers.append(maps.outline_layer(picture.boundaries, picture.chosen, dark))
    if picture.cells is None:
        seen = picture.points[picture.points["deadline_state"].isin(wanted.states)]
        layers += maps.case_layers(live.point_texts(seen, picture), wanted.fresh, dark=dark, generation=generation)
    return layers


def _names(picture: Picture) -> pd.DataFrame:
    """Short names in their places; where two overlap the district with more cases keeps its name."""
    named = maps.anchors(picture.boundaries).merge(picture.frame, on="id")
    return named.assign(name=named["name"].map(live.short_name), weight=named["in_work"].fillna(0))


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


def _state_switch(picture: Picture) -> list[str]:
    """The legend of the points, which also shows and hides them."""
    if picture.cells is not None:
        return list(OPEN)
    counts = picture.points["deadline_state"].value_counts()
    asked = [state for state in link.read("marks").split(",") if state in OPEN]
    st.session_state["live_marks"] = asked or list(OPEN)
    chosen = st.pills(
        _("Cases on the map"),
        OPEN,
        key="live_marks",
        selection_mode="multi",
        format_func=lambda state: _state_label(state, int(counts.get(state, 0))),
        on_change=_choose_states,
        label_visibility="collapsed",
        wrap=True,
    )
    return list(chosen) or list(OPEN)


def _state_label(state: str, count: int) -> str:
    return f":{colour(state)}[{ICONS[state]}] {deadline_state_name(state)} · {number(count)}"


def _choose_states() -> None:
    chosen = st.session_state["live_marks"]
    link.write(marks="" if len(chosen) in (0, len(OPEN)) else ",".join(chosen))


def _fill_switch(picture: Picture) -> str:
    options = [code for code in FILLS if picture.cells is None or code in live.CELL_FILLS]
    if not picture.boundaries["features"] and picture.cells is None:
        return "none"
    asked = link.read("layer", "in_work")
    st.session_state["live_fill"] = asked if asked in options else "in_work"
    chosen = st.segmented_control(
        _("Colour of the map"),
        options,
        key="live_fill",
        format_func=lambda code: _(FILLS[code][0]),
        on_change=_choose_fill,
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    return chosen or "in_work"


def _choose_fill() -> None:
    chosen = st.session_state["live_fill"]
    link.write(layer="" if chosen == "in_work" else chosen)


def _explain(picture: Picture, fill: str) -> None:
    """Legend, what is not on the map, and the same numbers as a table."""
    frame, found, (words, scale, decimals) = picture.frame, live.steps(picture, fill), FILLS[fill]
    if scale and found.edges:
        st.html(legend(_(words), found, ramp(scale, _is_dark()), decimals))
    if picture.cells is not None:
        st.caption(_("Too many cases to draw each: hexagons count them; a red border means that most are overdue."))
    if not picture.boundaries["features"]:
        st.caption(_("No boundaries of municipalities are loaded: the cases are points without a map under them."))
    if missing := live.without_place(picture):
        st.caption(missing)
    if len(frame):
        with st.expander(_("The same as a table")):
            columns = {"name": _("Municipality"), "in_work": _("In work"), "overdue": _("Overdue")}
            columns["rate"] = _("Filed per 10,000")
            figures(frame.assign(rate=frame["rate"].round(1)), columns, key="live_twin", alt=picture.words)


def legend(words: str, found: Classes, shades: Iterable[Colour], decimals: int) -> str:
    """The steps of a ramp with their numbers, as HTML: the map's own colours, which no option of the theme knows."""
    swatches = "".join(
        f'<span style="white-space:nowrap;margin-right:.9em"><span style="display:inline-block;width:1em;height:.8em;'
        f'border:1px solid #8a96a3;margin-right:.35em;background:rgb{shade}"></span>{escape(label)}</span>'
        for label, shade in zip(live.class_labels(found.edges, decimals), shades, strict=False)
    )
    return f'<div style="font-size:.85rem"><span style="margin-right:.9em">{escape(words)}:</span>{swatches}</div>'


def _is_dark() -> bool:
    return st.context.theme.type == "dark"
