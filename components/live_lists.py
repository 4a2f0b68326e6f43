"""Beside the live map: the sentence, the state of the data, and the cases that are due next or just came in."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from components import duty, link, live, news, pulse, recovery, shared
from components.coverage import roughly
from components.deadlines import badge, left_of
from components.labels import channel_name
from components.live import Picture
from components.live_view import map_side
from components.numbers import day_short, moment, number
from components.pulse import Beat
from components.tables import named
from components.words import _
from queries import cached
from queries.filters import to_local

_PAUSED = "live_paused"


def tick() -> int | None:
    """Seconds between two looks for news; None while paused."""
    return None if st.session_state.get(_PAUSED) else pulse.LOOK_SECONDS


def living(panel: Callable[[], None]) -> Callable[[], None]:
    """The panel as a fragment that a failed draw does not leave dead until somebody clicks."""

    @st.fragment
    @wraps(panel)
    def drawn() -> None:
        recovery.outlived(panel)

    return drawn


def draw(beat: Beat, fresh: frozenset[str]) -> str | None:
    """The whole panel; returns the id of a case somebody wants to open. On a phone the map is on top."""
    left, right = st.columns([13, 7], gap="medium")
    with right:  # first, for a browser takes longest over the map
        st.markdown(shared.variant(beat.answer.kept, "sentence", lambda: live.sentence(beat.answer)))
        _state_of_data(beat)
        _watch(beat.answer)
        listed = _lists(beat.answer, fresh)
    with left:
        clicked = map_side(beat.answer, fresh)
    if tick() is not None:
        news.listen(beat.version)
    return clicked or listed


def _state_of_data(beat: Beat) -> None:
    """Whether the page lives and how old its data are: in words, and grey when something stands still."""
    picture: Picture = beat.answer
    now = pulse.utc_now()
    stale = shared.variant(
        picture.kept,
        ("stale", f"{now:%d%H%M}"),
        lambda: pulse.stale_channels(picture.freshness, picture.history, picture.channels, now),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _looking(tick())(beat, picture.clock.zone, bool(stale))
        st.toggle(_("Pause"), key=_PAUSED, on_change=_apply_pause, persist_state="session")
        st.link_button(_("For the wall"), _wall_address(), icon=":material/tv:", type="tertiary")
    lines = [
        _("Data until {moment}").format(moment=pulse.data_time(picture.channels, picture.clock)),
        *map(_stale_words, stale[:2]),
    ]
    if len(stale) > 2:
        lines.append(_("and {n} more channels").format(n=number(len(stale) - 2)))
    st.caption("; ".join(lines) + ".")


def _wall_address() -> str:
    """The wall with what is chosen here, seen from any page: the browser asks the server for it anew."""
    return f"?{urlencode(link.shared() | {'wall': '1'})}"


def _looking(seconds: int | None) -> Callable[[Beat, str, bool], None]:
    """The light that looks for news by itself. It is apart from the map and its switches: these are drawn anew only
    when there is some, for a look costs a tenth of that, and many people look at once.
    """
    runs = count()

    @st.fragment(run_every=seconds)
    @recovery.ticking
    def light(beat: Beat, zone: str, is_old: bool) -> None:
        is_look = next(runs) > 0  # the first run belongs to the map's own
        if is_look:
            beat, is_news = pulse.look(cached.version, news.is_told())
            if is_news:
                st.rerun(scope="app")
        words, icon, hue = heartbeat(beat, zone, is_old, seconds)
        st.badge(words, icon=icon, color=hue)

    return light


def _watch(picture: Picture) -> None:
    """Whose watch it is, and what that leaves."""
    duty.switch(picture.clock)
    if picture.watch is not None:
        known = picture.channels[picture.channels["code"].isin(picture.by_channel["key"])]
        by_day = known.loc[known["precision"] == "day", "code"]
        st.caption(duty.told(picture.watch, picture.newest, picture.clock.zone, by_day))


def heartbeat(beat: Beat, zone: str, is_old: bool, every: int | None) -> tuple[str, str, Any]:
    """Words, icon and colour of the badge: standing still and paused (no `every`) come before old data."""
    shown = beat.looked_at if beat.stands_still else beat.asked_at
    at = moment(shown, zone=zone).rsplit(", ", 1)[-1]
    if beat.stands_still:
        words = _("Stands still since {time}: {n} refreshes failed")
        return words.format(n=number(beat.missed), time=at), ":material/sync_problem:", "gray"
    if every is None:
        return _("Paused at {time}").format(time=at), ":material/pause:", "gray"
    if is_old:
        return _("Data are older than usual"), ":material/history:", "gray"
    return _("Live, every {n} s").format(n=every), ":material/sensors:", "green"


def _apply_pause() -> None:
    """The interval belongs to the whole page, hence a full run."""
    st.rerun(scope="app")


def _stale_words(stale: pulse.StaleChannel) -> str:
    words = _("{channel}: {age} old, usually at most {usual}")
    return words.format(channel=channel_name(stale.channel), age=roughly(stale.age), usual=roughly(stale.usual))


def _lists(picture: Picture, fresh: frozenset[str]) -> str | None:
    soonest = _list(_("Soonest due"), picture.coming_due, picture, fresh, _due_badge)
    return _list(_("Newest"), picture.newest.rows, picture, fresh, _filed_badge) or soonest


def _list(title: str, rows: pd.DataFrame, picture: Picture, fresh: frozenset[str], when: Any) -> str | None:
    """A heading and a button for each case; returns the id of the one that was pressed."""
    st.markdown(f"**{title}**")
    if rows.empty:
        st.caption(_("Nothing here."))
    wanted = None
    with st.container(gap=None):
        for case, told in shared.variant(picture.kept, when.__name__, lambda: _labels(rows, picture, when)):
            new = f":blue-badge[{_('new')}] " if case in fresh else ""
            if st.button(new + told, key=f"{when.__name__}_{case}", type="tertiary", wrap=False):
                wanted = case
    return wanted


def _labels(rows: pd.DataFrame, picture: Picture, when: Any) -> list[tuple[str, str]]:
    """The id of each case, and what it is called in the list."""
    labels = zip(rows.to_dict("records"), what(rows), strict=True)
    return [(str(row["id"]), f"{when(row, picture)} {told}") for row, told in labels]


def what(rows: pd.DataFrame) -> Iterable[str]:
    """«Уборка снега · Омск»."""
    for topic, district in zip(named(rows, "topic"), named(rows, "district"), strict=True):
        yield " · ".join(part for part in (topic, district) if isinstance(part, str)) or _("Without a topic")


def _due_badge(row: Mapping[Any, Any], picture: Picture) -> str:
    return badge(row["deadline_state"], left_of(row, picture.clock))


def _filed_badge(row: Mapping[Any, Any], picture: Picture) -> str:
    """The hour for today's cases, the day for older ones."""
    if pd.isna(row["filed_at"]) or picture.clock.as_of is None:
        return f":gray-badge[{_('no date')}]"
    filed, now = (_local(at, picture) for at in (row["filed_at"], picture.clock.as_of))
    today = row["precision"] == "minute" and filed.date() == now.date()
    return f":gray-badge[{f'{filed:%H:%M}' if today else day_short(filed)}]"


def _local(at: datetime, picture: Picture) -> datetime:
    return to_local(pd.Timestamp(at).to_pydatetime(), picture.clock.zone)
