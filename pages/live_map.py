"""Live map, for operators: what is burning now, where, and which case is about to be late."""

import streamlit as st

from components import duty, empty, link, live, live_lists, maps, overlays, pulse
from components.case_file import Setting, close_file, draw, log_reading
from components.filters import compared_filters, current_filters
from components.identity import current_scope
from components.page_list import require
from components.words import _, language
from queries import cached
from queries.filters import Filters

require("live_map")
scope = current_scope()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()


def ask(filters: Filters, before: Filters | None) -> live.Picture:
    """What is in work now, whenever it was filed; the period limits the rate and the change since `before` only."""
    clock, boundaries, wide = cached.clock(), cached.boundaries(), filters.only(districts=())
    watch, soon, many_due = duty.window(clock), live.soon_cursor(clock), 10 * live.LISTED
    waiting = filters.during(watch).only(states=filters.states or live.OPEN_STATES)
    points = cached.points(scope, waiting, maps.MOST_POINTS + 1)
    view = maps.start_view(boundaries, points) if len(points) > maps.MOST_POINTS else None
    by = {each: cached.measure("in_work", scope, wide.during(None), each) for each in ("topic", "channel")}
    stock = cached.measures(("in_work", "overdue_now"), scope, wide.during(None), "district")
    since = cached.earlier(("received",), scope, wide, before.only(districts=()), "district") if before else {}
    return live.Picture(
        chosen=filters.districts, watch=watch, bounds=filters.bounds, boundaries=boundaries, points=points, clock=clock,
        told=cached.told(scope, filters.during(None).only(states=filters.states or live.OPEN_STATES)),
        districts=cached.districts(scope), channels=cached.channels(), topics=cached.topics(),
        cells=cached.cells(scope, waiting, maps.cell_resolution(view)) if view else None,
        in_work=stock["in_work"], overdue=stock["overdue_now"], by_topic=by["topic"], by_channel=by["channel"],
        **{each: cached.measure(each, scope, wide, "district") for each in ("rate", "received")},
        filed=cached.measure("received", scope, waiting.only(districts=()), "district") if watch else None,
        newest=cached.case_page(scope, waiting, sort="newest", limit=live.LISTED),
        due=cached.case_page(scope, filters.during(watch), sort="due", after=soon, limit=many_due),
        laid={code: cached.laid_over(code, scope, filters, waiting) for code in overlays.chosen()},
        freshness=cached.freshness(), history=cached.import_history(), before=since.get("received"),
    )  # fmt: skip


@live_lists.living
def panel() -> None:
    filters, before = current_filters(), compared_filters()
    question = (scope, filters, language(), duty.choice())
    asked = (*question, before, duty.window(cached.clock()), overlays.chosen())
    beat = pulse.beat(lambda: ask(filters, before), asked, cached.version)
    if wanted := live_lists.draw(beat, pulse.newcomers(beat.answer.ids, question)):
        link.write(case=wanted)
        st.rerun(scope="app")


panel()
if case_id := link.read("case"):
    file, setting = cached.case_file(scope, case_id), Setting(cached.clock(), cached.boundaries())
    log_reading(scope, case_id, file)
    st.dialog(_("Case file"), width=820, position="right", on_dismiss=close_file)(draw)(file, scope, setting)
