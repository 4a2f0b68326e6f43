"""The filter bar, and what it says: `current_filters()`, `current_comparison()`. The link holds every choice."""

from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from analysis.change import begins_late
from components import link, shared
from components.labels import channel_name
from components.words import N_, _, names
from queries import cached
from queries.filters import (
    COMPARISONS,
    PRESETS,
    UNMAPPED,
    URL_NAMES,
    Bounds,
    Filters,
    Period,
    days_period,
    from_params,
    preset_period,
    to_local,
)
from queries.scope import Scope, scope_for

STEADY = timedelta(minutes=5)
DEFAULT_PERIOD, DEFAULT_COMPARISON = "30d", "previous"
LISTS = {
    "channels": N_("Channels"),
    "topics": N_("Topics"),
    "districts": N_("Municipalities"),
    "agencies": N_("Agencies"),
}
WITHOUT = {
    "topics": N_("Without a topic"),
    "districts": N_("Without a municipality"),
    "agencies": N_("Without an agency"),
}


def current_filters() -> Filters:
    """What the link asks for; the period ends at the data time, so that "7 days" means the same in a stale store."""
    return from_params(st.query_params.to_dict()).during(current_period())


def current_preset() -> str:
    """The chosen period's code: "custom" for dates."""
    if chosen_dates() is not None:
        return "custom"
    chosen = link.read("p", DEFAULT_PERIOD)
    return chosen if chosen in (*PRESETS, "all") else DEFAULT_PERIOD


def current_period() -> Period | None:
    """The chosen period; None for everything loaded, and when nothing is loaded."""
    clock = cached.clock()
    if (dates := chosen_dates()) is not None:
        return days_period(*dates, clock.zone)
    preset = current_preset()
    return None if preset == "all" or clock.as_of is None else preset_period(preset, steady(clock.as_of), clock.zone)


def steady(as_of: datetime) -> datetime:
    """The data time moved to the last second of its five minutes: the data time of a day's file moves every second,
    and every second would be another question to every cache. The day stays: 23:59:59 is not tomorrow.
    """
    rest = (as_of - datetime(2000, 1, 1)) % STEADY
    return as_of - rest + STEADY - timedelta(seconds=1)


def current_comparison() -> str | None:
    """previous, last_year, or None when there is nothing to compare with."""
    chosen = link.read("cmp", DEFAULT_COMPARISON)
    if current_period() is None or chosen == "none":
        return None
    return chosen if chosen in COMPARISONS else DEFAULT_COMPARISON


def compared_filters() -> Filters | None:
    """The question about the period to compare with; None when there is none or when the data do not reach back so far.

    A channel loaded only since then would look like growth. So every channel is asked, in the whole region and whatever
    else is filtered: how far the files reach back is no secret, and a small municipality could not tell it from
    silence.
    """
    filters, clock = current_filters(), cached.clock()
    before = filters.compared(current_comparison(), clock.zone)
    if before is None or before.period is None or filters.period is None:
        return None
    now, then = (to_local(start, clock.zone) for start in (filters.period.start, before.period.start))
    length = filters.period.length / timedelta(days=1)
    question = f"reaches back {filters.channels} {now} {then} {length}"
    return before if shared.once(question, lambda: _reaches_back(filters.channels, now, then, length)) else None


def _reaches_back(channels: tuple[str, ...], now: datetime, then: datetime, length: float) -> bool:
    """Whether the files of all these channels (every one where none is given) that tell of the `length` days from `now`
    on also tell of those from `then` on.
    """
    # Without a period, so that the answer is the same for every period and asked once for each import.
    by_day = cached.daily(scope_for("staff"), Filters())
    for channel in channels or cached.channels()["code"]:
        days = by_day[by_day["channel"] == channel]
        moments = pd.to_datetime(days["key"])
        recent = days.loc[moments.between(now, now + timedelta(days=length)), "numerator"].sum()
        first = moments[moments >= then].min()
        if recent and begins_late((min(first, now) - then) / timedelta(days=1), recent / length):
            return False
    return True


def set_filter(**choices: list[str]) -> None:
    """Replace lists of the filter: ``set_filter(districts=["52601000"])``; an empty list clears it.

    Call it from a callback; elsewhere follow it with ``st.rerun()``.
    """
    link.write(**{URL_NAMES[which]: ",".join(values) for which, values in choices.items()})


def set_bounds(bounds: Bounds | None) -> None:
    """Only what lies in this rectangle; None for everywhere. From a callback, as `set_filter`."""
    link.write(**{URL_NAMES["bounds"]: str(bounds or "")})


def reset() -> None:
    """Back to the default period without any filter."""
    link.write(**dict.fromkeys(("p", "from", "to", "cmp", *URL_NAMES.values()), ""))


def chosen_dates() -> tuple[date, date] | None:
    """The first and the last local day of a custom period; None for a preset."""
    try:
        first, last = date.fromisoformat(link.read("from")), date.fromisoformat(link.read("to"))
    except ValueError:
        return None
    return (first, last) if first <= last else (last, first)


def options(which: str, scope: Scope) -> dict[str, str]:
    """Code → name of everything that can be chosen in a list, in the order it is shown."""
    if which == "channels":
        return {code: channel_name(code) for code in cached.channels()["code"]}
    if which == "topics":
        frame = cached.topics()
    else:
        frame = cached.districts(scope) if which == "districts" else cached.agencies(scope)
    return dict(zip(frame["id"], names(frame), strict=True)) | {UNMAPPED: _(WITHOUT[which])}


def chosen_places(scope: Scope) -> list[str]:
    """The names of the municipalities in question, when nothing but the place is filtered; else empty."""
    filters = current_filters()
    if filters.bounds or any(getattr(filters, which) for which in LISTS if which != "districts"):
        return []
    named = options("districts", scope)
    return [named.get(code, code) for code in filters.districts or scope.districts]
