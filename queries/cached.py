"""Every cached question in one place. The key holds scope, filters and the version of the data, never a frame.

Scope is applied below the cache, in `queries.scope`; a new import changes the version and thereby every key.
"""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pandas as pd
import streamlit as st

from queries import cases, loads, options, transfers, units
from queries import channels as channel_questions
from queries import measure as measuring
from queries import official_pages as pages
from queries import points as places
from queries import profile as profiles
from queries import queue as queueing
from queries import service_ratings as ratings
from queries import spikes as spiking
from queries.cases import CaseFile, CasePage
from queries.clock import Clock, read_clock
from queries.filters import Filters, Period
from queries.options import RegionInfo
from queries.queue import QueuePage
from queries.scope import Scope
from store.engine import data_version, open_store

# Frozen dataclasses of strings: their text is their identity, and ten times quicker to hash than their fields.
_KEPT: dict[str, Any] = {
    "ttl": timedelta(minutes=10),
    "show_spinner": False,
    "hash_funcs": {Scope: repr, Filters: repr},
}
_MANY, _SOME, _FEW = 2_000, 200, 20


@st.cache_data(ttl=2, max_entries=1, show_spinner=False)
def version() -> str:
    """The version of the data, asked at most every two seconds."""
    return data_version(open_store())


def measure(metric_id: str, scope: Scope, filters: Filters, by: str | None = None) -> pd.DataFrame:
    """See `queries.measure.measure`."""
    return _measure(metric_id, scope, filters, by, version())


@st.cache_data(max_entries=_MANY, **_KEPT)
def _measure(metric_id: str, scope: Scope, filters: Filters, by: str | None, version: str) -> pd.DataFrame:
    return measuring.measure(metric_id, scope, filters, by)


def compared(
    question: str, metric_id: str, scope: Scope, filters: Filters, by: str, classes: str = "", rollup: bool = False
) -> pd.DataFrame:
    """`question` is funnel, ranks, expected or rating: see the function of that name in `queries`."""
    return _compared(question, metric_id, scope, filters, by, classes, rollup, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _compared(
    question: str, metric_id: str, scope: Scope, filters: Filters, by: str, classes: str, rollup: bool, version: str
) -> pd.DataFrame:
    asked = getattr(import_module(f"queries.{question}"), question)
    more = {"rollup": rollup} if rollup else {}
    return asked(open_store(), scope, filters, metric_id, by, classes, **more)


def others(scope: Scope, own: Filters, everybody: Filters, metric_id: str, by: str) -> pd.DataFrame:
    """See `queries.units.others`."""
    return _others(scope, own, everybody, metric_id, by, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _others(scope: Scope, own: Filters, everybody: Filters, metric_id: str, by: str, version: str) -> pd.DataFrame:
    return units.others(scope, own, everybody, metric_id, by, engine=open_store())


def sent_on(question: str, scope: Scope, filters: Filters) -> pd.DataFrame:
    """`question` is pairs, time_lost, advice_of or loops: see the function of that name in `queries.transfers`."""
    return _sent_on(question, scope, filters, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _sent_on(question: str, scope: Scope, filters: Filters, version: str) -> pd.DataFrame:
    return getattr(transfers, question)(open_store(), scope, filters)


def profile(question: str, scope: Scope, filters: Filters) -> Any:
    """`question` is answered_curve, answered_by or rhythm: see the function of that name in `queries.profile`."""
    return _profile(question, scope, filters, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _profile(question: str, scope: Scope, filters: Filters, version: str) -> Any:
    return getattr(profiles, question)(scope, filters, engine=open_store())


def case_page(
    scope: Scope,
    filters: Filters,
    *,
    metric: str | None = None,
    sort: str = "newest",
    after: str | None = None,
    limit: int = 50,
) -> CasePage:
    """See `queries.cases.case_page`."""
    return _case_page(scope, filters, metric, sort, after, limit, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _case_page(
    scope: Scope, filters: Filters, metric: str | None, sort: str, after: str | None, limit: int, version: str
) -> CasePage:
    return cases.case_page(scope, filters, metric_id=metric, sort=sort, after=after, limit=limit)


def queue(scope: Scope, filters: Filters, reasons: tuple[str, ...], after: str | None, limit: int) -> QueuePage:
    """See `queries.queue.queue`."""
    return _queue(scope, filters, reasons, after, limit, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _queue(
    scope: Scope, filters: Filters, reasons: tuple[str, ...], after: str | None, limit: int, version: str
) -> QueuePage:
    return queueing.queue(scope, filters, reasons=reasons, after=after, limit=limit)


def spikes(scope: Scope, filters: Filters) -> pd.DataFrame:
    """See `queries.spikes.spikes`."""
    return _spikes(scope, filters, version())


def recent_spikes(scope: Scope, filters: Filters) -> pd.DataFrame:
    """The spikes of the week before the data's own time."""
    until = clock().as_of
    return spikes(scope, filters if until is None else filters.during(Period(until - timedelta(days=7), until)))


@st.cache_data(max_entries=_FEW, **_KEPT)
def _spikes(scope: Scope, filters: Filters, version: str) -> pd.DataFrame:
    return spiking.spikes(scope, filters)


def silent(scope: Scope, filters: Filters) -> tuple[pd.DataFrame, int]:
    """See `queries.silent.silent`."""
    return _silent(scope, filters, version())


@st.cache_data(max_entries=_FEW, **_KEPT)
def _silent(scope: Scope, filters: Filters, version: str) -> tuple[pd.DataFrame, int]:
    from queries import silent as silence

    return silence.silent(scope, filters)


def hotspots(scope: Scope, filters: Filters) -> tuple[pd.DataFrame, str]:
    """See `queries.hotspots.hotspots`; with the words of the refusal where there are too few districts."""
    return _hotspots(scope, filters, version())


@st.cache_data(max_entries=_FEW, **_KEPT)
def _hotspots(scope: Scope, filters: Filters, version: str) -> tuple[pd.DataFrame, str]:
    from queries import hotspots as heat  # its libraries take seconds to import

    try:
        return heat.hotspots(scope, filters), ""
    except ValueError as error:
        return pd.DataFrame(), str(error)


def case_file(scope: Scope, case_id: str) -> CaseFile | None:
    """See `queries.cases.case_file`. Not cached: one case is cheap, and reading it is logged."""
    return cases.case_file(scope, case_id)


def points(scope: Scope, filters: Filters, limit: int = 5_000) -> pd.DataFrame:
    """See `queries.points.points`."""
    return _points(scope, filters, limit, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _points(scope: Scope, filters: Filters, limit: int, version: str) -> pd.DataFrame:
    return places.points(scope, filters, limit)


def cells(scope: Scope, filters: Filters, resolution: int) -> pd.DataFrame:
    """See `queries.points.cells`."""
    return _cells(scope, filters, resolution, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _cells(scope: Scope, filters: Filters, resolution: int, version: str) -> pd.DataFrame:
    return places.cells(scope, filters, resolution)


def districts(scope: Scope) -> pd.DataFrame:
    """See `queries.options.districts`."""
    return _districts(scope, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _districts(scope: Scope, version: str) -> pd.DataFrame:
    return options.districts(scope)


def agencies(scope: Scope) -> pd.DataFrame:
    """See `queries.options.agencies`."""
    return _agencies(scope, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _agencies(scope: Scope, version: str) -> pd.DataFrame:
    return options.agencies(scope)


def topics() -> pd.DataFrame:
    """See `queries.options.topics`."""
    return _asked("topics", version())


def channels() -> pd.DataFrame:
    """See `queries.options.channels`."""
    return _asked("channels", version())


def boundaries() -> dict[str, Any]:
    """See `queries.options.boundaries`."""
    return _asked("boundaries", version())


def region_info() -> RegionInfo:
    """See `queries.options.region_info`."""
    return _asked("region_info", version())


def coverage() -> pd.DataFrame:
    """See `queries.loads.coverage`."""
    return _asked("coverage", version())


def freshness() -> pd.DataFrame:
    """See `queries.loads.freshness`."""
    return _asked("freshness", version())


def unmapped(kind: str) -> pd.DataFrame:
    """See `queries.loads.unmapped`."""
    return _asked("unmapped", version(), kind)


def import_history(limit: int = 100) -> pd.DataFrame:
    """See `queries.loads.import_history`."""
    return _asked("import_history", version(), limit)


def channel_loads(scope: Scope, filters: Filters) -> pd.DataFrame:
    """See `queries.channels.channels`."""
    return _of_records("channels", scope, filters, version())


def service_ratings(scope: Scope, filters: Filters) -> pd.DataFrame:
    """See `queries.service_ratings.service_ratings`."""
    return _of_records("service_ratings", scope, filters, version())


def official_pages(scope: Scope, filters: Filters) -> pd.DataFrame:
    """See `queries.official_pages.official_pages`."""
    return _of_records("official_pages", scope, filters, version())


@st.cache_data(max_entries=_SOME, **_KEPT)
def _of_records(question: str, scope: Scope, filters: Filters, version: str) -> pd.DataFrame:
    asked = {
        "channels": channel_questions.channels,
        "service_ratings": ratings.service_ratings,
        "official_pages": pages.official_pages,
    }[question]
    return asked(scope, filters, engine=open_store())


def loaded_layouts() -> pd.DataFrame:
    """See `queries.channels.layouts`."""
    return _loaded_layouts(version())


@st.cache_data(max_entries=_FEW, **_KEPT)
def _loaded_layouts(version: str) -> pd.DataFrame:
    return channel_questions.layouts(engine=open_store())


def clock() -> Clock:
    """See `queries.clock.read_clock`."""
    return _asked("clock", version())


@st.cache_data(max_entries=_FEW, **_KEPT)
def _asked(question: str, version: str, *arguments: Any) -> Any:
    """The small questions that do not depend on who asks."""
    if question == "clock":
        with open_store().connect() as connection:
            return read_clock(connection)
    source = loads if hasattr(loads, question) else options
    return getattr(source, question)(*arguments)
