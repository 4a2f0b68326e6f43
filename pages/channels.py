"""Channels: who carries how much, how organisations are rated, which official pages are dead, who can answer what."""

import streamlit as st

from components import call_backs
from components import channel_tables as tables
from components.filters import current_filters, options
from components.identity import current_scope
from components.notes import Noted
from components.page_list import require
from components.words import _
from queries import cached

require("channels")
scope, filters = current_scope(), current_filters()
carried, layouts = cached.channel_loads(scope, filters), cached.loaded_layouts()
if carried.empty:
    st.info(_("No channel brought anything in this period. Widen the period."), icon=":material/inbox:")
else:
    told = int(cached.measure("events", scope, filters)["numerator"].sum())
    st.markdown(tables.headline(carried, told))
    tables.carried_section(carried)
always = filters.during(None)
left, right = st.columns(2, gap="medium")
with left:
    tables.ratings_section(cached.service_ratings(scope, always))
with right:
    tables.pages_section(cached.official_pages(scope, always))
noted = Noted(cached.annotations(scope, filters), cached.clock().zone, options("districts", scope))
call_backs.section(cached.measure("three_rates", scope, filters), filters, noted)
tables.answers_section(carried)
tables.layouts_section(layouts)
