"""Cases: the list behind every number, and the file of each case."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components import case_list, empty, link, saved_searches, search_hits, text_readings
from components.case_file import Setting, close_file, draw, log_reading
from components.filters import current_filters
from components.identity import current_scope
from components.page_list import require
from components.paging import pages_of
from components.reading import log_texts
from components.tables import case_table
from components.words import _, language
from queries import cached
from queries.cases import case_page

require("cases")
scope, filters, clock = current_scope(), current_filters(), cached.clock()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()
metric, sort = case_list.asked_metric(), case_list.asked_sort()
listed: dict[str, Any] = {"metric_id": metric, "sort": sort, "language": language()}
listed["channels"] = case_list.by_name(cached.channels()["code"])


def chosen(rows: pd.DataFrame) -> str | None:
    """The case that was clicked: in what the search found, or in the table."""
    if not search_hits.with_words(scope, filters.text):
        return case_table(rows, clock, key="cases", sort=sort, on_sort=case_list.choose_sort)
    log_texts(scope, "cases", filters.text, told := cached.excerpts(scope, filters.text, tuple(rows["id"])))
    return search_hits.draw(rows, told, filters.text, clock)


if case_id := link.read("case"):
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=close_file, type="tertiary")
    file = cached.case_file(reader := text_readings.reader(scope, case_id), case_id)
    log_reading(reader, case_id, file)
    draw(file, reader, Setting(clock, cached.boundaries()))
    st.stop()

pages = pages_of("page", (scope, filters, metric, sort, language()))
page = pages.in_sight(lambda at: cached.case_page(scope, filters, **listed, after=at, limit=case_list.PAGE_ROWS))
case_list.heading(metric, page, sort)
with st.container(horizontal=True, vertical_alignment="bottom"):
    case_list.controls(scope)
    saved_searches.draw(scope)
    asked = str(link.shared() | {"metric": metric or "", "q": filters.text})
    everything = partial(case_page, scope, filters, **listed, limit=case_list.MOST_EXPORTED)
    case_list.take_away(lambda: everything().rows, scope, page.total, clock.zone, asked)
search_hits.explain(filters.text, scope)
if page.rows.empty:
    empty.no_case_matches()
elif wanted := chosen(page.rows):
    link.write(case=wanted)
    st.rerun()
case_list.pager(page, pages)
