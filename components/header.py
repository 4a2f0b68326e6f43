"""The left and the right end of the bar: which region, how fresh, in which language."""

import streamlit as st

from components import link
from components.numbers import moment
from components.words import LANGUAGES, _, browser_language, language, name
from queries import cached


def heading() -> None:
    """The region's name and the data's own time."""
    region, as_of = cached.region_info(), cached.clock().as_of
    fresh = f" :small[:gray[{_('data up to {moment}').format(moment=moment(as_of))}]]" if as_of else ""
    st.markdown(f"**{name(vars(region)) or _('No region yet')}**{fresh}", width="content")


def language_switch() -> None:
    """Two letters for each language."""
    st.session_state["language_choice"] = language()
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        key="language_choice",
        format_func=str.upper,
        label_visibility="collapsed",
        required=True,
        on_change=_choose_language,
    )


def _choose_language() -> None:
    chosen = st.session_state["language_choice"]
    link.write(lang="" if chosen == browser_language() else chosen)
