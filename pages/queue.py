"""Queue, for operators: what needs a hand, what is unusual, what is under control, and the note for the next shift."""

from datetime import UTC, datetime

import streamlit as st

from components import control_list, empty, hand_over, link, places_to_watch, queue_list, signals, under_control
from components.case_file import Setting, close_file, draw, log_reading
from components.filters import current_filters
from components.identity import current_scope
from components.page_list import require
from components.paging import pages_of
from components.queue_sections import choose
from components.words import _
from queries import cached, control, signal_marks

require("queue")
scope, filters, clock = current_scope(), current_filters(), cached.clock()
if empty.nothing_loaded(cached.region_info(), scope) or clock.as_of is None:
    st.stop()
under_control.said()
if case_id := link.read("case"):
    st.button(_("Back to the queue"), icon=":material/arrow_back:", on_click=close_file, type="tertiary")
    file = cached.case_file(scope, case_id)
    log_reading(scope, case_id, file)
    draw(file, scope, Setting(clock, cached.boundaries()))
    st.stop()

section, now, today = choose(), datetime.now(UTC).replace(tzinfo=None), control.local_today(clock.zone)
everybody = filters.during(None)
if section == "queue":
    reasons, size = queue_list.chosen_reasons(), queue_list.page_size()
    pages = pages_of("queue", (scope, everybody, reasons, size))
    waiting = pages.in_sight(lambda at: cached.queue(scope, everybody, reasons=reasons, after=at, limit=size))
    queue_list.section(waiting, pages, scope, clock, today)
elif section == "signals":
    found, marked = cached.spikes(scope, filters), signal_marks.marks(scope)
    signals.section(found, marked, scope, clock.zone, today, now)
elif section == "places":
    rows, left_out = cached.silent(scope, filters)
    places_to_watch.silent_section(rows, left_out, cached.boundaries(), whole_region=scope.whole_region)
    hot, few = cached.hotspots(scope, filters)
    places_to_watch.hot_section(hot, few, cached.boundaries())
    places_to_watch.cell_section(cached.hotspots(scope, filters, "cells")[0], cached.boundaries())
elif section == "control":
    items = control.items(scope, filters, today=today)
    control_list.section(items, control.history(scope), scope, clock.zone)
else:
    begin = hand_over.begin_of(now, hand_over.shift_hours())
    page, items = cached.queue(scope, everybody, limit=1), control.items(scope, filters, today=today)
    done = control.history(scope, since=begin), signal_marks.marks(scope, since=begin)
    found = signal_marks.unsettled(cached.recent_spikes(scope, filters), signal_marks.marks(scope), now)
    hand_over.section(hand_over.draft(begin, now, clock.zone, page, found, done[1], items, done[0], scope))
