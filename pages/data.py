"""Data, for administrators: load files, take imports back, see what is covered, say what names mean, who read texts."""

import streamlit as st

from components import aliases, coverage, loading, reforms, text_readings
from components.filters import options
from components.identity import current_scope
from components.import_report import asked_batch, batch_report, open_batch
from components.numbers import cases
from components.page_list import require
from components.refusals import in_words
from components.words import _
from intake.by_hand import CannotUndo, StoreBusy, record_layouts, take_back
from intake.own_layouts import own_titles
from queries import cached, readings

require("data")
scope, zone = current_scope(), cached.clock().zone


def undo(batch: int) -> str:
    """Take an import back and say how it went."""
    try:
        done = take_back(batch)
    except CannotUndo as refused:
        return in_words(str(refused))
    except StoreBusy:
        return _("Not taken back: a file is being loaded. Try again when it is done.")
    cached.version.clear()  # what was loaded is shown at once, not in two seconds
    words = _("Import {batch} ({file}) was taken back: {removed} removed, {restored} restored.")
    return words.format(batch=batch, file=done.file, removed=cases(done.removed), restored=cases(done.restored))


if asked_batch():  # the link of a report
    st.session_state.setdefault("data_tabs", _("Imports"))
TABS = [_("Loading"), _("Imports"), _("Coverage"), _("Names"), _("Freshness"), _("Texts read")]
load_tab, history_tab, coverage_tab, names_tab, fresh_tab, read_tab = st.tabs(TABS, key="data_tabs", on_change="rerun")
if load_tab.open:
    with load_tab:
        loading.load_panel(may_load=scope.role == "admin")
if history_tab.open:
    with history_tab:
        if batch := asked_batch():
            batch_report(batch, zone)
        else:
            history, others = cached.import_history(), record_layouts()
            coverage.history_panel(history, zone, undo, open_batch, others, own_titles())
if coverage_tab.open:
    with coverage_tab:
        coverage.coverage_panel(cached.coverage())
if names_tab.open:
    with names_tab:
        unmapped = {kind: cached.unmapped(kind) for kind in ("district", "agency", "topic")}
        known = {"district": "districts", "agency": "agencies", "topic": "topics"}
        aliases.names_panel(unmapped, {kind: options(which, scope) for kind, which in known.items()}, scope.who)
        reforms.reforms_panel(cached.reforms(), options("districts", scope))
if fresh_tab.open:
    with fresh_tab:
        coverage.freshness_panel(cached.freshness(), cached.import_history(), cached.channels(), zone)
if read_tab.open:
    with read_tab:
        text_readings.panel(readings.readings(scope), zone)
