"""The switches under the live map: which cases, coloured by what, over which colours of the districts.

All of them live in the link. A switch is filled from it before it is drawn and writes its short code back.
"""

from collections.abc import Mapping

import streamlit as st

from components import link, live
from components.deadlines import ICONS, OPEN, colour
from components.labels import deadline_state_name
from components.live import FILLS, Picture
from components.map_marks import COLOURINGS
from components.numbers import number
from components.words import _


def states(picture: Picture, fill: str) -> list[str]:
    """The deadline states to draw; all of them when none is chosen. `fill`: what the colour of a district means."""
    if picture.is_crowded:
        return list(OPEN)
    counts = picture.points["deadline_state"].value_counts()
    asked = [state for state in link.read("marks").split(",") if state in OPEN]
    st.session_state["live_marks"] = asked or list(OPEN)
    if rest := picture.newest.total - picture.placed:
        placed, total = number(picture.placed), number(picture.newest.total)
        told = _("With coordinates: {placed} of {total}.").format(placed=placed, total=total)
        if fill != "none" and picture.cells is None:  # under cells municipalities have no colour
            seen = _("The rest ({rest}) are seen only in the colour of their municipality.")
            told += " " + seen.format(rest=number(rest))
        st.caption(told)
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


def colouring(picture: Picture) -> str:
    """What the colour of a case means."""
    if picture.is_crowded:
        return "deadline"
    return _one_of("by", "live_by", _("Colour of the cases"), COLOURINGS, "deadline")


def fill(picture: Picture) -> str:
    """What the colour of a district means."""
    if not picture.boundaries["features"] and picture.cells is None:
        return "none"
    options = {
        code: words for code, (words, *_rest) in FILLS.items() if picture.cells is None or code in live.CELL_FILLS
    }
    return _one_of("layer", "live_fill", _("Colour of the map"), options, "in_work")


def _one_of(parameter: str, key: str, title: str, names: Mapping[str, str], usual: str) -> str:
    """A switch whose choice is the parameter of the link; the usual choice leaves the link without it."""
    asked = link.read(parameter, usual)
    st.session_state[key] = asked if asked in names else usual
    translated = {code: _(words) for code, words in names.items()}
    chosen = st.segmented_control(
        title, list(names), key=key, format_func=translated.__getitem__, required=True, label_visibility="collapsed",
        on_change=lambda: link.write(**{parameter: st.session_state[key].replace(usual, "")}), wrap=True,
    )  # fmt: skip
    return chosen or usual
