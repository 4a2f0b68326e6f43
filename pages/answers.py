"""Answers, for those who judge: is it an answer, is it solved, and can the numbers be trusted."""

import streamlit as st

from components import comparison, empty, reply_review, reply_shares, reply_texts
from components.filters import current_filters, options
from components.identity import current_scope
from components.page_list import require
from queries import cached
from queries.reply_marks import marks, precision, precision_by_key

require("answers")
scope, filters = current_scope(), current_filters()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
names, topics, said = options("agencies", scope), options("topics", scope), st.container()
view = comparison.choose_view(("formal", "review"))
if view in ("formal", "review"):
    found, marked = cached.formal_replies(scope, filters), marks()
    sampled = found["samples"][found["samples"]["of_all"]]
    checked = precision(sampled, marked)
    said.markdown(reply_shares.sentence(found, names))
if view == "formal":
    said.caption(f"{reply_shares.precision_line(checked)} {reply_shares.left_out_line(found)}")
    left, right = st.columns(2, gap="medium")
    with left:
        reply_shares.agencies_section(found["rows"], precision_by_key(found["samples"], marked), names)
    with right:
        times = cached.measure("time_to_answer", scope, filters, "agency")
        days = cached.measure("time_to_answer", scope, filters).iloc[0]["value"]
        reply_shares.quadrant_section(found, times, days, names)
    with left:
        reply_shares.trend_section(found["trend"])
    with right:
        reply_shares.signals_section(found)
    reply_texts.clusters_section(found["clusters"], topics, scope)
    left, right = st.columns(2, gap="medium")
    with left:
        reply_texts.suspects_section(found["cases"], found["weights"], names, topics)
    with right:
        reply_texts.models_section(found["models"], names, topics)
elif view == "review":
    waiting = reply_review.waiting(sampled, marked, scope.who)
    file = cached.case_file(scope, waiting.iloc[0]["case_id"]) if len(waiting) else None
    reply_review.section(sampled, checked, waiting, file, found["weights"], scope)
