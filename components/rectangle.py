"""A rectangle on the map as a filter: four numbers, because Streamlit's map lets nobody draw one."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.filters import current_filters, set_bounds
from components.maps import corners
from components.numbers import number
from components.words import N_, _
from queries.filters import Bounds

EDGES = {"south": N_("South, °N"), "west": N_("West, °E"), "north": N_("North, °N"), "east": N_("East, °E")}
_REFUSED = "rectangle_refused"


def told(bounds: Bounds) -> str:
    """«Прямоугольник 54,9–55,1° с. ш., 73,2–73,6° в. д.»."""
    south, west, north, east = (number(getattr(bounds, edge), 2) for edge in EDGES)
    return _("Rectangle {south}–{north}° N, {west}–{east}° E").format(south=south, north=north, west=west, east=east)


def fields(boundaries: Mapping[str, Any]) -> None:
    """The four edges, at first those of the region, and what puts them in force for every page."""
    bounds = current_filters().bounds
    with st.expander(_("Only a rectangle"), key="rectangle", expanded=False), st.form("rectangle_form", border=False):
        start = bounds or _whole(boundaries)
        columns = st.columns(len(EDGES))
        for column, (edge, title) in zip(columns, EDGES.items(), strict=True):
            most = 90.0 if edge in ("south", "north") else 180.0
            column.number_input(
                _(title), -most, most, getattr(start, edge), step=0.05, format="%.4f", key=f"rectangle_{edge}_{start}"
            )
        st.form_submit_button(_("Apply"), on_click=_apply, args=(str(start),))
        if st.session_state.pop(_REFUSED, False):
            st.error(_("This is no rectangle: the south lies below the north, the west before the east."))
        st.caption(_("All pages then show only cases with coordinates inside."))


def _whole(boundaries: Mapping[str, Any]) -> Bounds:
    west, south, east, north = corners(boundaries)
    return Bounds(south, west, north, east) if west < east else Bounds(-90, -180, 90, 180)


def _apply(start: str) -> None:
    edges = {edge: st.session_state[f"rectangle_{edge}_{start}"] for edge in EDGES}
    try:
        set_bounds(Bounds(**edges))
    except (TypeError, ValueError):
        st.session_state[_REFUSED] = True
