"""What came in on somebody's watch: the last hour, six hours, a day, or since the own shift began.

It narrows the cases on the map and the lists beside it. What is in work in a district stays what it is.
"""

from collections.abc import Hashable, Iterable
from datetime import datetime, time, timedelta

import streamlit as st

from components import link
from components.both_counts import both
from components.filters import STEADY, steady
from components.labels import channel_name
from components.numbers import moment
from components.words import N_, _
from queries.cases import CasePage
from queries.clock import Clock
from queries.filters import Period, to_local, to_utc

WATCHES: dict[str, timedelta] = {
    "1h": timedelta(hours=1), "6h": timedelta(hours=6), "24h": timedelta(hours=24),
}  # fmt: skip
NAMES = {
    "any": N_("Whenever filed"),
    "1h": N_("Last hour"),
    "6h": N_("6 h"),
    "24h": N_("24 h"),
    "shift": N_("Since my shift began"),
}
CHANGES_OF_SHIFT = (time(8), time(20))
_BEGIN = "duty_begin"


def chosen() -> str:
    """The watch in the link; "any" without one."""
    asked = link.read("since")
    return asked if asked in NAMES else "any"


def choice() -> Hashable:
    """What was chosen, whatever the time is: the watch and when the shift begins."""
    return chosen(), link.read("begin")


def window(clock: Clock) -> Period | None:
    """What the watch spans, up to the data's own time; None for any time and when nothing is loaded.

    Moves every five minutes, as all periods do, and then rather reaches back up to five minutes more than too little.
    """
    watch = chosen()
    if watch == "any" or clock.as_of is None:
        return None
    end = steady(clock.as_of) + timedelta(seconds=1)
    start = shift_begin(clock) if watch == "shift" else end - STEADY - WATCHES[watch]
    return Period(start, end)


def shift_begin(clock: Clock) -> datetime:
    """The last time before the data's own that the clock showed the hour at which the shift begins (UTC)."""
    assert clock.as_of is not None
    now, begin = to_local(clock.as_of, clock.zone), _begin(clock)
    today = datetime.combine(now.date(), begin)
    return to_utc(today if today <= now else today - timedelta(days=1), clock.zone)


def _begin(clock: Clock) -> time:
    """From the link, else what was said last in this session, else the last usual change of shifts."""
    for said in (link.read("begin"), st.session_state.get(_BEGIN, "")):
        try:
            return datetime.strptime(said, "%H%M").time()  # noqa: DTZ007 an hour on the wall has no zone
        except ValueError:
            continue
    now = to_local(clock.as_of, clock.zone).time() if clock.as_of else time(12)
    return CHANGES_OF_SHIFT[0] if CHANGES_OF_SHIFT[0] <= now < CHANGES_OF_SHIFT[1] else CHANGES_OF_SHIFT[1]


def switch(clock: Clock) -> None:
    """The watches, and when the shift began once somebody chose it."""
    st.session_state["duty_watch"] = chosen()
    names = {code: _(words) for code, words in NAMES.items()}
    st.segmented_control(
        _("Filed when"), list(NAMES), key="duty_watch", format_func=names.__getitem__, required=True,
        on_change=lambda: link.write(since=st.session_state["duty_watch"].replace("any", "")),
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    if chosen() == "shift":
        begin = _begin(clock)
        key = f"duty_begin_{begin:%H%M}"
        st.time_input(
            _("My shift began at"), begin, key=key, step=timedelta(minutes=30), on_change=_say, args=(key,), width=160
        )


def _say(key: str) -> None:
    said = st.session_state[key]
    if said is not None:
        st.session_state[_BEGIN] = f"{said:%H%M}"
        link.write(begin=f"{said:%H%M}")


def told(watch: Period, page: CasePage, zone: str, days_only: Iterable[str]) -> str:
    """What the map and the lists are narrowed to. `page`: of the cases filed since; `days_only`: channels that know no
    hour of filing.
    """
    text = _("On the map and in the lists: {cases} filed since {moment} and still in work.").format(
        cases=both(page.total, page.events), moment=moment(watch.start, zone=zone)
    )
    if names := ", ".join(channel_name(code) for code in days_only):
        text += " " + _("{channels} know the day only: theirs count as filed at midnight.").format(channels=names)
    return text


def since_midnight(clock: Clock) -> Period | None:
    """The day of the data's own time, as far as it has gone; None when nothing is loaded."""
    if clock.as_of is None:
        return None
    midnight = datetime.combine(to_local(clock.as_of, clock.zone).date(), time())
    return Period(to_utc(midnight, clock.zone), steady(clock.as_of) + timedelta(seconds=1))
