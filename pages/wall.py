"""Wall, for a room: what is burning, in large type, without anybody at the keyboard."""

import streamlit as st

from components import duty, empty, live, pulse, recovery, wall
from components.filters import current_filters
from components.identity import current_scope
from components.page_list import require
from components.words import language, name
from queries import cached, control
from queries.filters import Filters
from queries.signal_marks import marks, unsettled

require("live_map")
scope = current_scope()
if empty.nothing_loaded(cached.region_info(), scope):
    st.stop()


def ask(filters: Filters) -> wall.State:
    """What is in work now, whenever it was filed."""
    clock, always = cached.clock(), filters.during(None)
    soon, today = live.soon_cursor(clock), filters.during(duty.since_midnight(clock))
    whole = {each: cached.measure(each, scope, when) for each, when in (("in_work", always), ("received", today))}
    ahead = cached.case_page(scope, always, sort="due", after=soon, limit=10 * wall.ROWS, texts=False)
    return wall.State(
        region=name(vars(cached.region_info())),
        in_work=int(whole["in_work"]["numerator"].sum()),
        today=int(whole["received"]["numerator"].sum()),
        further=cached.further(scope, always, ("in_work", "overdue_now")) | cached.further(scope, today, ("received",)),
        told_late=cached.told_by(scope, always, "overdue_now", "district"),
        overdue=cached.measure("overdue_now", scope, always, "district"),
        due=live.not_yet_late(ahead.rows),
        found=unsettled(cached.recent_spikes(scope, filters), marks(scope), pulse.utc_now()),
        items=control.items(scope, filters, "open", today=control.local_today(clock.zone)),
        districts=cached.districts(scope), boundaries=cached.boundaries(), channels=cached.channels(),
        freshness=cached.freshness(), history=cached.import_history(), clock=clock,
    )  # fmt: skip


@st.fragment(run_every=pulse.TICK_SECONDS)
@recovery.ticking
def panel() -> None:
    filters, now = current_filters(), pulse.utc_now().timestamp()
    # What is under control lies on the desk, which has no version: it is asked for each minute.
    version = f"{cached.version()} {int(now // 60)}"
    wall.draw(pulse.beat(lambda: ask(filters), (scope, filters, language()), lambda: version), now)


panel()
