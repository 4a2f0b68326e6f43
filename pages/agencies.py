"""Agencies, for governor's staff: who answers fast and well, judged against others of its kind."""

import streamlit as st

from components import comparison, empty, index_rating, profile, quadrant, sent_on, standings, unit_table
from components.filters import compared_filters, current_filters, options
from components.identity import current_scope
from components.notes import Noted
from components.page_list import require
from queries import cached
from queries.profile import VIEWS
from queries.rating import FILE, components, schemes
from queries.units import Comparison

require("agencies")
scope, filters = current_scope(), current_filters()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
everybody, names, topics = filters.only(agencies=()), options("agencies", scope), options("topics", scope)
if len(filters.agencies) == 1:
    unit_table.back("agencies")
    st.subheader(names.get(filters.agencies[0], filters.agencies[0]))
    view = comparison.choose_view(VIEWS)
    noted = Noted(cached.annotations(scope, filters.during(None)), cached.clock().zone, options("districts", scope))
    found = cached.profile(view, scope, filters, everybody, compared_filters())
    profile.section(view, found, noted, topics, scope.whole_region)
    st.stop()
rows = cached.compared("funnel", Comparison(scope, everybody, "on_time", "agency"))
if rows.empty:
    empty.nothing_found(scope)
    st.stop()
group = comparison.choose_group(rows["group"], param="kind")
names, rows, said = comparison.names_of(rows), rows[rows["group"] == group], st.container()
view = comparison.choose_view(("well", "chance", "work", "sent", "rating"))
metric_id = comparison.choose_metric() if view in ("chance", "work") else "on_time"
tree = view == "chance" and comparison.with_those_below()
asked = Comparison(scope, everybody, metric_id, "agency", rollup=tree)
if metric_id != "on_time" or tree:
    rows = cached.compared("funnel", asked)
    names, rows = names | comparison.names_of(rows), rows[rows["group"] == group]  # some have cases only below them
said.markdown(comparison.sentence(rows, metric_id, names))
if view == "well":
    found = cached.of_each(unit_table.ASKED, scope, everybody, "agency")
    usual = quadrant.usual(cached.measure("time_to_answer", scope, everybody), found["satisfaction"])
    pairs = quadrant.paired(found["time_to_answer"], found["satisfaction"], names)
    quadrant.section(pairs[pairs["key"].isin(rows["key"])], *usual)
    seen, sent = rows[rows["key"].isin(found["received"]["key"])], cached.sent_on("received", scope, everybody)
    unit_table.section(unit_table.wide(found, seen, names, sent), "agencies")
elif view == "chance":
    places = cached.compared("ranks", asked)
    standings.chance_section(rows, places[places["group"] == group], metric_id, names, "agencies")
elif view == "work":
    mix = cached.compared("expected", asked)
    standings.mix_section(mix[mix["group"] == group], metric_id, names, "agencies")
elif view == "sent":
    about = sent_on.about(everybody, topics)
    ways = {each: cached.sent_on(each, scope, about) for each in ("pairs", "advice_of", "time_lost", "loops")}
    sent_on.section(ways, names, topics, about)
else:
    rated = cached.compared("rating", asked.of(scheme := index_rating.choose(schemes())))
    index_rating.section(rated[rated["group"] == group], components(scheme), names, FILE, "agencies", everybody)
