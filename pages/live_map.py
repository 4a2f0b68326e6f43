"""Live map, for operators: what is burning now, where, and which case is about to be late."""

import streamlit as st

from components import duty, empty, link, live, live_lists, maps, pulse
from components.case_file import Setting, close_file, draw, log_reading
from components.filters import current_filters
from components.identity import current_scope
from components.page_list import require
from components.words import _, language
from queries import cached
from queries.filters import Filters

require("live_map")
scope = current_scope()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()


def ask(filters: Filters) -> live.Picture:
    """What is in work now, whenever it was filed; the period only limits what was filed per 10,000."""
    clock = cached.clock()
    watch, everywhere = duty.window(clock), filters.during(None).only(districts=())
    waiting = filters.during(watch).only(states=filters.states or live.OPEN_STATES)
    points, boundaries = cached.points(scope, waiting, maps.MOST_POINTS + 1), cached.boundaries()
    view = maps.start_view(boundaries, points)
    many = view is not None and len(points) > maps.MOST_POINTS
    soon, many_due = live.soon_cursor(clock), 10 * live.LISTED
    in_work = {by: cached.measure("in_work", scope, everywhere, by) for by in ("district", "topic", "channel")}
    return live.Picture(
        chosen=filters.districts, watch=watch, bounds=filters.bounds, boundaries=boundaries,
        districts=cached.districts(scope), channels=cached.channels(), topics=cached.topics(), points=points,
        cells=cached.cells(scope, waiting, maps.cell_resolution(view)) if many and view else None,
        in_work=in_work["district"], by_topic=in_work["topic"], by_channel=in_work["channel"],
        overdue=cached.measure("overdue_now", scope, everywhere, "district"),
        rate=cached.measure("rate", scope, filters.only(districts=()), "district"),
        filed=cached.measure("received", scope, waiting.only(districts=()), "district") if watch else None,
        newest=cached.case_page(scope, waiting, sort="newest", limit=live.LISTED),
        due=cached.case_page(scope, filters.during(watch), sort="due", after=soon, limit=many_due),
        freshness=cached.freshness(), history=cached.import_history(), clock=clock,
    )  # fmt: skip


@st.fragment(run_every=live_lists.tick())
def panel() -> None:
    question = (scope, current_filters(), language(), duty.choice())
    beat = pulse.beat(lambda: ask(current_filters()), (*question, duty.window(cached.clock())), cached.version)
    wanted = live_lists.draw(beat, pulse.newcomers(beat.answer.ids, question))
    if wanted:
        link.write(case=wanted)
        st.rerun(scope="app")


panel()
if case_id := link.read("case"):
    file = cached.case_file(scope, case_id)
    log_reading(scope, case_id, file)
    setting = Setting(cached.clock(), cached.boundaries())
    st.dialog(_("Case file"), width=820, position="right", on_dismiss=close_file)(draw)(file, scope, setting)
