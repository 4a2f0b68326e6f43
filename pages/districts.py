"""Municipalities, for their heads: how we compare with others of our size, where we do well and where not."""

import streamlit as st

from components import against_class, class_map, comparison, course, empty, index_rating, parts, standings, unit_table
from components.at_once import each_at_once
from components.filters import current_filters, options
from components.identity import current_scope
from components.notes import Noted
from components.page_list import require
from queries import cached
from queries.metrics import METRICS
from queries.rating import FILE, components, schemes
from queries.units import Comparison

require("districts")
scope, filters, clock = current_scope(), current_filters(), cached.clock()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
everybody, choices = filters.only(districts=()), st.container(horizontal=True)
classes = comparison.choose_classes(choices)
whole = cached.compared("funnel", asked := Comparison(scope, everybody, "on_time", "district", classes))
if whole.empty:
    empty.nothing_found(scope)
    st.stop()
names = comparison.names_of(whole)
chosen = [key for key in against_class.asked_for(scope, filters.districts) if key in names]
mine = chosen[0] if chosen else against_class.choose(names, choices)
group = str(whole.loc[whole["key"] == mine, "group"].iloc[0])
own, said = everybody.only(districts=(mine,)), st.container()
view = comparison.choose_view(("mine", "map", "course", "topics", "chance", "work", "rating"))
metric_id = comparison.choose_metric() if view in ("map", "course", "chance", "work") else "on_time"
whole = whole if metric_id == "on_time" else cached.compared("funnel", asked.of(metric_id))
said.markdown(comparison.sentence(rows := whole[whole["group"] == group], metric_id, names))
if view == "mine":
    how = {each: "ranks" if METRICS[each].good else "funnel" for each in against_class.SHOWN}
    found = each_at_once(how, lambda each: cached.compared(how[each], asked.of(each)))
    received = cached.measure("events", scope, own).iloc[0].to_dict()
    against_class.section(found, mine, names, group, classes, received)
    late = cached.case_page(scope, own, metric_id="overdue_now", sort="due", limit=against_class.OVERDUE_ROWS)
    against_class.overdue_section(late, clock, mine)
    if len(chosen) > 1:
        beside = cached.of_each(unit_table.ASKED, scope, everybody, "district")
        unit_table.section(unit_table.wide(beside, whole[whole["key"].isin(chosen)], names), "districts")
elif view == "map":
    class_map.section(whole, mine, metric_id, names, cached.boundaries(), classes)
elif view == "course":
    noted = Noted(cached.annotations(scope, own.during(None)), clock.zone, names)
    course.section(cached.course(scope, everybody, metric_id, mine, classes), metric_id, names[mine], noted)
elif view == "topics":
    parts.section(cached.beside_others(scope, own, everybody, "topic"), "topic", options("topics", scope))
elif view == "chance":
    places = cached.compared("ranks", asked.of(metric_id))
    standings.chance_section(rows, places[places["group"] == group], metric_id, names, "districts")
elif view == "work":
    mix = cached.compared("expected", asked.of(metric_id))
    standings.mix_section(mix[mix["group"] == group], metric_id, names, "districts")
else:
    rated = cached.compared("rating", asked.of(scheme := index_rating.choose(schemes())))
    index_rating.section(rated[rated["group"] == group], components(scheme), names, FILE, "districts", everybody)
