"""Integrity, returns and words asked of a store."""

from datetime import timedelta
from math import comb
from random import Random

import pytest
from sqlalchemy import Engine, insert, update

from queries import words
from queries.filters import Filters
from queries.integrity import findings
from queries.question import Question, answer
from queries.scope import scope_for
from store.tables import case_text, topic
from tests.queries.conftest import PlantedRegion
from tests.sample_cases import DAY, a_case, day, load, load_region

STREET = {"address": "ул. Мира, 1", "place_precision": "point", "topic_id": "pit", "district_id": "A"}


def test_at_once_in_a_batch_and_against_the_dates(store: Engine) -> None:
    load_region(store, {"A": 1000})
    minute = {"channel": "social", "precision": "minute", "agency_id": "x"}
    at_once = [a_case(1, closed=30 / DAY, **minute), a_case(2, closed=60 / DAY, **minute)]
    batch = [a_case(10 + n, filed=n / 10, closed=3 + n / DAY, **minute) for n in range(8)]
    flags = [
        a_case(20, closed=1, due=2, agency_id="y", source_overdue=True),
        a_case(21, closed=3, due=2, agency_id="y", source_overdue=True),
        a_case(22, due=2, agency_id="y", source_overdue=False),
    ]
    load(store, [*at_once, *batch, *flags])
    found = answer(Question("integrity"), engine=store)
    said = {(row["code"], row["key"]): (row["n"], row["cases"]) for row in found["rows"]}
    assert said == {
        ("closed_at_once", "x"): (1, ["social:1"]),
        ("closed_in_one_minute", "x"): (8, [f"social:{10 + n}" for n in range(8)]),
        ("overdue_flag_contradicts_dates", "y"): (2, ["pos:20", "pos:22"]),
    }
    assert found["verdict"] == "unusual"
    assert found["looked_at"]["closed_at_once"] == 10
    assert found["hits"]["overdue_flag_contradicts_dates"] == 2


def test_moved_deadlines_silent_ends_and_contradictions_are_named_with_their_cases(store: Engine) -> None:
    load_region(store, {"A": 1000})
    moved = [a_case(n, closed=1, due=9, agency_id="moves", first_due_at=day(2)) for n in range(20)]
    kept = [
        a_case(100 + n, closed=1, due=9, agency_id="keeps", first_due_at=day(9) + timedelta(seconds=DAY - 1))
        for n in range(30)
    ]
    # Late ones are never rated, those in time always; elsewhere it is the same for both.
    silent = [a_case(200 + n, closed=1, due=2, agency_id="silent", rating=5) for n in range(20)]
    silent += [a_case(300 + n, closed=4, due=2, agency_id="silent") for n in range(20)]
    status = [
        a_case(400, closed=1, agency_id="odd", state="in_progress"),
        a_case(401, agency_id="odd", state="answered"),
    ]
    order = [a_case(500, filed=3, closed=4, agency_id="early", registered_at=day(1)),
             a_case(501, filed=3, closed=4, response=6, agency_id="early"),
             a_case(502, filed=3, closed=4, response=4, agency_id="early")]  # fmt: skip
    load(store, [*moved, *kept, *silent, *status, *order])
    found = answer(Question("integrity"), engine=store)
    said = {(row["code"], row["key"]): (row["n"], row["of"], row["cases"][0]) for row in found["rows"]}
    assert said == {
        ("extended_more_often", "moves"): (20, 20, "pos:0"),
        ("rated_only_where_good", "silent"): (20, 20, "pos:300"),
        ("status_contradicts_dates", "odd"): (2, 2, "pos:400"),
        ("dates_contradict_each_other", "early"): (2, 3, "pos:500"),
    }
    assert all(row["q"] <= 0.05 for row in found["rows"])


def test_nothing_unusual_is_said_so(store: Engine) -> None:
    load(store, [a_case(n, closed=1 + n % 5, due=6) for n in range(12)])
    found = answer(Question("integrity"), engine=store)
    assert (found["verdict"], found["rows"]) == ("nothing", [])
    with pytest.raises(ValueError, match="choose fdr, seconds or slips"):
        answer(Question("integrity", settings={"least": "2"}), engine=store)


def test_an_agency_that_closes_on_the_last_day_and_one_with_a_limit_of_hours(store: Engine) -> None:
    load_region(store, {"A": 1000})
    last = [a_case(n, closed=10, due=10, agency_id="last") for n in range(25)]
    even = [a_case(100 + n, closed=7 + n % 4, due=10, agency_id="even") for n in range(40)]
    hours = [a_case(200 + n, closed=0, due=0, agency_id="hours") for n in range(40)]
    load(store, [*last, *even, *hours], until=12)
    (row,) = answer(Question("integrity"), engine=store)["rows"]
    assert (row["code"], row["key"], row["n"], row["of"]) == ("heaped_on_deadline_day", "last", 25, 25)
    assert row["p"] == pytest.approx(comb(35, 25) / comb(65, 25))  # by chance all 25 of the 35 that all have on it


def test_no_agency_of_the_demo_region_but_the_planted_one_is_said_to_heap(planted: PlantedRegion) -> None:
    rows, looked_at, _ = findings(planted.engine, scope_for("staff"), Filters())
    heaped = set(rows[rows["code"] == "heaped_on_deadline_day"]["key"])
    assert looked_at["heaped_on_deadline_day"] > 100
    assert heaped <= {planted.truth["heaping_agency"]}


def test_closed_three_times_and_still_there(store: Engine) -> None:
    load_region(store, {"A": 1000})
    again = [a_case(n, filed=10 * n, closed=10 * n + 2, **STREET) for n in range(3)]
    last = a_case(3, filed=30, **STREET)
    elsewhere = [a_case(10 + n, filed=10 * n, closed=10 * n + 2, **STREET | {"address": "ул. 2"}) for n in range(3)]
    load(store, [*again, last, *elsewhere], until=80)
    found = answer(Question("returns"), engine=store)
    (row,) = found["still_there"]
    assert (row["returns"], row["is_open"], row["cases"]) == (3, True, ["pos:0", "pos:1", "pos:2", "pos:3"])
    assert (found["rows"][0]["numerator"], found["rows"][0]["denominator"]) == (
        5,
        6,
    )  # the other street came back twice


def test_a_case_closed_on_an_unknown_day_is_not_open(store: Engine) -> None:
    load_region(store, {"A": 1000})
    again = [a_case(n, filed=10 * n, closed=10 * n + 2, **STREET) for n in range(3)]
    load(store, [*again, a_case(3, filed=30, state="answered", **STREET)], until=80)
    (row,) = answer(Question("returns"), engine=store)["still_there"]
    assert (row["returns"], row["is_open"]) == (3, False)


def test_a_promise_whose_day_has_passed_and_who_asked_again_after_it(store: Engine) -> None:
    load_region(store, {"A": 1000}, zone="Asia/Omsk")
    cases = [
        a_case(1, closed=2, agency_id="x", **STREET),  # promises the 20th (day 19)
        a_case(2, filed=10, closed=11, **STREET),  # came before that day was over: no broken promise of the first
        a_case(3, filed=21, **STREET),
        a_case(4, filed=5, closed=6, applicant_key="k"),  # promises the 1st of March: not over
        a_case(5, filed=40, applicant_key="k"),
        a_case(6, filed=1, closed=2, applicant_key="m"),  # promises the 20th, came long after
        a_case(7, filed=60, applicant_key="m"),
    ]
    load(store, cases, until=45, texts={f"pos:{n}": "Яма" for n in (1, 2, 4, 6)})
    with store.begin() as connection:
        for n, reply in ((1, "Яму засыплем до 20 января."), (2, "Засыплем до 13 января.\n\nЯма засыпана 12 января."),
                         (4, "Яма будет засыпана до 1 марта."), (6, "Яму засыплем до 20 января.")):  # fmt: skip
            connection.execute(update(case_text).where(case_text.c.case_id == f"pos:{n}").values(reply=reply))
    (row,) = answer(Question("returns", role="operator"), engine=store)["broken_promises"]
    assert (row["case"], row["act"], row["due"], row["again"]) == ("pos:1", "засыплем", "2026-01-20", "pos:3")
    assert [row["act"] for row in answer(Question("returns"), engine=store)["broken_promises"]] == [None]


def test_the_places_still_there_are_those_that_counting_case_by_case_finds(store: Engine) -> None:
    random = Random(7)
    filed = [(n, random.randrange(0, 90), random.choice([None, 0, 1, 5, 20, 40])) for n in range(150)]
    rows = [
        a_case(n, filed=at, closed=None if took is None else at + took, **STREET | {"address": f"ул. {n % 9}"})
        for n, at, took in filed
    ]
    load(store, rows, until=200)

    def returns(street: int) -> int:
        own = [(at, at + took if took is not None else None) for n, at, took in filed if n % 9 == street]
        return sum(any(end < at <= end + 30 for at, _ in own) for _, end in own if end is not None)

    told = answer(Question("returns"), engine=store)["still_there"]
    assert {row["address"]: row["returns"] for row in told} == {
        f"ул. {street}": returns(street) for street in range(9) if returns(street) >= 3
    }


def test_words_of_a_topic_only_for_those_who_may_read(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.begin() as connection:
        connection.execute(insert(topic).values(id="pit", level_1="Ямы"))
    cases = [a_case(n, topic_id="pit" if n < 20 else "other") for n in range(60)]
    load(store, cases, texts={f"pos:{n}": "вода ржавая" if n < 20 else "снег лежит" for n in range(60)})
    found = answer(Question("words", topics=["pit"], role="operator"), engine=store)
    assert [row["word"] for row in found["rows"]] == ["вода", "ржавая"]
    assert (found["texts"], found["rest"]) == (20, 40)
    monkeypatch.setattr(words, "MOST", 18)
    sampled, again = (answer(Question("words", topics=["pit"], role="operator"), engine=store) for _ in range(2))
    assert [sampled[name] for name in ("texts", "texts_of", "rest", "rest_of")] == [18, 20, 18, 40]
    assert sampled == again
    hidden = answer(Question("words", topics=["pit"], role="staff"), engine=store)
    assert (hidden["rows"], hidden["state"]) == ([], "hidden")
    with pytest.raises(ValueError, match="which topic"):
        answer(Question("words", role="operator"), engine=store)


def test_a_word_of_a_topic_counts_the_texts_that_looking_for_it_finds(store: Engine) -> None:
    with store.begin() as connection:
        connection.execute(insert(topic).values(id="pit", level_1="Дороги", level_2="Ямы на дорогах"))
    cases = [a_case(n, topic_id="pit" if n < 300 else "other", topic_source="Ямы на дорогах") for n in range(900)]
    said = [
        *["Дорогу размыло, результатах"] * 60,
        *["У дороги результат"] * 40,
        *["Не проехать"] * 200,
        *["Снег"] * 600,
    ]
    load(store, cases, texts={f"pos:{n}": text for n, text in enumerate(said)})
    rows = answer(Question("words", topics=["pit"], role="operator"), engine=store)["rows"]
    assert {row["word"]: row["n"] for row in rows} == {
        "дорогу": 100,
        "результатах": 100,
        "проехать": 200,
        "размыло": 60,
    }
    for row in rows:
        asked = Question("search", subject=f"text:{row['word']}", topics=["pit"], role="operator")
        assert answer(asked, engine=store)["total"] == row["n"], row


def test_cases_without_an_agency_are_findings_too_and_an_empty_store_has_none(duckdb_store: Engine) -> None:
    for about in ("integrity", "returns", "formal_replies"):
        found = answer(Question(about), engine=duckdb_store)
        assert found.get("still_there", found["rows"] if about != "returns" else []) == []
    load(duckdb_store, [a_case(1, closed=1, due=2, source_overdue=True)])
    (row,) = answer(Question("integrity"), engine=duckdb_store)["rows"]
    assert (row["key"], row["n"], row["of"]) == (None, 1, 1)
