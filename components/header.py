"""The left and the right end of the bar: which region, how fresh, in which language."""

from datetime import UTC, datetime

import streamlit as st

from components import link
from components.numbers import known_until
from components.words import LANGUAGES, _, browser_language, language, name
from queries import cached

INVENTED = "99"  # no real region's codes begin like that


def heading(*, lives: bool = False) -> None:
    """The region's name, whether it is invented, and the data's own time, which a page that lives tells by itself: the
    bar would go on telling what it was when the page was opened.
    """
    region, clock = cached.region_info(), cached.clock()
    invented = region.id.startswith(INVENTED)
    parts = [f"**{name(vars(region)) or _('No region yet')}**"]
    parts += [f":gray-badge[{_('demo')}]"] if invented else []
    parts += (
        [f":small[:gray[{_('data up to {moment}').format(moment=_fresh(clock.as_of, clock.zone))}]]"]
        if clock.as_of and not lives
        else []
    )
    told = _("The region, its people and its numbers are invented.") if invented else None
    st.markdown(" ".join(parts), width="content", help=told)


def _fresh(as_of: datetime, zone: str) -> str:
    """The data time without the year while that is the running one: the bar is narrow."""
    told = known_until(as_of, zone)
    return told.replace(f" {datetime.now(UTC).year}", "", 1)


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
