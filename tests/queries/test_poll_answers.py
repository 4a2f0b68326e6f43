"""Surveys row by row asked of a store: groups of written answers, what is hidden, weights by age and sex."""

from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from queries import written
from queries.filters import Filters
from queries.poll import polls
from queries.poll_groups import residents_by_group
from queries.question import Question, answer
from queries.scope import scope_for
from store.record_tables import poll_answer, poll_result, resident_group
from store.tables import case_text
from tests.pages import poll_store, small_store
from tests.pages.small_store import LAKE, QUIET, RIVER, TOWN
from tests.queries.polls_asked import results, votes

asked = partial(results, "life")
CLINIC, NONE = "life|open|0", "life|open|"


@pytest.fixture
def region(store: Engine) -> Engine:
    small_store.fill(store, days=3)
    poll_store.survey(store)
    return store


def test_written_answers_are_counted_by_group_and_told_from_the_command_line(region: Engine) -> None:
    """Of 55 people 28 write of the clinic, 14 of the roads; the other 13 say four things, none of them five times."""
    found = answer(Question("poll", subject="life"), engine=region)
    (about,) = [row for row in found["questions"] if row["kind"] == "text"]
    assert (about["title"], about["votes"], about["voters"]) == ("Чего нет?", 55, 55)
    rows = [row for row in found["rows"] if row["question_id"] == "life|open"]
    told = [(row["option"], row["votes"], row["percent"]) for row in rows]
    assert told == [("поликлиника, дома", 28, 50.9), ("дороги, школе", 14, 25.5), ("", 13, 23.6)]
    assert not {"examples", "terms"} & set(found)  # the governor's staff reads no texts, and not their words
    shown = asked(region, role="admin")["examples"]
    assert shown.loc[shown["option_id"] == CLINIC, "text"].tolist() == ["Нужна поликлиника", "Поликлиника у дома"]
    assert set(shown["option_id"]) == {CLINIC, "life|open|1"}
    listed = polls(scope_for("staff"), Filters(), engine=region).set_index("id").loc["life"]
    assert (listed["questions"], listed["votes"], listed["voters"]) == (2, 110, 55)
    (day,) = found["days"]
    assert (day["votes"], day["people"]) == (110, 55)


def test_what_a_few_wrote_in_a_village_cannot_be_had_by_filters_or_roles(region: Engine) -> None:
    """Tikhy has three answers, the river two: both are hidden whole, and in every sum with a part of them."""
    whole = asked(region, role="admin")
    assert votes(whole, "life|open") == votes(asked(region), "life|open") == {CLINIC: 28, "life|open|1": 14, NONE: 13}
    for found in (asked(region, QUIET), asked(region, QUIET, TOWN), asked(region, TOWN, LAKE, RIVER),
                  asked(region, role="head", own=QUIET), asked(region, role="head", own=RIVER)):  # fmt: skip
        assert set(votes(found, "life|open").values()) == {None}
        assert found.get("examples", pd.DataFrame()).empty
        assert "terms" not in found or found["terms"].equals(whole["terms"])  # of all answers, never of some
    own = asked(region, role="head", own=TOWN)
    assert sum(n or 0 for n in votes(own, "life|yes").values()) == 30
    assert set(own["examples"]["option_id"]) <= {id for id, n in votes(own, "life|open").items() if n}


def test_a_poll_loaded_as_counts_and_answer_by_answer_is_counted_once(region: Engine) -> None:
    with region.begin() as connection:
        for answer_, n in (("Да", 33), ("Нет", 22)):
            counted = {"poll_id": "life", "option_id": f"life|yes|{answer_}", "votes": n, "voters": 55}
            connection.execute(insert(poll_result).values(key=answer_, batch_id=1, **counted))
    assert sum(n or 0 for n in votes(asked(region), "life|yes").values()) == 55
    listed = polls(scope_for("staff"), Filters(), engine=region).set_index("id").loc["life"]
    assert (listed["votes"], listed["voters"]) == (110, 55)


def test_words_are_held_against_messages_or_the_other_written_questions(region: Engine) -> None:
    words = asked(region, role="admin")["terms"]
    assert words["word"].iloc[0] == "поликлиника"
    assert (words["n"].iloc[0], words["of"].iloc[0], set(words["against"])) == (28, 55, {"messages"})
    with region.begin() as connection:
        rows = [{"key": f"again{n}", "poll_id": "life", "question_id": "life|yes", "text": "Дороги и мосты",
                 "respondent_key": f"q{n}", "batch_id": 1} for n in range(30)]  # fmt: skip
        connection.execute(delete(poll_answer).where(poll_answer.c.question_id == "life|yes"))
        connection.execute(insert(poll_answer), rows)
        connection.exec_driver_sql("UPDATE poll_question SET kind = 'text'")
    words = asked(region, role="admin")["terms"]
    assert set(words["against"]) == {"questions"}
    assert words.loc[words["question_id"] == "life|yes", "word"].tolist() == ["мосты"]


def test_words_are_held_against_twenty_texts_at_least(region: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a sample of cases few may have a text: then texts are drawn, and of a handful nothing is told."""
    monkeypatch.setattr(written, "MESSAGES", 30)
    with region.begin() as connection:
        ids = list(connection.execute(select(case_text.c.case_id).order_by(func.md5(case_text.c.case_id))).scalars())
        connection.execute(delete(case_text).where(case_text.c.case_id.not_in(ids[-25:])))
    words = asked(region, role="admin")["terms"]
    assert (words["word"].iloc[0], words["rest_of"].iloc[0]) == ("поликлиника", 25)
    with region.begin() as connection:
        connection.execute(delete(case_text).where(case_text.c.case_id.not_in(ids[-19:])))
    assert asked(region, role="admin")["terms"].empty


def test_weights_meet_age_sex_and_municipality_at_once(region: Engine) -> None:
    """Women are 250 of 460 thousand, the town 400. By hand: with the sample's odds ratio (20·10) ÷ (10·10) = 2 the
    women of the town are a = (1 + F + T − √((1 + F + T)² − 8FT)) ÷ 2; three in four of them say yes, half of the rest.
    """
    rows = asked(region)["weighted"]
    first = rows[(rows["question"] == "Довольны?") & (rows["option"] == "Да")].iloc[0]
    women, town = 250 / 460, 400 / 460
    both = 1 + women + town
    a = (both - (both**2 - 8 * women * town) ** 0.5) / 2
    assert (first["by"], first["voters"], first["unused"], first["left_out"]) == ("groups_district", 50, 0, 2)
    assert first["share"] == 30 / 50
    assert first["weighted"] == pytest.approx(0.5 + a / 4, abs=1e-6)
    squares = a**2 / 20 + ((town - a) ** 2 + (women - a) ** 2 + (1 - women - town + a) ** 2) / 10
    assert first["effective_n"] == pytest.approx(1 / squares, rel=1e-6)
    assert first["low"] < first["weighted"] < first["high"]


def test_without_municipalities_weights_are_of_age_and_sex(region: Engine) -> None:
    """Women 33 with 23 yes (three of the village among them), men 22 with 12: half and half in the region."""
    with region.begin() as connection:
        connection.execute(update(poll_answer).values(district_id=None))
        connection.execute(delete(resident_group))
        for sex in "fm":
            group = {"sex": sex, "age_from": 25, "age_to": 34, "people": 1000, "batch_id": 1}
            connection.execute(insert(resident_group).values(key=sex, **group))
    rows = asked(region)["weighted"]
    first = rows[rows["option"] == "Да"].iloc[0]
    assert (first["by"], first["voters"]) == ("groups", 55)
    assert first["weighted"] == pytest.approx((23 / 33 + 12 / 22) / 2)
    with region.begin() as connection:
        connection.execute(update(poll_answer).where(poll_answer.c.sex == "m").values(sex=None))
    assert asked(region)["weighted"].empty  # nobody knows what the men say


def test_a_span_of_two_bands_is_shared_by_years_and_the_latest_year_counts(duckdb_store: Engine) -> None:
    spans = [(2024, 15, 19, 5000), (2025, 15, 19, 1000), (2025, 20, 24, 500), (2025, 70, 120, 300)]
    with duckdb_store.begin() as connection:
        for year, low, high, people in spans:
            group = {"district_id": "A", "sex": "f", "age_from": low, "age_to": high, "year": year, "people": people}
            connection.execute(insert(resident_group).values(key=f"{year}{low}", batch_id=1, **group))
    with duckdb_store.connect() as connection:
        found = residents_by_group(connection).set_index("age")["people"]
    assert found.to_dict() == {"14-17": 600, "18-24": 900, "65+": 300}


@pytest.mark.parametrize(
    ("spans", "told"),
    [([(55, 59, 300), (60, 120, 1000)], {}), ([(60, 120, 1000), (65, 120, 800)], {}),
     ([(55, 64, 500), (70, 120, 300)], {"55-64": 500, "65+": 300}),
     ([(18, 120, 1500), (18, 24, 500), (25, 64, 400), (65, 120, 600), (16, 20, 700)], {}),
     ([(18, 120, 1500), (18, 24, 500), (25, 34, 400), (35, 64, 0), (65, 120, 600)],
      {"18-24": 500, "25-34": 400, "65+": 600})],
)  # fmt: skip
def test_sums_of_ages_are_not_added_to_their_parts_and_an_open_span_is_shared_by_nobody(
    duckdb_store: Engine, spans: list[tuple[int, int, int]], told: dict[str, int]
) -> None:
    """Of 1,000 people of 60 and older nobody knows how many are under 65: the place has no ages, men neither."""
    with duckdb_store.begin() as connection:
        for low, high, people in spans:
            group = {"district_id": "A", "sex": "f", "age_from": low, "age_to": high, "people": people}
            connection.execute(insert(resident_group).values(key=f"{low}-{high}", batch_id=1, **group))
        for place, sex in (("A", "m"), ("B", "f")):
            group = {"district_id": place, "sex": sex, "age_from": 25, "age_to": 34, "people": 10}
            connection.execute(insert(resident_group).values(key=place, batch_id=1, **group))
    with duckdb_store.connect() as connection:
        found = residents_by_group(connection)
    women = found[(found["district_id"] == "A") & (found["sex"] == "f")].set_index("age")["people"]
    assert women.to_dict() == told
    assert set(found["district_id"]) == ({"A", "B"} if told else {"B"})


def test_the_beside_question_takes_a_group(region: Engine) -> None:
    question = Question("poll", subject="life", topics=["snow"], settings={"beside": "life|yes|Да"})
    assert {row["district_id"] for row in answer(question, engine=region)["rows"]} == {TOWN, LAKE, RIVER, QUIET}
    of_group = answer(replace(question, settings={"beside": CLINIC}), engine=region)["rows"]
    assert {row["district_id"] for row in of_group} == {TOWN, LAKE, RIVER, QUIET}
