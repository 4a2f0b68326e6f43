"""Ratings beside call-backs, and what operators note of authors."""

import pytest
from sqlalchemy import Engine, insert

from queries.filters import Filters
from queries.question import Question, answer
from queries.satisfactions import gap
from queries.scope import scope_for
from store.record_tables import callback
from tests.sample_cases import a_case, load, load_region


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


def test_another_split_is_refused(duckdb_store: Engine) -> None:
    with pytest.raises(ValueError, match="choose one of agency"):
        answer(Question("satisfactions", by="topic"), engine=duckdb_store)
