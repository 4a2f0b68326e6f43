"""Problems, for those who decide: what does not go away, what is done about it, what to expect."""

from datetime import date

import streamlit as st

from components import comparison, empty, problem_advisory, problem_cell, problem_list, problem_matrix, problem_promised
from components import problem_passport as passport
from components.filters import current_filters, options
from components.identity import current_scope
from components.notes import Noted
from components.page_list import require
from components.under_control import said
from queries import cached, passports
from queries.control import local_today
from queries.filters import Filters

require("problems")
scope, filters = current_scope(), current_filters()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
zone = cached.clock().zone
today = local_today(zone)
said()
view = comparison.choose_view(("matrix", "passports", "advisory"))

if view == "advisory":
    problem_matrix.not_applied("district", filters)
    problem_advisory.section(cached.advisory(scope, filters))
    st.stop()
if view == "passports":
    rows, measures = passports.passports(scope, filters, "all"), passports.measures(scope)
    everything = passports.passports(scope, Filters(), "all")  # whatever is filtered, a link opens it
    rising = cached.relapses(scope, Filters(), problem_list.solved(everything))
    row = problem_list.asked(everything)
    if row is None:
        problem_list.section(rows, measures, rising, today, zone)
        st.stop()
    since = date.fromisoformat(row["since"]) if row["since"] else None
    effect = cached.effect(scope, Filters(), row["topic"], row["unit"], since, row["by"]) if since else None
    past, done = passports.history(scope, row["id"]), measures[measures["problem_id"] == row["id"]]
    passport.section(row, effect, done, past, row["id"] in rising, scope, today, zone)
    st.stop()

by = comparison.choose_side()
problem_matrix.not_applied(by, filters)
found = cached.systemic(scope, filters, by)
if found.rows.empty:
    st.info(problem_matrix.nothing_found(found), icon=":material/hourglass_empty:")
    st.stop()
if cell := problem_cell.asked(found):
    problem_cell.back()
    weeks = cached.systemic_weeks(scope, filters, cell["topic"], cell["unit"], by)
    noted = Noted(cached.annotations(scope, filters.during(None)), zone, options("districts", scope))
    asked = problem_cell.behind(cell, found, by, filters, zone)
    problem_cell.section(cell, found, weeks, asked, cached.boundaries(), noted)
    problem_promised.section(cached.promised(scope, asked), scope)
    passport.propose(cell, by, scope, found, filters, zone)
    st.stop()

problem_matrix.section(found, by)
