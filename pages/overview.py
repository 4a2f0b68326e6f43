"""Overview, for governor's staff: what changed, where, and who needs attention."""

import streamlit as st

from analysis.false_discovery import growing
from components import attention, cards, charts, choropleth, empty, sentences
from components.filters import compared_filters, current_comparison, current_filters, current_preset, options
from components.identity import current_scope
from components.page_list import require
from queries import cached
from queries.filters import Filters, preset_period, to_local
from queries.metrics import metric

require("overview")
CARDS = ("received", "on_time", "overdue_now", "satisfaction",
         "in_work", "time_to_answer", "first_response", "repeat_review")  # fmt: skip
scope, filters, clock = current_scope(), current_filters(), cached.clock()
if empty.nothing_loaded(cached.region_info(), scope) or clock.as_of is None:
    st.stop()
before = compared_filters(scope)
everywhere, anybody = filters.only(districts=()), filters.only(agencies=())
today, step = to_local(clock.as_of, clock.zone), cards.step(filters.period)
year = filters.during(preset_period("1y", clock.as_of, clock.zone))
topics = options("topics", scope)


def whole(metric_id: str, question: Filters) -> dict:
    return cached.measure(metric_id, scope, question).iloc[0].to_dict()


def answer(metric_id: str) -> cards.Answer:
    course = cached.measure(metric_id, scope, filters, by=step)
    then = whole(metric_id, before) if before else None
    return cards.Answer(metric(metric_id), whole(metric_id, filters), then, course, cards.running_bucket(step, today))


answers = {metric_id: answer(metric_id) for metric_id in CARDS}
now, then = (cached.measure("received", scope, question, by="topic") for question in (filters, before or filters))
grown = growing(now, then).assign(name=lambda found: found["key"].map(topics))
comparison = current_comparison() if before else None
when = sentences.period_words(current_preset(), filters.period, clock.zone)
st.markdown(sentences.headline(answers, when, comparison, grown), help=cards.compared_with(comparison))
left, right = st.columns([5, 3], gap="medium")
with left:
    cards.wall(answers.values(), cached.import_history())
    channels = filters.channels or tuple(options("channels", scope))
    days = {code: cached.measure("received", scope, year.only(channels=[code]), by="day") for code in channels}
    charts.inflow_section(days, filters.period, today, clock.zone)
    charts.growth_section(grown)
with right:
    rates = cached.measure("rate", scope, everywhere, by="district")
    choropleth.section(rates, cached.districts(scope), cached.boundaries())
    found = {metric_id: cached.measure(metric_id, scope, anybody, by="agency") for metric_id in attention.JUDGED}
    worst = attention.worst(found, {metric_id: whole(metric_id, anybody) for metric_id in attention.JUDGED})
    attention.section(worst, options("agencies", scope))
