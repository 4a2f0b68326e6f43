"""What must hold for any cases: parts sum up, numerators lie within denominators, order does not matter."""

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from queries.cases import case_page
from queries.conditions import OUTCOMES
from queries.daily import daily
from queries.dimensions import DIMENSIONS
from queries.filters import Filters, Period
from queries.measure import measure, measures
from queries.metrics import METRICS
from queries.points import cells, points
from queries.queue import queue
from queries.scope import scope_for
from queries.transfers import pairs
from store.engine import open_store
from store.tables import case
from tests.queries.generated_cases import (
    ANSWERED_ONCE,
    CONTRADICTORY,
    REPLIED,
    REPLIED_LATE,
    as_case,
    ends,
    many_cases,
    quick,
    refill,
)
from tests.sample_cases import day, load, load_region

STAFF = scope_for("staff")
SHARES = [m.id for m in METRICS.values() if m.shape in ("share", "duration", "parts")]
ADDITIVE = ["received", "in_work", "overdue_now"]
LISTED = [m.id for m in METRICS.values() if m.shape in ("count", "share", "duration", "depth", "rate", "repeat")]


@quick
@given(cases=many_cases, by=st.sampled_from(DIMENSIONS))
def test_a_numerator_never_exceeds_its_denominator(filled: Engine, cases: list[dict[str, Any]], by: str) -> None:
    refill(filled, cases)
    for metric in SHARES:
        rows = measure(metric, STAFF, Filters(), by=by, engine=filled)
        assert (rows["numerator"] <= rows["denominator"]).all(), metric
        if METRICS[metric].shape == "share":
            known = rows[rows["state"] != "no_data"]
            assert known["value"].between(0, 1).all(), metric
            assert ((known["low"] <= known["value"]) & (known["value"] <= known["high"])).all(), metric


@quick
@given(cases=many_cases)
def test_parts_and_unmapped_sum_to_the_total(filled: Engine, cases: list[dict[str, Any]]) -> None:
    refill(filled, cases)
    for metric in ADDITIVE:
        total = measure(metric, STAFF, Filters(), engine=filled)["value"].sum()
        for by in ("district", "agency", "topic", "channel", "network", "outcome"):
            assert measure(metric, STAFF, Filters(), by=by, engine=filled)["value"].sum() == total, (metric, by)
    received = measure("received", STAFF, Filters(), engine=filled)["value"].sum()
    for by in ("day", "week", "month", "hour"):
        assert measure("received", STAFF, Filters(), by=by, engine=filled)["value"].sum() == received, by


@quick
@given(cases=many_cases, start=st.integers(0, 40), length=st.integers(1, 40))
def test_a_number_is_as_long_as_the_list_behind_it(
    filled: Engine, cases: list[dict[str, Any]], start: int, length: int
) -> None:
    refill(filled, cases)
    asked = Filters(period=Period(day(start), day(start + length)))
    for metric in LISTED:
        number = int(measure(metric, STAFF, asked, engine=filled)["numerator"].sum())
        assert case_page(STAFF, asked, metric_id=metric, limit=1000, engine=filled).total == number, metric
    parts = measure("outcome", STAFF, asked, engine=filled).set_index("part")["numerator"]
    for outcome in OUTCOMES:
        listed = case_page(STAFF, asked, metric_id=f"outcome:{outcome}", engine=filled)
        assert listed.total == parts.get(outcome, 0), outcome
    ways = pairs(filled, STAFF, asked)
    for agency in ("X", "Y"):
        left = ways.loc[(ways["received"] == agency) & (ways["now"] != agency), "cases"].sum()
        assert case_page(STAFF, asked, metric_id=f"sent_on:{agency}", engine=filled).total == left, agency


@quick
@given(
    cases=many_cases,
    start=st.none() | st.integers(0, 55),
    states=st.sampled_from([(), ("in_progress",), ("answered",)]),
)
@example(cases=[CONTRADICTORY, ANSWERED_ONCE, REPLIED, REPLIED_LATE], start=None, states=())
def test_every_list_of_what_is_in_work_holds_the_cases_of_that_number(
    filled: Engine, cases: list[dict[str, Any]], start: int | None, states: tuple[str, ...]
) -> None:
    refill(filled, [fact | {"lat": 54.5, "lon": 73.5} for fact in cases])
    asked = Filters(states=states).filed_in(None if start is None else Period(day(start), day(start + 6)))
    number = {each: int(measure(each, STAFF, asked, engine=filled)["numerator"].sum()) for each in ADDITIVE}
    drawn, hexagons = points(STAFF, asked, engine=filled), cells(STAFF, asked, 6, engine=filled)
    assert len(drawn) == hexagons["count"].sum() == number["in_work"]
    assert hexagons["overdue"].sum() == (drawn["deadline_state"] == "overdue").sum() == number["overdue_now"]
    newest = case_page(STAFF, asked, metric_id="in_work", limit=1000, engine=filled)
    assert set(newest.rows["id"]) == set(drawn["id"])
    due = case_page(STAFF, asked, sort="due", limit=1000, engine=filled).rows
    replied = {row["id"]: row for row in (as_case(i, fact) for i, fact in enumerate(cases)) if row["decided_at"]}
    waits = drawn["deadline_state"].isin(["overdue", "due_soon", "in_time"]) & ~drawn["id"].isin(replied)
    assert set(due["id"]) == set(drawn["id"][waits])
    late = set(drawn["id"][drawn["deadline_state"] == "replied_late"])
    passed = {case_id for case_id, row in replied.items() if row["due_at"] and row["decided_at"] > row["due_at"]}
    assert late == passed & set(drawn["id"])
    judged = case_page(STAFF, asked, metric_id="on_time:judged", limit=1000, engine=filled)
    on_time = case_page(STAFF, asked, metric_id="on_time", limit=1000, engine=filled)
    assert late <= set(judged.rows["id"]) - set(on_time.rows["id"]), "a late reply is late in the share, too"
    waiting = queue(STAFF, asked, resonant=(), engine=filled)
    assert waiting.counts["overdue"] == number["overdue_now"]
    assert set(waiting.rows["id"]) <= set(drawn["id"])


@quick
@given(cases=many_cases, random=st.randoms())
def test_the_order_of_rows_changes_nothing(filled: Engine, cases: list[dict[str, Any]], random: Any) -> None:
    refill(filled, cases)
    before = {metric: measure(metric, STAFF, Filters(), by="district", engine=filled) for metric in LISTED}
    shuffled = [as_case(i, fact) for i, fact in enumerate(cases)]
    random.shuffle(shuffled)
    with filled.begin() as connection:
        connection.execute(delete(case))
    load(filled, shuffled, until=50)
    for metric, rows in before.items():
        again = measure(metric, STAFF, Filters(), by="district", engine=filled)
        pd.testing.assert_frame_equal(_sorted(rows), _sorted(again), obj=metric)


@quick
@given(cases=many_cases, end=st.integers(1, 45))
def test_stock_is_what_was_there_plus_filed_minus_closed(filled: Engine, cases: list[dict[str, Any]], end: int) -> None:
    refill(filled, cases)

    def stock(at: int) -> float:
        asked = Filters(period=Period(day(0), day(at)))
        return float(measure("in_work", STAFF, asked, engine=filled)["value"].sum())

    rows = [as_case(i, fact) for i, fact in enumerate(cases)]
    known = [r for r in rows if not (r["closed_at"] is None and r["state"] in ("answered", "declined", "withdrawn"))]
    filed = sum(day(end) <= r["filed_at"] < day(end + 1) for r in known)
    closed = sum(r["closed_at"] is not None and day(end) <= r["closed_at"] < day(end + 1) for r in known)
    assert stock(end + 1) == stock(end) + filed - closed


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("key", key=lambda k: k.fillna("~"), ignore_index=True)


@pytest.mark.postgres
def test_duckdb_and_postgresql_give_the_same_answer(duckdb_url: str, postgres_store_url: str) -> None:
    cases = [
        as_case(
            i,
            {
                "channel": ("pos", "social", "call_122")[i % 3],
                "district_id": ("A", "B", None)[i % 5 % 3],
                "agency_id": ("X", "Y", None)[i % 7 % 3],
                "topic_id": ("T", "U")[i % 2],
                "outcome": ("solved", "explained", None)[i % 3],
                "filed": i % 61,
                "took": None if i % 4 == 0 else i % 23,
                "replied": None if i % 6 == 0 else i % 5,
                "limit": None if i % 11 == 0 else 5 + i % 20,
                "rating": None if i % 3 else 1 + i % 5,
                "repeat_review": i % 13 == 0,
                "address": ("Садовая, 1", "Мира, 2", None)[i % 3],
                "place_precision": "street",
                "state": "in_progress",
            },
        )
        for i in range(400)
    ]
    engines = [open_store(duckdb_url), open_store(postgres_store_url)]
    for engine in engines:
        load_region(engine, {"A": 5_000, "B": 70_000}, zone="Asia/Omsk")
        load(engine, cases, until=50)
    for metric in METRICS:
        dimensions = (None, "district", "agency") if metric == "three_rates" else (None, *DIMENSIONS)
        for by in dimensions:
            one, other = (measure(metric, STAFF, Filters(), by=by, engine=engine) for engine in engines)
            columns = [c for c in one.columns if c in other.columns]
            order = ["key", "part"] if "part" in columns else ["key"]
            left, right = (f[columns].sort_values(order, ignore_index=True, na_position="last") for f in (one, other))
            pd.testing.assert_frame_equal(left, right, obj=f"{metric} by {by}", check_dtype=False)
    within = Filters(period=Period(day(20), day(40)))
    together = [measures(("in_work", "overdue_now", "on_time"), STAFF, within, "agency", engine=e) for e in engines]
    courses = [{"course": measure("in_work", STAFF, within, "day", engine=e)} for e in engines]
    for one, other in (*zip(*(found.values() for found in together), strict=True),
                       *zip(*(found.values() for found in courses), strict=True)):  # fmt: skip
        pd.testing.assert_frame_equal(_sorted(one), _sorted(other), check_dtype=False)
    for engine in engines:
        engine.dispose()


@quick
@given(
    cases=many_cases,
    by=st.sampled_from([None, "district", "agency", "channel", "month", "hour"]),
    end=ends,
    ago=st.sampled_from([0, 7]),
)
def test_metrics_asked_together_say_what_each_says_alone(
    filled: Engine, cases: list[dict[str, Any]], by: str | None, end: int | None, ago: int
) -> None:
    refill(filled, cases)
    filters = Filters(period=None if end is None else Period(day(10), day(end)))
    asked = ("received", "on_time", "overdue_now", "in_work", "satisfaction", "time_to_answer", "repeat_review")
    back = timedelta(days=ago)
    for name, rows in measures(asked, STAFF, filters, by, back, engine=filled).items():
        alone = measure(name, STAFF, filters, by, back, engine=filled)
        pd.testing.assert_frame_equal(_sorted(rows), _sorted(alone), obj=name)


@quick
@given(cases=many_cases, by=st.sampled_from(["day", "week", "month"]), end=ends)
def test_a_stock_within_a_period_is_the_part_of_its_whole_course(
    filled: Engine, cases: list[dict[str, Any]], by: str, end: int
) -> None:
    refill(filled, cases)
    asked = Filters(period=Period(day(20), day(end or 30)))
    for name in ("in_work", "overdue_now"):
        part, whole = (measure(name, STAFF, each, by, engine=filled).set_index("key") for each in (asked, Filters()))
        inside = dict(part["numerator"][:-1])  # the last day, week or month ends with the period
        assert inside == {key: whole["numerator"].get(key, 0) for key in inside}


@quick
@given(cases=many_cases)
def test_the_days_of_all_channels_are_those_of_each(filled: Engine, cases: list[dict[str, Any]]) -> None:
    refill(filled, cases)
    for code, rows in daily(STAFF, Filters(), engine=filled).groupby("channel"):
        alone = measure("received", STAFF, Filters(channels=(str(code),)), "day", engine=filled)
        assert dict(zip(rows["key"], rows["numerator"], strict=True)) == dict(
            zip(alone["key"], alone["numerator"], strict=True)
        )
