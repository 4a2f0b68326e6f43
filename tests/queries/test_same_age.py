"""A period that has just ended is compared with what was known of the earlier one when that had just ended."""

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from queries.changes import SIDES, cannot_compare, changes
from queries.clock import read_clock
from queries.filters import Filters, Period
from queries.measure import measure
from queries.scope import scope_for
from store.tables import case_event
from tests.sample_cases import a_case, day, load, load_region

STAFF = scope_for("staff")
NOW = Filters(period=Period(day(20), day(40)))
BEFORE = NOW.during(Period(day(0), day(20)))
# Of twenty cases ten are answered in two days, five late, five on the thirteenth day of a long limit.
QUICK, LATE, LONG = (
    {"filed": 10, "due": 20, "took": 2},
    {"filed": 10, "due": 20, "took": 20},
    {"filed": 15, "due": 40, "took": 13},
)
COURSE = [*[QUICK] * 10, *[LATE] * 5, *[LONG] * 5]


def a_period(first: int, begins: int, until: int, course: list[dict[str, Any]] = COURSE) -> list[dict[str, Any]]:
    """The same cases in a period that begins on that day, as they are known on the day `until`."""
    rows = []
    for number, fact in enumerate(course, first):
        filed, due, took = fact["filed"], fact["due"], fact["took"]
        closed = None if took is None or begins + filed + took > until else begins + filed + took
        if begins + filed <= until:
            more = {} if closed is None else {name: fact[name] for name in ("rating", "repeat_review") if name in fact}
            rows.append(
                a_case(number, filed=begins + filed, due=None if due is None else begins + due, closed=closed, **more)
            )
    return rows


def before_and_now(metric: str, store: Engine) -> tuple[pd.Series, pd.Series, pd.Series]:
    """The earlier period by all that is known today, by what was known at the same age, and this period."""
    with store.connect() as connection:
        ago = read_clock(connection).same_age(NOW.period, BEFORE.period)
    return (
        measure(metric, STAFF, BEFORE, engine=store).iloc[0],
        measure(metric, STAFF, BEFORE, ago=ago, engine=store).iloc[0],
        measure(metric, STAFF, NOW, engine=store).iloc[0],
    )


def test_answers_that_came_later_do_not_count_in_the_earlier_period(store: Engine) -> None:
    # On day 45, five days after its end, nobody can have answered the long ones of this period.
    load(store, [*a_period(0, 0, 45), *a_period(100, 20, 45)], until=45)
    today, then, now = before_and_now("on_time", store)
    assert (today["numerator"], today["denominator"]) == (15, 20), "75 %: this is what young cases were compared with"
    assert (then["numerator"], then["denominator"], then["left_out"]) == (10, 15, 5)
    assert (now["numerator"], now["denominator"], now["left_out"]) == (10, 15, 5)
    today, then, now = before_and_now("time_to_answer", store)
    assert (today["numerator"], then["numerator"], now["numerator"]) == (20, 10, 10)
    found = changes(STAFF, NOW, BEFORE, engine=store).set_index("metric")
    assert (found["signal"]["on_time"], found["value_before"]["on_time"]) == ("same", pytest.approx(2 / 3))


def test_a_period_that_the_data_do_not_reach_the_end_of_is_compared_with_as_much_of_the_other(store: Engine) -> None:
    load(store, [*a_period(0, 0, 32), *a_period(100, 20, 32)], until=32)
    today, then, now = before_and_now("received", store)
    assert (today["value"], then["value"], now["value"]) == (20, 15, 15)


def test_a_place_without_a_case_had_none_then_too(store: Engine) -> None:
    load_region(store, {"q": 9_000})
    load(store, [*a_period(0, 0, 32), *a_period(100, 20, 32)], until=32)
    then = measure("received", STAFF, BEFORE, "district", timedelta(days=8), engine=store).set_index("key")
    assert (then.loc["q", "state"], then.loc["q", "value"]) == ("zero", 0)


def test_thirty_days_after_a_period_its_ratings_are_compared_whenever_they_came(store: Engine) -> None:
    rated = [fact | {"rating": 5 if fact is QUICK else 1} for fact in COURSE]
    load(store, [*a_period(0, 0, 75, rated), *a_period(100, 20, 75, rated)], until=75)
    for metric, share in (("on_time", 0.75), ("satisfaction", 0.5)):
        today, then, now = before_and_now(metric, store)
        assert today["value"] == then["value"] == now["value"] == share


def test_a_channel_whose_data_ended_long_ago_has_the_same_stock_in_both(store: Engine) -> None:
    load(store, [a_case(n, channel="social", filed=n, closed=12 if n < 3 else None) for n in range(8)], until=15)
    load(store, a_period(100, 20, 45), until=45)
    of_social = {"channels": ["social"]}
    now = measure("in_work", STAFF, NOW.only(**of_social), engine=store)
    then = measure("in_work", STAFF, BEFORE.only(**of_social), ago=timedelta(days=20), engine=store)
    assert then["value"].to_list() == now["value"].to_list() == [5]


def test_what_is_closed_and_not_dated_yet_makes_no_stock_fall(store: Engine) -> None:
    """Of twenty cases five are open for good, and five are answered and dated long after: in this period not yet."""
    waiting: dict[str, Any] = {"filed": 12, "due": None, "took": 30}
    course: list[dict[str, Any]] = [*[QUICK] * 10, *[waiting] * 5, *[QUICK | {"took": None}] * 5]
    now = [
        row | ({"state": "answered"} if n in range(10, 15) else {})
        for n, row in enumerate(a_period(100, 20, 45, course))
    ]
    load(store, [*a_period(0, 0, 45, course), *now], until=45)
    found = changes(STAFF, NOW, BEFORE, engine=store).set_index("metric")
    assert found["signal"]["time_to_answer"] == "young"
    assert found["value_before"].isna()["time_to_answer"]
    _, then, row = before_and_now("in_work", store)
    assert (row["unknown"], then["unknown"]) == (5, 0)
    assert cannot_compare("in_work", row.to_dict(), then.to_dict())


def test_ratings_of_which_nobody_knows_when_they_came_are_not_compared_yet(store: Engine) -> None:
    rated = [fact | {"rating": 5, "repeat_review": fact is LATE} for fact in COURSE]
    load(store, [*a_period(0, 0, 45, rated), *a_period(100, 20, 45, rated)], until=45)
    _, then, now = before_and_now("satisfaction", store)
    assert (then["state"], now["value"]) == ("not_answerable", 1.0)
    signal = changes(STAFF, NOW, BEFORE, engine=store).set_index("metric")["signal"]
    assert (signal["satisfaction"], signal["negative"]) == ("young", "young")
    assert before_and_now("repeat_review", store)[1]["state"] == "zero", "at that age no case had come back yet"


def test_a_rating_counts_from_the_day_it_was_given(store: Engine) -> None:
    """Four are pleased at once, four are not and say so on day 40."""
    rows = a_period(0, 0, 45, [*[QUICK | {"rating": 5}] * 4, *[QUICK | {"rating": 1}] * 4, QUICK, QUICK])
    load(store, rows, until=45)
    with store.begin() as connection:
        for row in rows[:8]:
            at = day(14 if row["rating"] == 5 else 40)
            connection.execute(insert(case_event).values(case_id=row["id"], at=at, kind="rated", precision="day"))
    today, then, _ = before_and_now("satisfaction", store)
    assert (today["numerator"], today["denominator"]) == (4, 8)
    assert (then["numerator"], then["denominator"], then["left_out"], then["state"]) == (4, 4, 6, "value")


facts = st.fixed_dictionaries(
    {
        "filed": st.integers(0, 19),
        "due": st.none() | st.integers(10, 50),
        "took": st.none() | st.integers(0, 40),
        "rating": st.none() | st.integers(1, 5),
        "repeat_review": st.sampled_from([True, False, None]),
    }
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=st.lists(facts, min_size=1, max_size=20), until=st.integers(21, 80))
def test_the_same_cases_a_period_later_have_not_changed(reused_store: Engine, course: Any, until: int) -> None:
    _emptied(reused_store)
    load(reused_store, [*a_period(0, 0, until, course), *a_period(100, 20, until, course)], until=until)
    found = changes(STAFF, NOW, BEFORE, engine=reused_store)
    assert not set(found["signal"]) & {"up", "down"}
    known = found[found["signal"] != "young"].fillna(-1)
    for name in SIDES:
        assert (known[name] == known[f"{name}_before"]).all(), known


def _emptied(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in ('"case"', "import_batch", "case_event"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
