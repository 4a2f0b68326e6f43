"""Live map, for operators: what is burning now, where, and which case is about to be late."""

import streamlit as st

from components import duty, empty, link, live, live_lists, maps, overlays, pulse, shared, text_readings
from components.case_file import Setting, close_file, draw, log_reading
from components.filters import compared_filters, current_filters
from components.identity import current_scope
from components.page_list import require
from components.words import _, language
from queries import cached
from queries.filters import Filters
from queries.scope import rights

require("live_map")
scope = current_scope()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()


def ask(filters: Filters, before: Filters | None) -> live.Picture:
    """What is in work now, whenever it was filed; the period limits the rate and the change since `before` only."""
    clock, boundaries, wide = cached.clock(), cached.boundaries(), filters.only(districts=())
    watch, everywhere, soon = duty.window(clock), wide.during(None), live.soon_cursor(clock)
    waiting = filters.during(None).filed_in(watch)
    points = cached.points(scope, waiting, maps.MOST_POINTS + 1)
    dense = len(points) > maps.MOST_POINTS or overlays.DENSITY in overlays.chosen()
    view = maps.start_view(boundaries, points) if dense else None
    stock = cached.measures(("in_work", "overdue_now"), scope, everywhere, "district")
    since = cached.earlier(("received",), scope, wide, before.only(districts=()), "district") if before else {}
    return live.Picture(
        chosen=filters.districts, watch=watch, bounds=filters.bounds, boundaries=boundaries, points=points, clock=clock,
        further=cached.further(scope, filters.during(None), tuple(stock)), before=since.get("received"),
        told_by={each: cached.told_by(scope, everywhere, each, "district") for each in stock},
        districts=cached.districts(scope), channels=cached.channels(), topics=cached.topics(),
        cells=cached.cells(scope, waiting, maps.cell_resolution(view)) if view else None, freshness=cached.freshness(),
        in_work=stock["in_work"], overdue=stock["overdue_now"], history=cached.import_history(),
        **{f"by_{each}": cached.measure("in_work", scope, everywhere, each) for each in ("topic", "channel")},
        **{each: cached.measure(each, scope, wide, "district") for each in ("rate", "received")},
        filed=cached.measure("in_work", scope, waiting.only(districts=()), "district") if watch else None,
        newest=cached.case_page(scope, waiting, metric_id="in_work", limit=live.LISTED, texts=False),
        due=cached.case_page(scope, waiting, sort="due", after=soon, limit=10 * live.LISTED, texts=False),
        laid={code: cached.laid_over(code, scope, filters, waiting) for code in overlays.asked()},
    )  # fmt: skip


@live_lists.living
def panel() -> None:
    filters, before = current_filters(), compared_filters()
    asked = (scope, filters, language(), duty.choice(), before, duty.window(cached.clock()), overlays.chosen())
    beat = pulse.beat(
        lambda: shared.once(repr((rights(scope), *asked[1:])), lambda: ask(filters, before)), asked, cached.version
    )
    # Without the period, which ends with the data: what comes in may move it, and the cases in sight do not hang on it.
    in_sight = (scope, filters.during(None), duty.choice())
    if wanted := live_lists.draw(beat, pulse.newcomers(beat.answer.ids, in_sight)):
        link.write(case=wanted)
        st.rerun(scope="app")


panel()
if case_id := link.read("case"):
    reader, setting = text_readings.reader(scope, case_id), Setting(cached.clock(), cached.boundaries())
    log_reading(reader, case_id, file := cached.case_file(reader, case_id))
    st.dialog(_("Case file"), width=820, position="right", on_dismiss=close_file)(draw)(file, reader, setting)
