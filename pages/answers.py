"""Answers, for those who judge: is it an answer, is it solved, and can the numbers be trusted."""

import streamlit as st

from components import answers, comparison, empty
from components.filters import current_filters
from components.identity import current_scope
from components.page_list import require
from queries import cached

require("answers")
scope, filters = current_scope(), current_filters()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
said = st.container()
view = comparison.choose_view(tuple(answers.VIEWS))
answers.VIEWS[view](said, scope, filters)
