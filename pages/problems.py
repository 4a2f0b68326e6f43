"""Problems, for those who decide: what does not go away, what is done about it, what to expect."""

import streamlit as st

from components import comparison, empty, problem_cell, problem_matrix
from components.filters import current_filters
from components.identity import current_scope
from components.page_list import require
from queries import cached

require("problems")
scope, filters = current_scope(), current_filters()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()

by = comparison.choose_side()
found = cached.systemic(scope, filters, by)
if found.rows.empty:
    st.info(problem_matrix.nothing_found(found), icon=":material/hourglass_empty:")
    st.stop()
cell = problem_cell.asked(found)
if cell:
    problem_cell.back()
    weeks = cached.systemic_weeks(scope, filters, cell["topic"], cell["unit"], by)
    problem_cell.section(cell, found, weeks, by)
    st.stop()

st.markdown(problem_matrix.sentence(found))
left, right = st.columns([3, 1])
with left:
    problem_matrix.matrix_section(found, by)
with right:
    problem_matrix.list_section(found)
st.caption(problem_matrix.basis(found))
