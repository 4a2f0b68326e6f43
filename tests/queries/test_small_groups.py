"""The attack: whatever a head asks of the others, the answer is the same however a small group of theirs fared."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, insert, update

from components.numbers import percent
from queries.course import course
from queries.expected import expected
from queries.filters import Filters
from queries.funnel import funnel
from queries.measure import measure
from queries.question import Question, answer
from queries.ranks import ranks
from queries.rating import rating
from queries.scope import peers, scope_for
from queries.units import Comparison, others
from store import tables
from store.tables import agency, case, import_batch, topic
from tests.sample_cases import a_case, load, load_region

STAFF, HEAD = scope_for("staff"), scope_for("head", "A", districts=("A",))
OF_HEAD = Comparison(HEAD, Filters(), "on_time", "district")
OWN = (20, 22)  # on time, of
SHARES = ("on_time", "satisfaction", "negative")
# Everything that a head sees of others: questions about his class, and his topics beside everybody else's.
ASKED: dict[str, dict[str, Any]] = {
    "funnel": {"subject": "on_time", "by": "district"},
    "funnel of rates": {"about": "funnel", "subject": "rate", "by": "district"},
    "funnel of agencies": {"about": "funnel", "subject": "on_time", "by": "agency"},
    "funnel of ratings": {"about": "funnel", "subject": "satisfaction", "by": "district"},
    "ranks": {"subject": "on_time", "by": "district"},
    "ranks of times": {"about": "ranks", "subject": "time_to_answer", "by": "district"},
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


def municipalities(engine: Engine, *keys: str) -> None:
    """More of the class of A and B."""
    with engine.begin() as connection:
        rows = [{"id": key, "region": "52", "name_ru": key, "name_en": key, "population": 7_000} for key in keys]
        connection.execute(insert(tables.district), rows)


def world(engine: Engine, good: int, of: int, **more: tuple[int, int]) -> Engine:
    """The same own cases, and so many of B's on time; and of other municipalities in `more`."""
    with engine.begin() as connection:
        connection.execute(delete(case))
        connection.execute(delete(import_batch))
    cases: list[dict[str, Any]] = []
    for district, (on_time, filed) in {"A": OWN, "B": (good, of), **more}.items():
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
    def told(engine: Engine) -> pd.DataFrame:
        both = (Filters(districts=("A",)), Filters())
        return others(HEAD, *(measure("on_time", peers(HEAD), asked, "topic", engine=engine) for asked in both))

    assert told(world(region, 1, 4)).empty
    rows = told(world(region, 2, 7))
    assert (rows["denominator"].item(), rows["value"].item()) == (5, 0.29)


def test_who_is_judged_is_the_same_for_a_head_as_for_everybody(region: Engine) -> None:
    """B has 8 cases, E 10 and F 9: told as 5, 10 and 5."""
    municipalities(region, "E", "F", "G")
    engine = world(region, 4, 8, E=(5, 10), F=(9, 9), G=(30, 40))
    few = {"B", "F", "D"}  # nobody has filed anything in D, which is alone in its class
    for scope in (STAFF, HEAD):
        judged = funnel(engine, replace(OF_HEAD, scope=scope)).set_index("key")
        assert set(judged.index[judged["signal"].isin(("small", "no_data", "hidden"))]) == few
        assert set(judged.index[~(judged["denominator"].fillna(0) >= 10)]) == few
        placed = ranks(engine, replace(OF_HEAD, scope=scope)).set_index("key")
        assert (set(placed.index[placed["rank"].isna()]), placed["of"].max()) == (few, 3)
        (month,) = course(engine, scope, Filters(), "on_time", "A").to_dict("records")
        assert (month["n_class"], month["median"], month["lowest"]) == (3, 0.75, 0.5)
    pooled = 20 + 0.5 * 5 + 0.5 * 10 + 1 * 5 + 0.75 * 40
    assert judged["target"]["A"] == pytest.approx(pooled / (22 + 5 + 10 + 5 + 40))


def test_all_but_five_of_others_are_not_told_as_all(region: Engine) -> None:
    """1,195 of 1,200 on time are more than 99 % and not 100 %, 5 of 1,200 are not none; all of 20 are all."""
    municipalities(region, "E", "F")
    engine = world(region, 1_195, 1_200, E=(5, 1_200), F=(20, 20))
    of_head, known = funnel(engine, OF_HEAD).set_index("key"), ("B", "E", "F")
    assert [percent(of_head["value"][key]) for key in known] == [">\u202f99%", "<\u202f1%", "100%"]
    assert [percent(of_head["high"][key]) for key in known] == [">\u202f99%", "2%", "100%"]
    assert [percent(ranks(engine, OF_HEAD).set_index("key")["value"][key]) for key in known] == [
        ">\u202f99%", "<\u202f1%", "100%"]  # fmt: skip
    (month,) = course(engine, HEAD, Filters(), "on_time", "A").to_dict("records")
    assert (percent(month["lowest"]), percent(month["highest"])) == ("<\u202f1%", "100%")
    usual = expected(engine, OF_HEAD).set_index("key")
    assert percent(usual["value"]["B"]) == ">\u202f99%"
    exact = funnel(engine, replace(OF_HEAD, scope=STAFF)).set_index("key")
    assert exact["value"]["B"] == 1_195 / 1_200, "who may see the cases is told the share itself"
    world(region, 1_195, 1_200)
    both = (Filters(districts=("A",)), Filters())
    rest = others(HEAD, *(measure("on_time", peers(HEAD), asked, "topic", engine=engine) for asked in both))
    assert percent(rest["value"].item()) == ">\u202f99%"


def test_whether_the_one_case_of_a_channel_was_late_is_told_by_no_question(region: Engine) -> None:
    """With that channel 301 cases and without it 300, both told as 300, and all or all but one of them on time."""
    municipalities(region, "E", "F")

    def told(late: int) -> list[Any]:
        engine = world(region, 301 - late, 301, E=(late, 301), F=(20, 20))
        asked = [(about, metric_id) for about in ("funnel", "ranks", "expected") for metric_id in SHARES]
        rows = [
            answer(Question(about, subject=metric_id, by="district", role="head", who="A"), engine=engine)["rows"]
            for about, metric_id in asked
        ]
        return [*rows, course(engine, HEAD, Filters(), "on_time", "A").to_dict("records")]

    assert told(0) == told(1)
    shares = {row["key"]: (row["value"], row["low"], row["high"], row["state"]) for row in told(1)[0]}
    assert shares["B"] == (1.0, 0.97, 1.0, "value"), "as of 99.5 % of 298, which are told as 100 % of 300"
    assert shares["E"] == (0.0, 0.0, 0.03, "zero")


def test_what_the_silent_could_make_of_a_share_of_others_is_not_told(region: Engine) -> None:
    """12 of 14 as 0.857 would tell what 86 % of 15 does not."""
    municipalities(region, "E", "F")
    rows = funnel(world(region, 12, 14, E=(30, 40), F=(20, 20)), OF_HEAD.of("satisfaction")).set_index("key")
    others_told = rows.loc[["B", "E", "F"]]
    assert others_told[["coverage", "bound_low", "bound_high"]].isna().all(axis=None)
    assert rows.loc["A", "bound_low"] == 20 / 22, "the own is told"


def test_who_is_hidden_takes_no_place_and_tells_nothing_of_his_work(region: Engine) -> None:
    """B has three cases and is hidden, and E with it, though its twelve would have a place."""
    municipalities(region, "E", "G")
    engine = world(region, 3, 3, E=(12, 12), G=(30, 40))
    rows = ranks(engine, OF_HEAD).set_index("key")
    assert rows["rank"].dropna().to_dict() == {"A": 1, "G": 2}
    assert set(rows.loc[["A", "G"], "of"]) == {2}
    index = rating(engine, OF_HEAD.of("ministry_2025")).set_index("key")
    assert set(index["rank"].dropna().index) == set(index["index"].dropna().index) == {"A", "G"}
    mixes = expected(engine, OF_HEAD).set_index("key")["mix"]
    assert mixes[["B", "E"]].isna().all() and mixes["G"] == "average"


def test_too_few_to_compare_are_not_called_too_few_cases(region: Engine) -> None:
    """Four of the twelve cases of B are of a kind that nobody else has; a head is told of ten, and that they differ
    from chance as little as the eight compared.
    """
    engine = world(region, 6, 12)
    with engine.begin() as connection:
        connection.execute(insert(topic).values(id="U", level_1="Вода"))
        connection.execute(update(case).where(case.c.id.in_([f"pos:{n}" for n in range(22, 26)])).values(topic_id="U"))
    (row,) = expected(engine, OF_HEAD).query("key == 'B'").to_dict("records")
    assert (row["denominator"], row["signal"]) == (10, "within")
