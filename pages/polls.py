"""Polls: what residents answered, voted and discussed, and whom the answers speak for."""

import streamlit as st

from components import comparison, empty, link, poll_answers, poll_head, poll_list, poll_people
from components.filters import current_filters, options
from components.identity import current_scope
from components.page_list import require
from components.words import _
from queries import cached

require("polls")
scope, filters = current_scope(), current_filters()
listed = cached.polls(scope, filters.during(None).only(districts=(), agencies=()))
if listed.empty:
    if not empty.nothing_loaded(cached.region_info(), scope):
        st.info(_("No poll is loaded. Files of polls, votes, discussions and Polis exports bring them."))
    st.stop()
now, districts, agencies = cached.clock().as_of, options("districts", scope), options("agencies", scope)
listed = listed.assign(stage=[poll_list.stage(row, now) for row in listed.to_dict("records")])
chosen = listed[listed["id"] == link.read("poll")]

if chosen.empty:
    shown = listed[listed["id"].isin(cached.polls(scope, filters)["id"])]
    if shown.empty:
        st.info(_("No poll touches this period and these filters. Widen the period."), icon=":material/search_off:")
        st.stop()
    st.markdown(poll_list.sentence(shown))
    poll_list.section(shown, districts, agencies)
    st.stop()

about = chosen.iloc[0].to_dict()
poll_head.head(about, districts, agencies)
if about["kind"] in ("discussion", "hearing") and not about["questions"]:
    poll_head.discussion(about)
    st.stop()
found = cached.poll(str(about["id"]), scope, filters)
view = comparison.choose_view(("answers", "people"))
if view == "answers":
    poll_answers.section(found["questions"], found["options"])
else:
    poll_people.section(found["participation"], cached.districts(scope), cached.boundaries())
