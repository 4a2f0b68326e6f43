"""The file of one case: what, where, how it went, how it stands against its deadline, what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import altair as alt
import pandas as pd
import streamlit as st

from components import link, promised, reply_signs, similar_cases, text_readings, under_control
from components.case_story import joined, timeline
from components.charts import show
from components.deadlines import OPEN, badge, time_left, verdict
from components.labels import channel_name, importance_name, outcome_name, reaction_name, state_name
from components.numbers import moment
from components.reading import log_texts
from components.search_hits import plain
from components.words import N_, _, name
from queries import desk
from queries.cases import CaseFile
from queries.clock import Clock
from queries.scope import Scope

PLACES = {
    "street": N_("The mark shows the street, not the house."),
    "settlement": N_("The mark shows the settlement."),
    "district": N_("Only the municipality is known."),
    "agency": N_("The municipality was taken from the agency in charge."),
    "none": N_("The source gives no place."),
}
# On paper the file stands alone: no bars, no buttons, but for those that say which case is like this one.
PRINTED = (
    "<style>@media print {[data-testid=stHeader], [data-testid=stToolbar], [data-testid=stButton], "
    "[data-testid=stLinkButton], [data-testid=stForm], [data-testid=stPopover], .st-key-bar, .st-key-chips, "
    ".st-key-print_hint {display: none !important} "
    ".st-key-similar_list [data-testid=stButton] {display: flex !important}}</style>"
)
REASONS = {
    "source": N_("named in the source"),
    "similarity": N_("alike in place, time and words"),
    "person": N_("linked by an operator"),
}


@dataclass(frozen=True)
class Setting:
    """What the drawing needs besides the case: the data's own time and the districts."""

    clock: Clock
    boundaries: Mapping[str, Any]

    @property
    def zone(self) -> str:
        return self.clock.zone

    def now(self, facts: Mapping[Any, Any]) -> datetime | None:
        """The data time of the case's channel (UTC)."""
        return self.clock.as_of_for((facts["channel"],))


def log_reading(scope: Scope, case_id: str, file: CaseFile | None) -> None:
    """Write down who read the text of a case and of those beside it: once each time the file is opened, not at every
    redraw.
    """
    if file is None:
        return
    log_texts(scope, "similar", case_id, similar_cases.shown(file.similar))
    if file.text is None and file.reply is None:
        return
    if st.session_state.get("case_read") != (scope.who, case_id):
        desk.record("read_text", scope.who, scope.role, case_id)
        st.session_state["case_read"] = (scope.who, case_id)


def close_file() -> None:
    """Leave the file; opening it again counts as another reading."""
    for read in ("case_read", "texts_read_similar"):
        st.session_state.pop(read, None)
    link.write(case="")


def draw(file: CaseFile | None, scope: Scope, setting: Setting) -> None:
    """The whole file; says so when there is no such case or this person may not see it (the two are not told apart)."""
    if file is None:
        st.info(_("There is no such case, or it is not yours to see."), icon=":material/search_off:")
        return
    facts = file.case
    st.subheader(name(facts, "topic") or _("Without a topic"), anchor=False)
    st.markdown(_badges(facts, setting))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _words(file, scope, setting)
        answered = st.container()
        timeline(file, setting.zone)
    with right:
        _deadline(facts, setting)
        under_control.of_case(file, scope, setting.zone)
        _facts(facts)
        _place(facts, setting)
        similar_cases.draw(file.similar, scope, setting.zone)
    _links(file, setting)
    with answered:  # the last: it looks through all replies, which takes longer than all else
        reply_signs.draw(file.signals())
    st.html(PRINTED)
    with st.container(key="print_hint"):
        st.caption(_("Ctrl+P prints the file alone."))


def _badges(facts: Mapping[Any, Any], setting: Setting) -> str:
    state = facts["deadline_state"]
    left = time_left(facts["due_at"], setting.now(facts), facts["precision"], setting.zone) if state in OPEN else ""
    parts = [
        badge(state, left if state in ("overdue", "due_soon") else ""),
        f":gray-badge[{state_name(facts['state'])}]",
    ]
    if facts["importance"] == "high":
        parts.append(f":gray-badge[{_('importance')}: {importance_name('high')}]")
    if facts["fast_track"]:
        parts.append(f":gray-badge[{_('fast track')}]")
    return " ".join([*parts, f"{channel_name(facts['channel'])}, №\u00a0{plain(facts['source_number'])}"])


def _words(file: CaseFile, scope: Scope, setting: Setting) -> None:
    text_readings.earlier(file.opened, setting.zone)
    if not scope.may_read(file.case["id"]):
        st.caption(_("Your role sees the facts of a case, not the resident's words: those who work on it read them."))
        text_readings.ask(file, scope)
        return
    st.markdown(f"**{_('What was written')}**")
    _quote(file.text, _("The source gives no text."))
    st.markdown(f"**{_('Reply')}**")
    awaited = file.case["deadline_state"] in OPEN and pd.isna(file.case["first_response_at"])
    _quote(file.reply, _("No reply yet.") if awaited else _("The source gives no reply."))
    promised.draw(file, setting.now(file.case), setting.zone)


def _quote(text: str | None, otherwise: str) -> None:
    if text:
        with st.container(border=True):
            st.text(text)
    else:
        st.caption(otherwise)


def _deadline(facts: Mapping[Any, Any], setting: Setting) -> None:
    with st.container(border=True):
        st.markdown(f"**{_('Deadline')}**")
        if facts["due_at"] is None:
            st.write(_("This case has no deadline: neither the source nor the table of deadlines sets one."))
            return
        st.markdown(_clock(facts, setting))
        st.caption(_("{moment} in force").format(moment=_moment(facts, "due_at", setting)))
        if facts["first_due_at"] is not None and facts["first_due_at"] != facts["due_at"]:
            st.caption(_("{moment} at first, then moved").format(moment=_moment(facts, "first_due_at", setting)))


def _clock(facts: Mapping[Any, Any], setting: Setting) -> str:
    """The one line that matters: time left or past, or how the decision or first reply stood against the deadline."""
    if facts["decided_at"] is not None:
        done = verdict(facts["due_at"], facts["decided_at"], facts["precision"], setting.zone)
        words = _("First reply {when}") if facts["deadline_state"] in OPEN else _("Decided {when}")
        return words.format(when=done)
    left = time_left(facts["due_at"], setting.now(facts), facts["precision"], setting.zone)
    if facts["deadline_state"] not in OPEN:
        return _("Closed on an unknown date")
    return badge(facts["deadline_state"], left)


def _facts(facts: Mapping[Any, Any]) -> None:
    received, now_at = facts.get("agency_received_ru"), name(facts, "agency")
    rows = {
        _("Municipality"): name(facts, "district") or _("not known"),
        _("Address"): facts["address"],
        _("Came to"): received if received and received != facts.get("agency_ru") else None,
        _("Agency in charge"): now_at or _("not known"),
        _("Status in the source"): facts["status_source"],
        _("Outcome"): outcome_name(facts["outcome"]) if facts["outcome"] else None,
        _("Rating"): _stars(facts["rating"]),
        _("Author's reaction"): reaction_name(facts["author_reaction"]) if facts["author_reaction"] else None,
    }
    st.table({label: plain(value) for label, value in rows.items() if value}, border="horizontal")
    if urlsplit(facts["source_url"] or "").scheme in ("http", "https"):
        st.link_button(_("Open in the source"), facts["source_url"], icon=":material/open_in_new:")


def _stars(rating: int | None) -> str | None:
    return None if rating is None else f"{'★' * int(rating)}{'☆' * (5 - int(rating))} {int(rating)}"


def _place(facts: Mapping[Any, Any], setting: Setting) -> None:
    where = _locator(facts, setting.boundaries)
    if where is not None:
        district = name(facts, "district") or _("a municipality that is not known")
        show(where, alt=_("Map of the region; the case is in {district}").format(district=district))
    if facts["place_precision"] in PLACES:
        st.caption(_(PLACES[facts["place_precision"]]))


def _locator(facts: Mapping[Any, Any], boundaries: Mapping[str, Any]) -> alt.LayerChart | None:
    """The region with the case's district filled and its point; SVG, because a drawer needs no second WebGL."""
    here = facts["district_id"]
    if facts["lat"] is None and here not in {feature["properties"]["id"] for feature in boundaries["features"]}:
        return None
    shapes = [feature | {"here": feature["properties"]["id"] == here} for feature in boundaries["features"]]
    land = (
        alt.Chart(alt.InlineData(values=shapes))
        .mark_geoshape(stroke="#8a96a3", strokeWidth=0.6)
        .encode(
            fill=alt.condition("datum.here", alt.value("#5a98d1"), alt.value("rgba(138,150,163,0.12)")),
            tooltip=alt.value(None),
        )
    )
    layers = [land]
    if facts["lat"] is not None:
        spot = alt.InlineData(values=[{"lat": facts["lat"], "lon": facts["lon"]}])
        layers.append(
            alt.Chart(spot)
            .mark_point(size=90, filled=True, color="#111827", stroke="white", strokeWidth=1.5, opacity=1)
            .encode(longitude="lon:Q", latitude="lat:Q", tooltip=alt.value(None))
        )
    return alt.layer(*layers).project("mercator").properties(height=210).configure_view(strokeWidth=0)


def _links(file: CaseFile, setting: Setting) -> None:
    if file.links.empty:
        return
    st.markdown(f"**{_('Probably about the same event')}**")
    for row in file.links.drop_duplicates("id").to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center"):
            filed = moment(row["filed_at"], "day", setting.zone)
            text = joined(name(row, "topic") or _("Without a topic"), channel_name(row["channel"]), filed)
            if st.button(plain(text), key=f"linked_{row['id']}", type="tertiary", icon=":material/link:"):
                link.write(case=row["id"])
                st.rerun(scope="app")
            st.caption(f"{state_name(row['state'])}; {_(REASONS.get(row['reason'], REASONS['similarity']))}")


def _moment(facts: Mapping[Any, Any], column: str, setting: Setting) -> str:
    return moment(facts[column], facts["precision"], setting.zone)
