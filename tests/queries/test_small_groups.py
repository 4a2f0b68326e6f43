"""The attack: whatever a head asks of the others, the answer is the same however a small group of theirs fared."""

from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert

from queries.filters import Filters
from queries.question import Question, answer
from queries.scope import scope_for
from queries.units import others
from store.tables import agency, case, import_batch, topic
from tests.sample_cases import a_case, load, load_region

HEAD = scope_for("head", "A", districts=("A",))
OWN = (20, 22)  # on time, of
# Everything that a head sees of others: questions about his class, and his topics beside everybody else's.
ASKED: dict[str, dict[str, Any]] = {
    "funnel": {"subject": "on_time", "by": "district"},
    "funnel of rates": {"about": "funnel", "subject": "rate", "by": "district"},
    "funnel of agencies": {"about": "funnel", "subject": "on_time", "by": "agency"},
    "ranks": {"subject": "on_time", "by": "district"},
    "expected": {"subject": "on_time", "by": "district"},
    "rating": {"by": "district"},
    "course": {"subject": "on_time", "settings": {"of": "A"}},
}


@pytest.fixture
def region(duckdb_store: Engine) -> Engine:
    """A and B are of one class, and there is nobody else in it."""
    load_region(duckdb_store, {"A": 5_000, "B": 6_000, "D": 300_000})
    with duckdb_store.begin() as connection:
        connection.execute(insert(agency), [
            {"id": f"body {key}", "region": "52", "name_ru": key, "kind": "municipality", "district_id": key}
            for key in ("A", "B")
        ])  # fmt: skip
        connection.execute(insert(topic).values(id="T", level_1="Дороги"))
    return duckdb_store


def world(engine: Engine, good: int, of: int) -> Engine:
    """The same own cases, and so many of B's on time."""
    with engine.begin() as connection:
        connection.execute(delete(case))
        connection.execute(delete(import_batch))
    cases: list[dict[str, Any]] = []
    for district, (on_time, filed) in {"A": OWN, "B": (good, of)}.items():
        cases += [
            a_case(len(cases) + n, filed=0, closed=5 if n < on_time else 9, due=6, district_id=district, topic_id="T",
                   agency_id=f"body {district}", rating=5 if n < on_time else 1)
            for n in range(filed)
        ]  # fmt: skip
    load(engine, cases, until=60)
    return engine


@pytest.mark.parametrize("name", ASKED)
def test_a_small_group_of_others_changes_nothing_a_head_is_told(region: Engine, name: str) -> None:
    words = {"about": name, "role": "head", "who": "A"} | ASKED[name]
    told = [answer(Question(**words), engine=world(region, *fate)) for fate in ((3, 3), (0, 3), (2, 4))]
    for found in told:
        found.pop("as_of")
    assert told[0]["rows"] == told[1]["rows"] == told[2]["rows"]


def test_topics_of_others_are_told_from_five_cases_on(region: Engine) -> None:
    own, everybody = Filters(districts=("A",)), Filters()
    assert others(HEAD, own, everybody, "on_time", "topic", engine=world(region, 1, 4)).empty
    rows = others(HEAD, own, everybody, "on_time", "topic", engine=world(region, 2, 7))
    assert (rows["denominator"].item(), rows["value"].item()) == (5, 0.29)
