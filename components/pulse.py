"""The heartbeat of a live page: the last answer, how many ticks were missed, which cases are new, what is stale."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from components.numbers import moment
from queries.clock import Clock

TICK_SECONDS = 10  # of a page that is drawn anew at each tick
LOOK_SECONDS = 5  # from one look for news to the next, for a page that is not told
REDRAWN_AFTER = timedelta(seconds=60)  # without news: marks of new cases fade, deliveries grow late
MANY_MISSED = 3  # from here on the page says that it stands still
NEW_FOR = timedelta(seconds=60)  # how long a case stays marked: one tick is too short to look up
LATE_FACTOR = 1.5  # older than one and a half usual gaps is stale
# How old data usually are at most, for a channel that was loaded fewer than three times.
USUAL_GAP = {"minute": timedelta(hours=2), "day": timedelta(days=2)}
_LAST, _SEEN = "pulse_last", "pulse_seen"


@dataclass(frozen=True)
class Beat:
    """What the page shows now: `answer`, when it was asked and when the store last answered a look for news (UTC), and
    how many ticks in a row have failed since.
    """

    answer: Any
    asked_at: datetime
    looked_at: datetime
    version: str = ""  # of the data behind the answer
    missed: int = 0

    @property
    def stands_still(self) -> bool:
        return self.missed >= MANY_MISSED


@dataclass(frozen=True)
class StaleChannel:
    """A channel whose data are older than usual: `age` since its data time, `usual` gap between its deliveries."""

    channel: str
    data_until: datetime
    age: timedelta
    usual: timedelta


@dataclass
class _Seen:
    question: Hashable
    ids: set[str]
    marked: dict[str, datetime] = field(default_factory=dict)


def beat(ask: Callable[[], Any], question: Hashable, version: Callable[[], str]) -> Beat:
    """Ask again when the question or the data changed; when the store does not answer, keep the last answer to the
    same question and count the missed tick.

    Most ticks bring nothing new and return the very same answer, which spares drawing it again. Raises what `ask`
    raised when there is no earlier answer to show.
    """
    kept: tuple[Hashable, Beat] | None = st.session_state.get(_LAST)
    last = kept[1] if kept is not None and kept[0] == question else None
    try:
        now = version()
        is_same = last is not None and last.version == now
        answer = last.answer if last is not None and is_same else ask()
        found = Beat(answer, at := utc_now(), at, now)
    except Exception:
        # Whatever the store's engine raised, the map must stay readable; the missed ticks are said on screen.
        if last is None:
            raise
        found = replace(last, missed=last.missed + 1)
    st.session_state[_LAST] = (question, found)
    return found


def look(version: Callable[[], str], is_told: bool = False) -> tuple[Beat, bool]:
    """The last beat of this session, and whether the page has to be drawn anew: there is news that nobody will tell it
    of (`is_told`: somebody will), the store is back, or a minute has passed. A store that does not answer counts as a
    missed tick.
    """
    question, last = st.session_state[_LAST]
    try:
        now = version()
    except Exception:
        last = replace(last, missed=last.missed + 1)  # said on screen, as in `beat`
        st.session_state[_LAST] = (question, last)
        return last, False
    last = replace(last, looked_at=utc_now())
    st.session_state[_LAST] = (question, last)
    is_news = now != last.version and not is_told
    return last, is_news or last.missed > 0 or last.looked_at - last.asked_at > REDRAWN_AFTER


def newcomers(ids: Iterable[str], question: Hashable, now: datetime | None = None) -> frozenset[str]:
    """Cases that were not there at an earlier tick of the same question; each stays marked for a minute.

    Another question (other filters, another role) starts anew: what it shows for the first time did not just come in.
    """
    now, present = now or utc_now(), set(ids)
    seen: _Seen | None = st.session_state.get(_SEEN)
    if seen is None or seen.question != question:
        st.session_state[_SEEN] = _Seen(question, present)
        return frozenset()
    seen.marked |= dict.fromkeys(present - seen.ids, now)
    seen.marked = {case: since for case, since in seen.marked.items() if now - since < NEW_FOR and case in present}
    seen.ids |= present
    return frozenset(seen.marked)


def usual_gap(history: pd.DataFrame, channel: str, precision: str) -> timedelta:
    """How long a channel usually goes without new data: the median step between the data times of its imports.

    `history` as from `queries.loads.import_history`. Example: data until the 1st, 2nd, 3rd and 10th → 1 day.
    """
    mine = history[(history["channel"] == channel) & history["undone_at"].isna()]
    moments = mine["data_until"].dropna().drop_duplicates().sort_values()
    if len(moments) < 3:
        return USUAL_GAP[precision]
    return max(pd.Timedelta(moments.diff().dropna().median()).to_pytimedelta(), USUAL_GAP[precision])


def stale_channels(
    freshness: pd.DataFrame, history: pd.DataFrame, channels: pd.DataFrame, now: datetime | None = None
) -> list[StaleChannel]:
    """The channels whose data are older than usual, the oldest first. Frames as the queries of the same names give."""
    now, precision = now or utc_now(), dict(zip(channels["code"], channels["precision"], strict=True))
    found = []
    for row in freshness.dropna(subset=["data_until"]).to_dict("records"):
        code, until = str(row["channel"]), row["data_until"].to_pydatetime()
        usual, age = usual_gap(history, code, precision.get(code, "day")), now - until
        if age > usual * LATE_FACTOR:
            found.append(StaleChannel(code, until, age, usual))
    return sorted(found, key=lambda stale: -stale.age)


def last() -> Beat | None:
    """What this session was shown last."""
    kept: tuple[Hashable, Beat] | None = st.session_state.get(_LAST)
    return kept[1] if kept is not None else None


def data_time(channels: pd.DataFrame, clock: Clock) -> str:
    """The latest moment known to the minute; a day where all channels count in days."""
    exact = set(channels.loc[channels["precision"] == "minute", "code"])
    known = [at for code, at in clock.until if code in exact]
    if known:
        return moment(max(known), zone=clock.zone)
    return moment(clock.as_of, "day", clock.zone)


def utc_now() -> datetime:
    """Naive UTC, as everywhere in the store."""
    return datetime.now(UTC).replace(tzinfo=None)
