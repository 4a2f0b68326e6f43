"""Every cached question in one place. The key holds scope, filters and the version of the data, never a frame.

Scope is applied below the cache, in `queries.scope`; a new import changes the version and thereby every key.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial, wraps
from importlib import import_module
from secrets import token_hex
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from queries import annotations as notes
from queries import cases, control, loads, options, poll_beside, readings, transfers
from queries import channels as channel_questions
from queries import course as courses
from queries import daily as days
from queries import measure as measuring
from queries import official_pages as pages
from queries import points as places
from queries import poll as polling
from queries import profile as profiles
from queries import queue as queueing
from queries import reforms as reformed
from queries import search as searching
from queries import service_ratings as ratings
from queries import similar as alike
from queries import spikes as spiking
from queries.cases import CaseFile
from queries.clock import Clock, read_clock
from queries.filters import Filters
from queries.metrics import METRICS
from queries.scope import Scope, peers, rights
from queries.units import TOGETHER, Comparison
from store.engine import data_version, open_store

P = ParamSpec("P")
R = TypeVar("R")
AGE = timedelta(minutes=10)  # of an answer, and of what was made of it, at most
# Frozen dataclasses of strings: their text is their identity, and ten times quicker to hash than their fields. Those of
# a comparison are hashed one by one, so that everybody with the same rights shares its answers, too.
_KEPT: dict[str, Any] = {
    "ttl": AGE,
    "show_spinner": False,
    "hash_funcs": {Scope: rights, Filters: repr, Comparison: vars},
}
_MANY, _SOME, _FEW = 2_000, 200, 20
# What clears the answers clears this, too, and with it what was made of them.
_begun = st.cache_data(max_entries=1, show_spinner=False)(lambda version, span: token_hex())


@st.cache_data(ttl=1, max_entries=1, show_spinner=False)
def version() -> str:
    """The version of the data, asked at most every second."""
    return data_version(open_store())


def newest_version(known: str) -> str:
    """The version of the data now; where it is not the one `known`, every question is asked of it from here on."""
    if (found := data_version(open_store())) != known:
        version.clear()
    return found


def edition() -> str:
    """Another one with new data and every ten minutes: answers kept in it, and what is made of them, end with it."""
    return _begun(version(), int(monotonic() // AGE.total_seconds()))


def _kept(entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keeps the last `entries` answers of a question, each with the edition of the data that gave it."""

    def keep(question: Callable[P, R]) -> Callable[P, R]:
        def of_edition(edition: str, *args: P.args, **kwargs: P.kwargs) -> R:
            return question(*args, **kwargs)

        # Streamlit tells cached functions apart by name and source; the source of these is the same.
        of_edition.__qualname__ = f"{question.__module__}.{question.__qualname__}"
        answers = st.cache_data(max_entries=entries, **_KEPT)(of_edition)

        @wraps(question)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            return answers(edition(), *args, **kwargs)

        return asked

    return keep


def _here(question: Callable[Concatenate[Engine, P], R]) -> Callable[P, R]:
    """The question, asked of the dashboard's own store."""

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        return question(open_store(), *args, **kwargs)

    return asked


def _later(module: str, name: str) -> Callable[..., Any]:
    """The question of that name in `queries.module`."""

    def asked(*args: Any, **kwargs: Any) -> Any:
        return getattr(import_module(f"queries.{module}"), name)(*args, **kwargs)

    asked.__module__, asked.__qualname__ = f"queries.{module}", name
    return asked


def _by_end(question: Callable[..., Any]) -> Callable[..., Any]:
    """A question that counts by the end of the period: whatever begins it, the answer is kept once."""

    @wraps(question)
    def asked(scope: Scope, filters: Filters, *args: Any) -> Any:
        return question(scope, filters.ending(), *args)

    return asked


# Asked as they are: each is the question of that name in `queries`.
measure = _kept(_MANY)(measuring.measure)
course = _kept(_SOME)(_here(courses.course))
beside_others = _kept(_SOME)(_here(profiles.beside_others))
daily = _kept(_SOME)(days.daily)
case_page = _kept(_SOME)(cases.case_page)
further = _kept(_SOME)(cases.further)
told_by = _kept(_SOME)(cases.told_by)
similar = _kept(_SOME)(_here(alike.similar))
excerpts = _kept(_SOME)(_here(searching.excerpts))
spikes = _kept(_FEW)(spiking.spikes)
points = _kept(_SOME)(places.points)
cells = _kept(_SOME)(places.cells)
events = _kept(_SOME)(places.events)
districts = _kept(_SOME)(options.districts)
agencies = _kept(_SOME)(options.agencies)
topics = _kept(_FEW)(options.topics)
channels = _kept(_FEW)(options.channels)
boundaries = _kept(_FEW)(options.boundaries)
region_info = _kept(_FEW)(options.region_info)
coverage = _kept(_FEW)(loads.coverage)
freshness = _kept(_FEW)(loads.freshness)
unmapped = _kept(_FEW)(loads.unmapped)
reforms = _kept(_FEW)(reformed.reforms)
import_history = _kept(_FEW)(loads.import_history)
poll = _kept(_SOME)(polling.results_of)
polls = _kept(_SOME)(polling.polls)
poll_ids = _kept(_SOME)(polling.ids_of)
official_pages = _kept(_SOME)(pages.official_pages)
service_ratings = _kept(_SOME)(ratings.service_ratings)
loaded_layouts = _kept(_FEW)(channel_questions.layouts)
annotations = _kept(_SOME)(notes.annotations)
# Asked as they are too, and imported when they are asked: their libraries take long.
silent = _kept(_FEW)(_later("silent", "silent"))
systemic = _by_end(_kept(_FEW)(_later("systemic", "systemic")))
systemic_weeks = _by_end(_kept(_SOME)(_later("systemic", "series")))
effect = _kept(_SOME)(_later("effect", "effect"))
relapses = _kept(_FEW)(_later("effect", "relapses"))
advisory = _by_end(_kept(_FEW)(_later("advisory", "advisory")))
promised = _kept(_SOME)(_later("promised", "promised"))
formal_replies = _kept(_FEW)(_here(_later("formal_replies", "formal_replies")))
reply_signals = _here(_later("reply_signals", "reply_signals"))  # not kept: it changes when replies are compared
broken_promises = _kept(_FEW)(_here(_later("broken_promises", "broken_promises")))
still_there = _kept(_FEW)(_here(_later("returns", "still_there")))
integrity = _kept(_FEW)(_here(_later("integrity", "findings")))
satisfactions = _kept(_FEW)(_here(_later("satisfactions", "gap")))
words = _kept(_FEW)(_here(_later("words", "words")))
reactions = _kept(_FEW)(_here(_later("satisfactions", "reactions")))


def earlier(
    metric_ids: tuple[str, ...], scope: Scope, now: Filters, asked: Filters, by: str | None = None
) -> dict[str, pd.DataFrame]:
    """`measures` of another period, as it was known when that was as old as the period of `now` is today."""
    return measures(metric_ids, scope, asked, by, clock().same_age(now.period, asked.period))


@_kept(_SOME)
def measures(
    metric_ids: tuple[str, ...], scope: Scope, filters: Filters, by: str | None = None, ago: timedelta = timedelta()
) -> dict[str, pd.DataFrame]:
    """See `queries.measure.measures`."""
    return measuring.measures(metric_ids, scope, filters, by, ago)


@_kept(_SOME)
def compared(question: str, asked: Comparison) -> pd.DataFrame:
    """`question` is funnel, ranks, expected or rating: see the function of that name in `queries`. What these count is
    asked once for all of them.
    """
    shares = asked.metric_id not in METRICS or asked.metric_id in TOGETHER or asked.classes == "load"
    known = measures(TOGETHER, peers(asked.scope), asked.filters, asked.by) if shares else {}
    return getattr(import_module(f"queries.{question}"), question)(open_store(), asked, known)


def of_each(metric_ids: tuple[str, ...], scope: Scope, filters: Filters, by: str) -> dict[str, pd.DataFrame]:
    """See `queries.measure.measures`; what every comparison counts is not asked again."""
    others = tuple(each for each in metric_ids if each not in TOGETHER)
    return measures(TOGETHER, scope, filters, by) | measures(others, scope, filters, by)


@_kept(_SOME)
def sent_on(question: str, scope: Scope, filters: Filters) -> pd.DataFrame:
    """`question` is pairs, received, time_lost, advice_of or loops: see that function in `queries.transfers`."""
    return getattr(transfers, question)(open_store(), scope, filters)


@_kept(_SOME)
def profile(which: str, scope: Scope, own: Filters, everybody: Filters, before: Filters | None) -> dict[str, Any]:
    """See `queries.profile.view`."""
    return profiles.view(which, scope, own, everybody, before, engine=open_store())


def case_file(scope: Scope, case_id: str) -> CaseFile | None:
    """See `queries.cases.CaseFile` and what it names. Not cached: one case is cheap, reading it is logged, and the desk
    changes any time.
    """
    file = cases.case_file(scope, case_id)
    if file is None:
        return None
    past = control.of_case(scope, case_id, (case_id, *file.links["event_id"], *file.links["id"]))
    beside, opened = similar(scope, case_id), readings.of_case(scope, case_id)
    return replace(file, past=past, similar=beside, opened=opened, signals=partial(reply_signals, scope, case_id))


def recent_spikes(scope: Scope, filters: Filters) -> pd.DataFrame:
    """The spikes of the week before the data's own time."""
    return spikes(scope, filters.during(queueing.last_week(clock(), None)))


@_kept(_SOME)
def queue(
    scope: Scope, filters: Filters, reasons: tuple[str, ...] = (), after: str | None = None, limit: int = 50
) -> queueing.QueuePage:
    """See `queries.queue.queue`; the signals of the week are those of everybody who asks for them."""
    found = spikes(scope, Filters(period=queueing.last_week(clock(), filters.period)))
    resonant = queueing.cases_of(found)
    return queueing.queue(scope, filters, reasons=reasons, after=after, limit=limit, resonant=resonant)


@_kept(_FEW)
def hotspots(scope: Scope, filters: Filters, about: str = "districts") -> tuple[pd.DataFrame, str]:
    """See `queries.hotspots.hotspots`; with the words of the refusal where there are too few places."""
    from queries import hotspots as heat  # its libraries take seconds to import

    try:
        return heat.hotspots(scope, filters, about), ""
    except ValueError as error:
        return pd.DataFrame(), str(error)


def laid_over(code: str, scope: Scope, filters: Filters, waiting: Filters) -> pd.DataFrame:
    """What lies over the live map: hot and hot_cells (spots of the period, none where places are too few), spikes (of
    the week), events (of the cases `waiting`), notes (of the period).
    """
    if code in ("hot", "hot_cells"):
        return hotspots(scope, filters, "cells" if code == "hot_cells" else "districts")[0]
    if code == "events":
        return events(scope, waiting)
    return recent_spikes(scope, filters) if code == "spikes" else annotations(scope, filters)


@_kept(_SOME)
def channel_loads(scope: Scope, filters: Filters) -> pd.DataFrame:
    """See `queries.channels.channels`."""
    return channel_questions.channels(scope, filters, engine=open_store())


@_kept(_SOME)
def beside_poll(poll_id: str, option: str, scope: Scope, filters: Filters) -> tuple[dict[str, Any], str]:
    """See `queries.poll_beside.beside`; with the words of the refusal where there is nothing to set beside."""
    districts = polling.results_of(poll_id, scope, filters, engine=open_store())["districts"]
    try:
        return poll_beside.beside(districts, option, scope, filters, engine=open_store()), ""
    except ValueError as error:
        return {}, str(error)


@_kept(_FEW)
def opinions(poll_id: str, scope: Scope) -> tuple[dict[str, Any], str]:
    """See `queries.opinions.opinions`; with the words of the refusal where there are no groups."""
    try:
        return polling.opinions_of(poll_id, scope, engine=open_store()), ""
    except ValueError as error:
        return {}, str(error)


@_kept(_FEW)
def clock() -> Clock:
    """See `queries.clock.read_clock`."""
    with open_store().connect() as connection:
        return read_clock(connection)
