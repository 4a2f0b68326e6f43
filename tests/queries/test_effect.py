"""The effect of a measure asked of a store: planted halving, too early, rights, and the watch for relapses."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from queries.effect import Solved, effect, relapses
from queries.filters import Filters
from queries.question import Question, answer
from queries.scope import scope_for
from store.tables import topic
from tests.sample_cases import a_case, day, load, load_region

STAFF = scope_for("staff")
LAST, SINCE = 300, day(180).date()


def fill(engine: Engine, after: float = 0.25, relapse: float = 0.25) -> None:
    """Three hundred days, three districts: about a case a day of one topic; in B from day 180 on a quarter of it, and
    from day 270 on `relapse` of it.
    """
    random, rows = Random(11), list[dict[str, Any]]()
    for number in range(LAST):
        for place in ("A", "B", "C"):
            level = 1.0 if place != "B" or number < 180 else relapse if number >= 270 else after
            for _ in range(2):
                if random.random() < 0.6 * level:
                    rows.append(a_case(len(rows), filed=number, topic_id="water", district_id=place))
    load_region(engine, {"A": 30_000, "B": 20_000, "C": 30_000})
    with engine.begin() as connection:
        connection.execute(insert(topic).values(id="water", level_1="ЖКХ", level_2="Вода"))
    load(engine, rows, until=LAST - 1 / 86_400)


def test_a_planted_fall_to_a_quarter_is_found_and_drawn(store: Engine) -> None:
    fill(store)
    found, weeks = effect(STAFF, Filters(), "water", "B", SINCE, engine=store)
    assert (found["verdict"], found["districts"], found["since"]) == ("less", 2, SINCE.isoformat())
    assert found["low"] < -0.75 < found["high"] < -0.5
    assert len(weeks) == found["weeks_before"] + found["weeks_after"]
    later = weeks[weeks["part"] == "after"]
    assert later["seen"].mean() < 0.5 * later["expected"].mean()
    assert (SINCE - timedelta(days=SINCE.weekday())).isoformat() not in set(weeks["week"])


def test_elsewhere_where_nothing_was_done_nothing_is_claimed(duckdb_store: Engine) -> None:
    fill(duckdb_store, after=1.0, relapse=1.0)
    assert effect(STAFF, Filters(), "water", "A", SINCE, engine=duckdb_store)[0]["verdict"] == "unclear"


def test_too_early_says_from_when_on(duckdb_store: Engine) -> None:
    fill(duckdb_store)
    found, _weeks = effect(STAFF, Filters(), "water", "B", day(270).date(), engine=duckdb_store)
    assert found["state"] == "too_early"
    assert found["ready"] == "2026-11-30"  # eight whole weeks after the one that holds 28 September
    assert effect(STAFF, Filters(), "water", "Z", SINCE, engine=duckdb_store)[0]["state"] == "no_data"


def test_a_head_asks_for_the_own_municipality_only(duckdb_store: Engine) -> None:
    fill(duckdb_store)
    own, other = (scope_for("head", place, districts=(place,)) for place in ("B", "A"))
    assert effect(own, Filters(), "water", "B", SINCE, engine=duckdb_store)[0]["verdict"] == "less"
    assert effect(other, Filters(), "water", "B", SINCE, engine=duckdb_store)[0]["state"] == "no_data"
    assert effect(other, Filters(), "water", "B", SINCE, engine=duckdb_store)[1].empty


@pytest.mark.parametrize(("relapse", "is_back"), [(1.0, True), (0.25, False)])
def test_a_solved_problem_that_rises_again_is_marked(duckdb_store: Engine, relapse: float, is_back: bool) -> None:
    fill(duckdb_store, relapse=relapse)
    watched = (Solved(7, "water", "B", SINCE, day(262).date()), Solved(8, "water", "A", SINCE, day(262).date()))
    assert relapses(STAFF, Filters(), watched, engine=duckdb_store) == ({7} if is_back else set())
    just_solved = (Solved(7, "water", "B", SINCE, day(290).date()),)
    assert not relapses(STAFF, Filters(), just_solved, engine=duckdb_store)


@pytest.mark.parametrize(("decided", "is_back"), [(269, True), (270, False)])
def test_the_week_of_the_decision_is_no_week_after_it(duckdb_store: Engine, decided: int, is_back: bool) -> None:
    """The last whole week begins on 19 October; day 270 is Monday, 28 September: three whole weeks follow its week,
    and four that of the day before.
    """
    fill(duckdb_store, relapse=1.0)
    watched = (Solved(7, "water", "B", SINCE, day(decided).date()),)
    assert relapses(STAFF, Filters(), watched, engine=duckdb_store) == ({7} if is_back else set())


def test_the_command_needs_one_topic_one_place_and_a_day(duckdb_store: Engine) -> None:
    fill(duckdb_store)
    asked = Question("effect", topics=["water"], districts=["B"], settings={"since": SINCE.isoformat()})
    answered = answer(asked, engine=duckdb_store)
    assert answered["rows"][0]["verdict"] == "less"
    assert answered["weeks"][0]["part"] == "before"
    with pytest.raises(ValueError, match="--set since"):
        answer(Question("effect", topics=["water"], districts=["B"]), engine=duckdb_store)
