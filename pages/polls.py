"""Polls: what residents answered, voted and discussed, and whom the answers speak for."""

import streamlit as st

from components import comparison, empty, link, poll_answers, poll_beside, poll_head, poll_list, poll_time, poll_weights
from components import poll_groups as groups
from components import poll_opinions as opinions
from components import poll_people as people
from components import poll_written as written
from components.filters import current_filters, options
from components.identity import current_scope
from components.page_list import require
from queries import cached

require("polls")
scope, filters = current_scope(), current_filters()
listed = cached.polls(scope, filters.during(None).only(districts=(), agencies=()))
if listed.empty:
    if not empty.nothing_loaded(cached.region_info(), scope):
        poll_list.nothing(loaded=False)
    st.stop()
listed = poll_list.with_stage(listed, cached.clock().as_of)
districts, agencies = options("districts", scope), options("agencies", scope)
chosen = listed[listed["id"] == link.read("poll")]

if chosen.empty:
    shown = listed[listed["id"].isin(cached.poll_ids(scope, filters))]
    if shown.empty:
        poll_list.nothing(loaded=True)
    else:
        poll_list.section(shown, districts, agencies)
    st.stop()

about = chosen.iloc[0].to_dict()
poll = str(about["id"])
poll_head.head(about, districts, agencies)
if about["kind"] in ("discussion", "hearing") and not about["questions"]:
    poll_head.discussion(about)
    st.stop()
found = written.named(cached.poll(poll, scope, filters))
view = comparison.choose_view(poll_list.views_of(found))
if view == "answers":
    poll_answers.section(str(about["title"]), found)
elif view == "people":
    people.section(found["participation"], cached.districts(scope), cached.boundaries())
    groups.section(found["composition"])
    poll_time.section(found["days"])
    poll_weights.section(found["weighted"])
elif view == "beside":
    answers = poll_beside.answer_titles(found["options"])
    answer, topic = poll_beside.choose(answers, options("topics", scope), poll, scope)
    if topic:
        compared, _refusal = cached.beside_poll(poll, answer, scope, filters.only(topics=(topic,)))
        poll_beside.section(compared, answers.get(answer, answer), districts)
else:
    opinions.section(cached.opinions(poll, scope)[0])
