"""Agencies, for governor's staff: who answers fast and well, judged against others of its kind."""

import streamlit as st

from components import comparison, empty, funnels, index_rating, profile, quadrant, sent_on, standings, unit_table
from components.filters import current_filters, options
from components.identity import current_scope
from components.page_list import require
from queries import cached
from queries.rating import FILE, components, schemes

require("agencies")
scope, filters = current_scope(), current_filters()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
everybody, names, topics = filters.only(agencies=()), options("agencies", scope), options("topics", scope)

if len(filters.agencies) == 1:
    unit_table.back("agencies")
    st.subheader(names.get(filters.agencies[0], filters.agencies[0]))
    asked = [(scope, filters), (scope, everybody)]
    curves = [cached.profile("answered_curve", *each) for each in asked]
    profile.answered_section(*curves, *(cached.profile("answered_by", *each) for each in asked))
    for by, known in (("topic", topics), ("district", options("districts", scope))):
        own, rest = cached.measure("on_time", *asked[0], by), cached.others(scope, filters, everybody, "on_time", by)
        profile.parts_section(own, rest, "on_time", by, known)
    profile.rhythm_section(cached.profile("rhythm", scope, filters))
    st.stop()

rows = cached.compared("funnel", "on_time", scope, everybody, "agency")
if rows.empty:
    empty.nothing_found(scope)
    st.stop()
group = comparison.choose_group(rows["group"], param="kind")
names, rows, said = comparison.names_of(rows), rows[rows["group"] == group], st.container()
view = comparison.choose_view(("well", "chance", "work", "sent", "rating"))
metric_id = comparison.choose_metric() if view in ("chance", "work") else "on_time"
if metric_id != "on_time":
    rows = cached.compared("funnel", metric_id, scope, everybody, "agency")
    rows = rows[rows["group"] == group]
said.markdown(comparison.sentence(rows, metric_id, names))
if view == "well":
    found = {each: cached.measure(each, scope, everybody, "agency") for each in unit_table.ASKED}
    usual = [cached.measure(each, scope, everybody).iloc[0]["value"] for each in ("time_to_answer", "satisfaction")]
    pairs = quadrant.paired(found["time_to_answer"], found["satisfaction"], names)
    quadrant.section(pairs[pairs["key"].isin(rows["key"])], *usual)
    unit_table.section(unit_table.wide(found, rows[rows["key"].isin(found["received"]["key"])], names), "agencies")
elif view == "chance":
    funnels.funnel_section(rows, metric_id, names)
    places = cached.compared("ranks", metric_id, scope, everybody, "agency")
    standings.ranks_section(places[places["group"] == group], metric_id, names)
elif view == "work":
    mix = cached.compared("expected", metric_id, scope, everybody, "agency")
    standings.mix_section(mix[mix["group"] == group], metric_id, names)
elif view == "sent":
    pairs, advice, lost = (cached.sent_on(each, scope, everybody) for each in ("pairs", "advice_of", "time_lost"))
    sent_on.section(pairs, advice, lost, names, topics)
else:
    scheme = index_rating.choose(schemes())
    rated = cached.compared("rating", scheme, scope, everybody, "agency")
    index_rating.section(rated[rated["group"] == group], components(scheme), names, FILE)
