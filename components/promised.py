"""What a reply promises, as badges: act, date, place, amount; amber when the date has passed."""

from datetime import datetime

import streamlit as st

from analysis.promises import Promise, promises
from components.numbers import day
from components.search_hits import plain
from components.words import _
from queries.cases import CaseFile
from queries.filters import to_local


def draw(file: CaseFile, now: datetime | None, zone: str) -> None:
    """One line of badges for each promise; nothing when the reply promises nothing. `now`: the data time, UTC."""
    said_at = file.case["closed_at"] or file.case["first_response_at"]
    found = promises(file.reply or "", to_local(said_at, zone).date() if said_at else None)
    if not found:
        return
    st.markdown(f"**{_('What the reply promises')}**")
    for promise in found:
        st.markdown(" ".join(_badges(promise, now, zone)))
    st.caption(_("Read out of the words of the reply by rules; the reply itself counts."))


def _badges(promise: Promise, now: datetime | None, zone: str) -> list[str]:
    parts = [(":material/construction:", "blue", promise.act)]
    if promise.due is not None:
        passed = now is not None and promise.due < to_local(now, zone).date()
        words = _("by {day}, this day has passed") if passed else _("by {day}")
        icon, colour = (":material/event_busy:", "orange") if passed else (":material/event:", "blue")
        parts.append((icon, colour, words.format(day=day(promise.due))))
    elif promise.when:
        parts.append((":material/event:", "blue", promise.when))
    parts += [(":material/location_on:", "gray", promise.place), (":material/straighten:", "gray", promise.amount)]
    return [f":{colour}-badge[{icon} {plain(words)}]" for icon, colour, words in parts if words]
