"""Ratings beside call-backs, and what operators note of authors."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, insert

from queries.filters import Filters, Period
from queries.measure import measure
from queries.question import Question, answer
from queries.rating import rating
from queries.satisfactions import gap
from queries.scope import scope_for
from queries.units import Comparison
from store.record_tables import callback
from tests.sample_cases import a_case, day, load, load_region

STAFF = scope_for("staff")


@pytest.fixture
def rated(store: Engine) -> Engine:
    """40 of 50 ratings are good, 20 of 50 who were called back are satisfied."""
    load_region(store, {"A": 1000})
    cases = [a_case(n, closed=1, agency_id="x", rating=5 if n < 40 else 1) for n in range(50)]
    social = {"channel": "social", "precision": "minute", "agency_id": "y"}
    noted = ["satisfied"] * 3 + ["dissatisfied"] + ["no_answer"] * 6
    load(store, [*cases, *(a_case(100 + n, closed=1, author_reaction=said, **social) for n, said in enumerate(noted))])
    calls = [{"key": str(n), "agency_id": "x", "district_id": "A", "contacted": True, "solved": n < 10,
              "satisfied": n < 20, "valid": True, "batch_id": 1} for n in range(50)]  # fmt: skip
    with store.begin() as connection:
        connection.execute(insert(callback), calls)
    return store


def test_the_gap_is_the_difference_with_its_interval(rated: Engine) -> None:
    found = answer(Question("satisfactions"), engine=rated)
    row = {row["key"]: row for row in found["rows"]}["x"]
    assert (row["ratings"], row["calls"], row["rated"], row["called"]) == (0.8, 0.4, 50, 50)
    assert row["gap"] == pytest.approx(0.4)
    assert (round(row["gap_low"], 2), round(row["gap_high"], 2)) == (0.21, 0.55)


def test_silence_is_no_reaction(rated: Engine) -> None:
    found = {row["reaction"]: row for row in answer(Question("satisfactions"), engine=rated)["reactions"]}
    assert (found["satisfied"]["cases"], found["satisfied"]["share"]) == (3, 0.75)
    assert (found["no_answer"]["cases"], found["no_answer"]["share"]) == (6, None)


def test_call_backs_are_left_out_where_they_cannot_know(rated: Engine) -> None:
    (row,) = gap(rated, scope_for("staff"), Filters(channels=("pos",)), None).to_dict("records")
    assert row["ratings"] == 0.8
    assert row["calls"] != row["calls"]


def test_no_number_of_all_calls_is_told_of_one_channel(rated: Engine) -> None:
    of_platform = Filters(channels=("pos",))
    assert set(measure("three_rates", STAFF, of_platform, engine=rated)["state"]) == {"not_answerable"}
    index = rating(rated, Comparison(STAFF, of_platform, "three_rates", "district"))
    assert index["index"].isna().all()
    assert rating(rated, Comparison(STAFF, Filters(), "three_rates", "district"))["index"].notna().any()


def test_a_call_of_the_running_day_counts_in_a_period_that_ends_within_it(store: Engine) -> None:
    """Three calls on 4, 5 and 6 January, the first of nobody known; at ten on the 5th the last has not been made."""
    said = {"contacted": True, "solved": True, "satisfied": True, "valid": True, "batch_id": 1}
    days = [(4, None), (5, "A"), (6, "A")]
    calls = [{"key": str(n), "district_id": place, "day": date(2026, 1, n)} | said for n, place in days]
    load_region(store, {"A": 1000})
    with store.begin() as connection:
        connection.execute(insert(callback), calls)
    running = Filters(period=Period(day(3), day(4) + timedelta(hours=10)))
    for filters, n in (
        (running, 2),
        (Filters(period=Period(day(3), day(4))), 1),
        (running.only(districts=["none"]), 1),
    ):
        assert set(measure("three_rates", STAFF, filters, engine=store)["denominator"]) == {n}


def test_another_split_is_refused(duckdb_store: Engine) -> None:
    with pytest.raises(ValueError, match="choose one of agency"):
        answer(Question("satisfactions", by="topic"), engine=duckdb_store)
