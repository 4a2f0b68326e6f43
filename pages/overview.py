"""Overview, for governor's staff: what changed, where, and who needs attention."""

import streamlit as st

from analysis.false_discovery import growing
from components import attention, cards, charts, choropleth, empty, inflow, sentences
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
then = cached.earlier(CARDS, scope, filters, before) if before else {}
now, courses = cached.measures(CARDS, scope, filters), cached.measures(CARDS, scope, filters, by=step)
further = cached.further(scope, filters, ("received", "in_work", "overdue_now"))
answers = cards.answers(now, then, courses, further, step, today, filters.period)
topics = cached.measure("received", scope, filters, "topic")
then_topics = cached.earlier(("received",), scope, filters, before, "topic")["received"] if before else topics
grown = growing(topics, then_topics)
grown = beside(grown, cached.measure("events", scope, filters, "topic"))
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
    days = cached.daily(scope, filters.during(None))
    noted = Noted(cached.annotations(scope, filters.during(None)), clock.zone, options("districts", scope))
    told = cached.measure("events", scope, filters.during(None), "day")
    inflow.section({code: days[days["channel"] == code] for code in channels}, told, filters.period, today, noted)
    charts.growth_section(grown if before else None)
with right:
    anywhere = filters.only(districts=())
    rates = beside(*(cached.measure(each, scope, anywhere, "district") for each in ("rate", "events")))
    choropleth.section(rates, cached.districts(scope), cached.boundaries())
    anybody = filters.only(agencies=())
    usual = cards.first_rows(cached.measures(CARDS, scope, anybody))
    worst = attention.worst(cached.measures(tuple(attention.JUDGED), scope, anybody, "agency"), usual)
    attention.section(worst, options("agencies", scope))
