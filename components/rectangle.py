"""A rectangle on the map as a filter: drawn with the mouse on a plan of the region, or written as four numbers.

Streamlit's map lets nobody draw on it; a chart does, so the plan is one: outlines of municipalities in Mercator's
projection.
"""

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import shared
from components.charts import is_phone, show
from components.filters import current_filters, set_bounds
from components.maps import corners, mercator, rings
from components.numbers import number
from components.words import N_, _
from queries.filters import Bounds

EDGES = {"south": N_("South, °N"), "west": N_("West, °E"), "north": N_("North, °N"), "east": N_("East, °E")}
PLAN_PIXELS, PHONE_PIXELS = (560, 420), (310, 310)
_REFUSED, _DRAWN, _PLAN = "rectangle_refused", "rectangle_drawn", "rectangle_plan"


def told(bounds: Bounds) -> str:
    """«Прямоугольник 54,9–55,1° с. ш., 73,2–73,6° в. д.»."""
    south, west, north, east = (number(getattr(bounds, edge), 2) for edge in EDGES)
    return _("Rectangle {south}–{north}° N, {west}–{east}° E").format(south=south, north=north, west=west, east=east)


def fields(boundaries: Mapping[str, Any]) -> None:
    """The four edges, at first those of the region, and what puts them in force for every page."""
    bounds = current_filters().bounds
    with st.expander(_("Only a rectangle"), key="rectangle", expanded=False):
        if boundaries["features"] and st.toggle(_("Draw it with the mouse"), key="rectangle_by_mouse"):
            _plan(boundaries, bounds)
        with st.form("rectangle_form", border=False):
            start = bounds or shared.once("the edges of the region", lambda: _whole(boundaries))
            columns = st.columns(len(EDGES))
            for column, (edge, title) in zip(columns, EDGES.items(), strict=True):
                most, key = 90.0 if edge in ("south", "north") else 180.0, f"rectangle_{edge}_{start}"
                column.number_input(
                    _(title), -most, most, float(getattr(start, edge)), step=0.05, format="%.4f", key=key
                )
            st.form_submit_button(_("Apply"), on_click=_apply, args=(str(start),))
            if st.session_state.pop(_REFUSED, False):
                st.error(_("This is no rectangle: the south lies below the north, the west before the east."))
            st.caption(_("All pages then show only cases with coordinates inside."))


def _plan(boundaries: Mapping[str, Any], bounds: Bounds | None) -> None:
    """The region to draw on. Where the filter was taken away elsewhere, the plan forgets what was drawn."""
    if bounds is None and st.session_state.get(_DRAWN):
        st.session_state[_DRAWN] = None
        st.session_state[_PLAN] = st.session_state.get(_PLAN, 0) + 1
    key = f"{_PLAN}_{st.session_state.get(_PLAN, 0)}"
    show(
        plan(boundaries, PHONE_PIXELS if is_phone() else PLAN_PIXELS), width="content", key=key, selection_mode="box",
        on_select=lambda: _take(key), alt=_("Outlines of the municipalities, to draw a rectangle on."),
    )  # fmt: skip


def plan(boundaries: Mapping[str, Any], pixels: tuple[int, int]) -> alt.Chart:
    """Outlines that fit into so many pixels; dragging over them makes the selection `box` in degrees of Mercator."""
    rows = [
        (lon, northing(lat), ring)
        for ring, line in enumerate(
            line for feature in boundaries["features"] for line in rings(feature["geometry"]["coordinates"])
        )
        for lon, lat in line
    ]
    frame = pd.DataFrame(rows, columns=["x", "y", "ring"]).round(3).rename_axis("place").reset_index()
    (left, right), (low, high) = ((frame[axis].min(), frame[axis].max()) for axis in ("x", "y"))
    scale = min(pixels[0] / (right - left), pixels[1] / (high - low))
    x, y = (
        alt.Scale(domain=[low, high], nice=False, zero=False) for low, high in ((left, right), (low, high))
    )  # fmt: skip
    lines = alt.Chart(frame).mark_line(strokeWidth=0.8, color="#8796a6")
    return (
        lines.encode(
            x=alt.X("x:Q", scale=x, axis=None),
            y=alt.Y("y:Q", scale=y, axis=None),
            detail=alt.Detail("ring:N"),
            order=alt.Order("place:Q"),
        )
        .add_params(alt.selection_interval(name="box", encodings=["x", "y"], zoom=False))
        .properties(width=round((right - left) * scale), height=round((high - low) * scale))
    )


def northing(lat: float) -> float:
    """How far north, in the degrees of longitude that are as long on Mercator's map; 60° → 75.456."""
    return math.degrees(mercator(lat))


def latitude(y: float) -> float:
    """The inverse of `northing`."""
    return math.degrees(2 * math.atan(math.exp(math.radians(y)))) - 90


def _take(key: str) -> None:
    """What was drawn is the filter of every page. A click beside it only takes the drawing away."""
    box = st.session_state[key].selection.get("box", {})
    if not {"x", "y"} <= set(box):
        return
    (west, east), (low, high) = sorted(box["x"]), sorted(box["y"])
    try:
        set_bounds(Bounds(latitude(low), west, latitude(high), east))
    except ValueError:
        return  # a line or a point
    st.session_state[_DRAWN] = True
    st.rerun(scope="app")


def _whole(boundaries: Mapping[str, Any]) -> Bounds:
    west, south, east, north = corners(boundaries)
    return Bounds(south, west, north, east) if west < east else Bounds(-90, -180, 90, 180)


def _apply(start: str) -> None:
    edges = {edge: st.session_state[f"rectangle_{edge}_{start}"] for edge in EDGES}
    try:
        set_bounds(Bounds(**edges))
    except (TypeError, ValueError):
        st.session_state[_REFUSED] = True
        return
    st.rerun(scope="app")  # the other filters stand outside of the map's own part of the page
