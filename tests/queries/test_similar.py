"""Similar cases on both engines: topic, words, place, scope."""

import pytest
from sqlalchemy import Engine, insert, update

from queries.question import Question, answer
from queries.scope import scope_for
from queries.similar import similar
from store.tables import case_link, case_text
from tests.sample_cases import a_case, load, load_region

OPERATOR, STAFF = scope_for("operator"), scope_for("staff")
OWN = scope_for("head", "mayor", districts=("A",))


@pytest.fixture
def cases(store: Engine) -> Engine:
    load_region(store, {"A": 1000, "B": 1000})
    load(
        store,
        [
            a_case(1, topic_id="T1", district_id="A", address="ул. Мира, 5", lat=55.0, lon=73.0),
            a_case(2, topic_id="T1", district_id="B", closed=3, outcome="solved"),
            a_case(3, topic_id="T1", district_id="A", address="ул. Мира, 5"),
            a_case(4, topic_id="T1", district_id="A"),
            a_case(5, topic_id="T2", district_id="A", address="ул. Мира, 5"),
            a_case(6, topic_id="T1", district_id="A", filed=-400),
            a_case(7, topic_id="T1", district_id="A"),
            a_case(8, topic_id="T1", district_id="B", lat=55.001, lon=73.001),
        ],
        texts={
            "pos:1": "Глубокая яма во дворе", "pos:2": "Во дворе ямы", "pos:3": "Яма во дворе глубокая",
            "pos:4": "Не работает светофор", "pos:5": "Глубокая яма во дворе", "pos:6": "Глубокая яма во дворе",
            "pos:7": "Глубокая яма во дворе", "pos:8": "Кошка",
        },
    )  # fmt: skip
    with store.begin() as connection:
        connection.execute(update(case_text).where(case_text.c.case_id == "pos:2").values(reply="Засыпали 3 мая"))
        for number in (1, 7):
            connection.execute(insert(case_link).values(event_id="e", case_id=f"pos:{number}", reason="source"))
    return store


def test_the_nearest_of_the_topic_come_first_without_the_same_event_other_topics_and_old_ones(cases: Engine) -> None:
    rows = similar(cases, OPERATOR, "pos:1").to_dict("records")
    assert [(row["id"], row["place"]) for row in rows] == [("pos:3", "same"), ("pos:2", "")]
    assert rows[0]["likeness"] == pytest.approx(1.0)
    assert (rows[1]["outcome"], rows[1]["close_seconds"], rows[1]["reply"]) == ("solved", 3 * 86_400, "Засыпали 3 мая")


def test_those_who_may_not_read_get_neighbours_without_words(cases: Engine) -> None:
    rows = similar(cases, STAFF, "pos:1")
    assert sorted(zip(rows["id"], rows["place"], strict=True)) == [("pos:3", "same"), ("pos:8", "near")]
    assert rows[["likeness", "reply"]].isna().all(axis=None)


def test_a_head_sees_similar_cases_of_the_own_municipality_only(cases: Engine) -> None:
    assert list(similar(cases, OWN, "pos:1")["id"]) == ["pos:3"]
    assert similar(cases, OWN, "pos:2").empty


def test_the_command_line_answers(cases: Engine) -> None:
    told = answer(Question("similar", subject="pos:1", role="operator", limit=1), engine=cases)
    assert [row["id"] for row in told["rows"]] == ["pos:3"]
    with pytest.raises(ValueError, match="similar to which case"):
        answer(Question("similar"), engine=cases)
