"""The effect of a measure asked of a store: planted halving, too early, rights, and the watch for relapses."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert

from queries.effect import Solved, effect, relapses
from queries.filters import Filters
from queries.question import Question, answer
from queries.scope import scope_for
from store.tables import agency, case
from tests.sample_cases import a_case, day, load_water

STAFF = scope_for("staff")
LAST, SINCE = 300, day(180).date()


def fill(engine: Engine, after: float = 0.25, relapse: float = 0.25, places: str = "ABC") -> None:
    """Three hundred days, these districts: about a case a day of one topic; in B from day 180 on a quarter of it, and
    from day 270 on `relapse` of it.
    """
    random, rows = Random(11), list[dict[str, Any]]()
    for number in range(LAST):
        for place in places:
            level = 1.0 if place != "B" or number < 180 else relapse if number >= 270 else after
            for _ in range(2):
                if random.random() < 0.6 * level:
                    rows.append(a_case(len(rows), filed=number, topic_id="water", district_id=place))
    load_water(engine, rows, LAST)


def test_a_planted_fall_to_a_quarter_is_found_and_drawn(store: Engine) -> None:
    fill(store)
    found, weeks = effect(STAFF, Filters(), "water", "B", SINCE, engine=store)
    assert (found["verdict"], found["others"], found["since"]) == ("less", 2, SINCE.isoformat())
    assert found["low"] < -0.75 < found["high"] < -0.5
    assert len(weeks) == found["weeks_before"] + found["weeks_after"]
    later = weeks[weeks["part"] == "after"]
    assert later["seen"].mean() < 0.5 * later["expected"].mean()
    assert (SINCE - timedelta(days=SINCE.weekday())).isoformat() not in set(weeks["week"])


def test_elsewhere_where_nothing_was_done_nothing_is_claimed(duckdb_store: Engine) -> None:
    fill(duckdb_store, after=1.0, relapse=1.0)
    assert effect(STAFF, Filters(), "water", "A", SINCE, engine=duckdb_store)[0]["verdict"] == "unclear"


def test_an_agency_is_compared_with_the_others_of_its_kind_only(store: Engine) -> None:
    """Utilities a, b, c have a district each; among bodies of the region the ministry has the topic to itself."""
    fill(store)
    with store.begin() as connection:
        kinds = {"a": "utility", "b": "utility", "c": "utility", "ministry": "region_body"}
        for key, kind in kinds.items():
            connection.execute(insert(agency).values(id=key, region="52", name_ru=key, kind=kind))
        connection.execute(case.update().values(agency_id=func.lower(case.c.district_id)))
        alone = case.c.district_id == "A"
        connection.execute(case.update().where(alone, case.c.source_number.like("%7")).values(agency_id="ministry"))
    found, weeks = effect(STAFF, Filters(), "water", "b", SINCE, "agency", engine=store)
    assert (found["verdict"], found["others"], found["by"]) == ("less", 2, "agency")
    assert len(weeks) == found["weeks_before"] + found["weeks_after"]
    silent, weeks = effect(STAFF, Filters(), "water", "ministry", SINCE, "agency", engine=store)
    assert (silent["state"], silent["others"], len(weeks)) == ("no_others", 0, 0)
    head = scope_for("head", "B", districts=("B",))
    assert effect(head, Filters(), "water", "b", SINCE, "agency", engine=store)[0]["state"] == "no_data"
    asked = Question("effect", topics=["water"], agencies=["b"], settings={"since": SINCE.isoformat()})
    assert answer(asked, engine=store)["rows"][0]["verdict"] == "less"
    watched = (Solved(7, "water", "agency", "b", SINCE, day(262).date()),)
    assert not relapses(STAFF, Filters(), watched, engine=store)


def test_too_early_says_from_when_on(duckdb_store: Engine) -> None:
    fill(duckdb_store)
    found, _weeks = effect(STAFF, Filters(), "water", "B", day(270).date(), engine=duckdb_store)
    assert found["state"] == "too_early"
    assert found["ready"] == "2026-11-30"  # eight whole weeks after the one that holds 28 September
    assert effect(STAFF, Filters(), "water", "Z", SINCE, engine=duckdb_store)[0]["state"] == "no_data"


def test_of_two_others_a_head_is_not_told_what_they_had(duckdb_store: Engine) -> None:
    fill(duckdb_store)
    own = scope_for("head", "B", districts=("B",))
    found, weeks = effect(own, Filters(), "water", "B", SINCE, engine=duckdb_store)
    assert (found["state"], found["others"], weeks.empty) == ("no_others", 2, True)


def test_a_head_asks_for_the_own_municipality_only(duckdb_store: Engine) -> None:
    fill(duckdb_store, places="ABCD")
    own, other = (scope_for("head", place, districts=(place,)) for place in ("B", "A"))
    assert effect(own, Filters(), "water", "B", SINCE, engine=duckdb_store)[0]["verdict"] == "less"
    assert effect(other, Filters(), "water", "B", SINCE, engine=duckdb_store)[0]["state"] == "no_data"
    assert effect(other, Filters(), "water", "B", SINCE, engine=duckdb_store)[1].empty


@pytest.mark.parametrize(("relapse", "is_back"), [(1.0, True), (0.25, False)])
def test_a_solved_problem_that_rises_again_is_marked(duckdb_store: Engine, relapse: float, is_back: bool) -> None:
    fill(duckdb_store, relapse=relapse)
    watched = tuple(Solved(n, "water", "district", place, SINCE, day(262).date()) for n, place in ((7, "B"), (8, "A")))
    assert relapses(STAFF, Filters(), watched, engine=duckdb_store) == ({7} if is_back else set())
    just_solved = (Solved(7, "water", "district", "B", SINCE, day(290).date()),)
    assert not relapses(STAFF, Filters(), just_solved, engine=duckdb_store)


@pytest.mark.parametrize(("decided", "is_back"), [(269, True), (270, False)])
def test_the_week_of_the_decision_is_no_week_after_it(duckdb_store: Engine, decided: int, is_back: bool) -> None:
    """The last whole week begins on 19 October; day 270 is Monday, 28 September: three whole weeks follow its week,
    and four that of the day before.
    """
    fill(duckdb_store, relapse=1.0)
    watched = (Solved(7, "water", "district", "B", SINCE, day(decided).date()),)
    assert relapses(STAFF, Filters(), watched, engine=duckdb_store) == ({7} if is_back else set())


def test_the_command_needs_one_topic_one_place_and_a_day(duckdb_store: Engine) -> None:
    fill(duckdb_store)
    asked = Question("effect", topics=["water"], districts=["B"], settings={"since": SINCE.isoformat()})
    answered = answer(asked, engine=duckdb_store)
    assert answered["rows"][0]["verdict"] == "less"
    assert answered["weeks"][0]["part"] == "before"
    with pytest.raises(ValueError, match="--set since"):
        answer(Question("effect", topics=["water"], districts=["B"]), engine=duckdb_store)
