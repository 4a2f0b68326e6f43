"""Municipalities, for their heads: how we compare with others of our size, where we do well and where not."""

import streamlit as st

from components import against_class, comparison, empty, funnels, index_rating, profile, standings, unit_table
from components.filters import current_filters, options
from components.identity import current_scope
from components.page_list import require
from queries import cached
from queries.metrics import METRICS
from queries.rating import FILE, components, schemes

require("districts")
scope, filters = current_scope(), current_filters()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
everybody, topics = filters.only(districts=()), options("topics", scope)
whole = cached.compared("funnel", "on_time", scope, everybody, "district")
if whole.empty:
    empty.nothing_found(scope)
    st.stop()
names = comparison.names_of(whole)
chosen = [key for key in filters.districts or scope.districts if key in names]
mine = chosen[0] if chosen else against_class.choose(names)
group = str(whole.loc[whole["key"] == mine, "group"].iloc[0])
rows = whole[whole["group"] == group]
said = st.container()
view = comparison.choose_view(("mine", "chance", "work", "rating"))
metric_id = comparison.choose_metric() if view in ("chance", "work") else "on_time"
if metric_id != "on_time":
    rows = cached.compared("funnel", metric_id, scope, everybody, "district")
    rows = rows[rows["group"] == group]
said.markdown(comparison.sentence(rows, metric_id, names))
if view == "mine":
    found = {
        each: cached.compared("ranks" if METRICS[each].good else "funnel", each, scope, everybody, "district")
        for each in against_class.SHOWN
    }
    against_class.section(found, mine, names, group)
    against_class.overdue_link(mine)
    own = everybody.only(districts=(mine,))
    for each in ("on_time", "satisfaction"):
        by_topic = cached.measure(each, scope, own, "topic"), cached.others(scope, own, everybody, each, "topic")
        profile.parts_section(*by_topic, each, "topic", topics)
    if len(chosen) > 1:
        beside = {each: cached.measure(each, scope, everybody, "district") for each in unit_table.ASKED}
        unit_table.section(unit_table.wide(beside, whole[whole["key"].isin(chosen)], names), "districts")
elif view == "chance":
    funnels.funnel_section(rows, metric_id, names)
    places = cached.compared("ranks", metric_id, scope, everybody, "district")
    standings.ranks_section(places[places["group"] == group], metric_id, names)
elif view == "work":
    mix = cached.compared("expected", metric_id, scope, everybody, "district")
    standings.mix_section(mix[mix["group"] == group], metric_id, names)
else:
    scheme = index_rating.choose(schemes())
    rated = cached.compared("rating", scheme, scope, everybody, "district")
    index_rating.section(rated[rated["group"] == group], components(scheme), names, FILE)
