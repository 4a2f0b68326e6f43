"""Answers, for those who judge: is it an answer, is it solved, and can the numbers be trusted."""

import streamlit as st

from components import answers, comparison, empty, topic_words
from components.filters import current_filters, options
from components.identity import current_scope
from components.notes import Noted
from components.page_list import require
from components.reading import log_texts
from queries import cached
from queries.measure import altogether
from queries.reply_marks import marks
from queries.scope import peers

require("answers")
scope, filters = current_scope(), current_filters()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
# Who the agencies are is no secret, whatever may be seen of their cases.
names, topics, always = options("agencies", peers(scope)), options("topics", scope), filters.during(None)
said, zone = st.container(), cached.clock().zone
view = comparison.choose_view(answers.VIEWS)
if view == "formal":
    found = cached.formal_replies(scope, filters)
    times = [cached.measure("time_to_answer", scope, filters, by) for by in ("agency", None)]
    noted = Noted(cached.annotations(scope, always), zone, options("districts", scope))
    answers.formal(said, found, marks(), times, noted, names, topics, scope)
    log_texts(scope, "answers", filters.text, answers.shown(found))
elif view == "review":
    found, marked = cached.formal_replies(scope, filters), marks()
    waiting = answers.waiting(found, marked, scope)
    file = cached.case_file(scope, waiting.iloc[0]["case_id"]) if len(waiting) else None
    answers.review(said, found, marked, waiting, file, names, scope)
elif view == "returned":
    by_agency = cached.measure("repeat", scope, filters, "agency")
    repeated = [altogether(by_agency), by_agency]
    outcomes, still = cached.measure("outcome", scope, filters), cached.still_there(scope, filters)
    promised = cached.broken_promises(scope, filters)
    answers.returned_view(said, repeated, outcomes, still, promised, cached.boundaries(), zone, names, filters)
    log_texts(scope, "returned", filters.text, answers.promised_in(promised))
elif view == "integrity":
    found, looked_at, hits = cached.integrity(scope, filters)
    answers.trusted(said, found, looked_at, hits, names)
elif view == "satisfaction":
    gaps = [cached.satisfactions(scope, filters, by) for by in (None, "agency")]
    criteria = cached.service_ratings(scope, always)
    answers.satisfied(said, gaps, cached.reactions(scope, filters), criteria, names, filters)
elif topic := topic_words.choose_topic(topics, cached.measure("received", scope, filters, "topic")):
    own = filters.only(topics=(topic,))
    spoken = {against: cached.words(scope, own, against) for against in answers.against(filters)}
    answers.spoken(said, spoken, topic, topics)
