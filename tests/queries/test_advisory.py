"""The outlook asked of a store: enough volume, rights, and a refusal where two seasons are missing."""

import math
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from queries.advisory import advisory
from queries.filters import Filters
from queries.question import Question, answer
from queries.scope import scope_for
from tests.sample_cases import a_case, load_water

STAFF = scope_for("staff")


def fill(engine: Engine, days: int = 735) -> None:
    """Two districts with about a case a day and a season, a third with one a month."""
    random, rows = Random(5), list[dict[str, Any]]()
    for number in range(days):
        season = 0.5 + 0.35 * math.sin(2 * math.pi * number / 364)
        for place, chance in (("A", season), ("B", season), ("C", 0.03)):
            for _ in range(2):
                if random.random() < chance:
                    rows.append(a_case(len(rows), filed=number, topic_id="water", district_id=place))
    load_water(engine, rows, days)


def test_each_place_with_enough_gets_five_weeks_with_intervals(duckdb_store: Engine) -> None:
    fill(duckdb_store)
    found = advisory(STAFF, Filters(), engine=duckdb_store)
    assert sorted(found.rows["unit"]) == ["A", "B"]
    assert (found.loaded, len(found.weeks)) == (104, 5)
    first = found.rows.iloc[0]
    assert first["low_2"] <= first["expected_2"] <= first["high_2"]
    assert found.rows["turn"].isin(["more", "less", "same"]).all()
    own = advisory(scope_for("head", "B", districts=("B",)), Filters(), engine=duckdb_store)
    assert list(own.rows["unit"]) == ["B"]
    asked = answer(Question("advisory", topics=["water"], districts=["A"]), engine=duckdb_store)
    assert [row["unit_en"] for row in asked["rows"]] == ["District A"]
    assert asked["tested"] == found.tested > 0
    tests = asked["tests"]
    assert sum(row["tested"] for row in tests) == found.tested
    assert sum(row["inside"] * row["tested"] for row in tests) / found.tested == pytest.approx(found.coverage)
    apart = [date.fromisoformat(later["day"]) - date.fromisoformat(row["day"]) for row, later in pairwise(tests)]
    assert set(apart) == {timedelta(weeks=1)}
    # The weeks two to six after the last of these dates are the last ones known.
    first_ahead = date.fromisoformat(found.weeks[0]) - timedelta(weeks=1)
    assert date.fromisoformat(tests[-1]["day"]) == first_ahead - timedelta(weeks=6)


def test_with_less_than_two_seasons_there_is_no_advice_and_it_says_so(duckdb_store: Engine) -> None:
    fill(duckdb_store, 400)
    assert advisory(STAFF, Filters(), engine=duckdb_store).rows.empty
    with pytest.raises(ValueError, match="56 whole weeks are loaded; two seasons"):
        answer(Question("advisory"), engine=duckdb_store)
