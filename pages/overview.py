"""Overview, for governor's staff: what changed, where, and who needs attention."""

import streamlit as st

from analysis.false_discovery import growing
from components import attention, cards, charts, choropleth, empty, inflow, sentences
from components.at_once import all_at_once
from components.both_counts import beside
from components.filters import compared_filters, current_comparison, current_filters, current_preset, options
from components.identity import current_scope
from components.notes import Noted
from components.page_list import require
from queries import cached
from queries.filters import to_local

require("overview")
CARDS = ("received", "on_time", "overdue_now", "satisfaction",
         "in_work", "time_to_answer", "first_response", "repeat_review")  # fmt: skip
scope, filters, clock = current_scope(), current_filters(), cached.clock()
if empty.nothing_loaded(cached.region_info(), scope) or clock.as_of is None:
    st.stop()
before, today, step = compared_filters(), to_local(clock.as_of, clock.zone), cards.step(filters.period)
always, anywhere, anybody = filters.during(None), filters.only(districts=()), filters.only(agencies=())
now, courses, judged, then, topics, then_topics, told_topics, further, days, told, *rates = all_at_once(
    lambda: cached.measures(CARDS, scope, filters),
    lambda: cached.measures(CARDS, scope, filters, by=step),
    lambda: cached.measures(tuple(attention.JUDGED), scope, anybody, "agency"),
    lambda: cached.earlier(CARDS, scope, filters, before) if before else {},
    lambda: cached.measure("received", scope, filters, "topic"),
    lambda: cached.earlier(("received",), scope, filters, before, "topic")["received"] if before else None,
    lambda: cached.measure("events", scope, filters, "topic"),
    lambda: cached.further(scope, filters, ("received", "in_work", "overdue_now")),
    lambda: cached.daily(scope, always),
    lambda: cached.measure("events", scope, always, "day"),
    lambda: cached.measure("rate", scope, anywhere, "district"),
    lambda: cached.measure("events", scope, anywhere, "district"),
)
answers = cards.answers(now, then, courses, further, step, today, filters.period)
grown = beside(growing(topics, topics if then_topics is None else then_topics), told_topics)
grown = grown.assign(name=grown["key"].map(options("topics", scope)))
comparison = current_comparison() if before else None
when = sentences.period_words(current_preset(), filters.period, clock.zone)
st.markdown(sentences.headline(answers, when, comparison, grown), help=cards.compared_with(comparison))
if not answers["received"].row["numerator"]:
    empty.nothing_found(scope)
left, right = st.columns([5, 3], gap="medium")
with left:
    cards.wall(answers.values(), cached.import_history())
    channels = filters.channels or options("channels", scope)
    noted = Noted(cached.annotations(scope, always), clock.zone, options("districts", scope))
    inflow.section({code: days[days["channel"] == code] for code in channels}, told, filters.period, today, noted)
    charts.growth_section(grown if before else None)
with right:
    choropleth.section(beside(*rates), cached.districts(scope), cached.boundaries())
    usual = cards.first_rows(cached.measures(CARDS, scope, anybody))
    attention.section(attention.worst(judged, usual), options("agencies", scope))
