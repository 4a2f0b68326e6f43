"""The parts of the page Queue, one of them on screen; which one stands in the link."""

import streamlit as st

from components import link
from components.words import N_, _

SECTIONS = {
    "queue": N_("Queue"),
    "signals": N_("Signals"),
    "places": N_("Places to watch"),
    "control": N_("Under control"),
    "shift": N_("Shift hand-over"),
}


def choose() -> str:
    """The part in the link; the first without one."""
    asked = link.read("view")
    chosen = asked if asked in SECTIONS else next(iter(SECTIONS))
    st.session_state["queue_section"] = chosen
    titles = {code: _(title) for code, title in SECTIONS.items()}
    st.segmented_control(
        _("Part of the page"), list(SECTIONS), key="queue_section", format_func=titles.__getitem__, required=True,
        on_change=lambda: link.write(view=st.session_state["queue_section"]), label_visibility="collapsed",
    )  # fmt: skip
    return chosen
