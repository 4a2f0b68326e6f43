"""Formal replies asked of a store: the planted agency, and who may read what."""

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, select, update

from analysis import replies
from analysis.replies import RULES, Reading, judged
from data_samples.words import phrases
from queries import reply_readings
from queries.filters import Filters, Period
from queries.formal_replies import formal_replies
from queries.question import Question, answer
from queries.replies import read_replies, reply_texts
from queries.scope import scope_for
from store.tables import case_text, reply_reading, reply_wording
from tests.queries.conftest import PlantedRegion
from tests.sample_cases import a_case, day, load, load_region

EMPTY = "Здравствуйте! Ваше обращение рассмотрено, информация принята к сведению."


def three_empty_and_one_concrete(engine: Engine) -> None:
    load_region(engine, {"A": 1000})
    cases = [
        a_case(n, closed=1, agency_id="office", agency_source="Управа", topic_id=f"t{n}", district_id="A",
               address=f"ул. Мира, {n}", place_precision="point", outcome="explained")
        for n in range(4)
    ]  # fmt: skip
    cases.append(a_case(9, closed=1, agency_id="office"))
    load(engine, cases, texts={f"pos:{n}": "Яма" for n in range(4)})
    with engine.begin() as connection:
        connection.execute(update(case_text).values(reply=EMPTY))
        concrete = update(case_text).where(case_text.c.case_id == "pos:3")
        connection.execute(concrete.values(reply="Яма засыпана 3 мая."))


def test_an_agency_with_three_empty_replies_of_four(store: Engine) -> None:
    three_empty_and_one_concrete(store)
    found = answer(Question("formal_replies", role="operator"), engine=store)
    (row,) = found["rows"]
    assert (row["key"], row["name_ru"], row["numerator"], row["denominator"]) == ("office", "Управа", 3, 4)
    assert found["left_out"] == 1  # closed, and no text of a reply
    (cluster,) = found["clusters"]
    assert (cluster["size"], cluster["topics"], cluster["places"]) == (3, 3, 3)
    assert cluster["excerpts"] == [EMPTY] * 3
    assert [case["score"] for case in found["cases"]] == pytest.approx([0.7] * 3)


def test_the_trend_knows_whole_weeks_from_those_that_the_period_and_the_data_cut_off(store: Engine) -> None:
    load_region(store, {"A": 1000}, zone="Asia/Omsk")
    # Filed on Wednesday 7 January (day 6) and then on Mondays; the data are known up to Wednesday 28 January, noon UTC.
    cases = [a_case(n, filed=filed, closed=filed) for n, filed in enumerate((6, 11, 18, 25))]
    load(store, cases, until=27.5, texts={case["id"]: "Яма" for case in cases})
    with store.begin() as connection:
        connection.execute(update(case_text).values(reply=EMPTY))
    found = formal_replies(store, scope_for("staff"), Filters())["trend"]
    assert list(found["is_whole"]) == [False, True, True, False]
    cut = Filters(period=Period(day(12), day(27)))
    assert list(formal_replies(store, scope_for("staff"), cut)["trend"]["is_whole"]) == [True, False]


def test_who_came_back_and_whose_final_answer_is_late(store: Engine) -> None:
    load_region(store, {"A": 1000}, zone="Asia/Omsk")
    social = {"channel": "social", "precision": "minute"}
    street = {"address": "ул. Мира, 1", "place_precision": "point", "topic_id": "pit", "district_id": "A"}
    cases = [
        a_case(1, filed=39, response=39, due=39, **social),  # Monday 9 February: the seventh working day is the 18th
        a_case(2, filed=40, response=40, due=40, **social),
        a_case(3, filed=30, response=30, due=60),  # its own deadline is not over
        a_case(4, filed=28, closed=29, **street),
        a_case(5, filed=33, closed=34, repeat_review=True, **street),
        a_case(6, filed=45, closed=46),
    ]
    load(store, cases, until=49.5, texts={case["id"]: "Яма" for case in cases})  # Thursday 19 February, noon UTC
    with store.begin() as connection:
        connection.execute(update(case_text).values(reply="Приняли в работу, ответим до 5 мая."))
    rows = read_replies(store, scope_for("staff"), Filters()).rows
    assert set(rows.index[rows["came_back"]]) == {"pos:4", "pos:5"}
    assert set(rows.index[rows["norm_passed"]]) == {"social:1", "pos:4", "pos:5"}


def test_a_new_import_has_only_its_new_texts_read_and_changes_nothing_else(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_empty_and_one_concrete(store)
    first = read_replies(store, scope_for("staff"), Filters())
    read: list[str] = []

    def seen(reply: str) -> Reading:
        read.append(reply)
        return Reading(reply, "", (), False, False)

    monkeypatch.setattr(replies, "reading", seen)
    pd.testing.assert_frame_equal(read_replies(store, scope_for("staff"), Filters()).rows, first.rows)
    assert read == []
    with store.begin() as connection:
        connection.execute(update(case_text).where(case_text.c.case_id == "pos:2").values(reply="Другое дело."))
    again = read_replies(store, scope_for("staff"), Filters()).rows
    assert read == ["Другое дело."]
    assert again.loc["pos:2", "skeleton"] == "Другое дело."
    kept = first.rows.drop(index="pos:2")
    pd.testing.assert_frame_equal(again.loc[kept.index], kept)


def test_what_other_rules_read_is_read_again(store: Engine) -> None:
    three_empty_and_one_concrete(store)
    first = read_replies(store, scope_for("staff"), Filters()).rows
    with store.begin() as connection:
        connection.execute(update(reply_reading).values(rules=1, content=31))
        connection.execute(update(reply_wording).values(rules=1, skeleton="x"))
    pd.testing.assert_frame_equal(read_replies(store, scope_for("staff"), Filters()).rows, first)
    with store.connect() as connection:
        assert set(connection.execute(select(reply_wording.c.rules)).scalars()) == {RULES}


def test_who_may_not_read_gets_the_numbers_without_the_words(store: Engine) -> None:
    three_empty_and_one_concrete(store)
    found = answer(Question("formal_replies", role="staff"), engine=store)
    assert found["rows"][0]["numerator"] == 3
    assert "рассмотрено" not in str(found)
    assert found["clusters"][0]["skeleton"] is None


def test_nobody_sees_a_reply_and_another_split_is_refused(store: Engine) -> None:
    three_empty_and_one_concrete(store)
    assert answer(Question("formal_replies", role="head"), engine=store)["rows"] == []
    with pytest.raises(ValueError, match="choose one of agency"):
        answer(Question("formal_replies", by="day"), engine=store)


def test_more_texts_can_be_asked_for_than_one_question_of_postgresql_takes(store: Engine) -> None:
    three_empty_and_one_concrete(store)
    texts = reply_texts(store, [*(f"pos:{n}" for n in range(70_000))])
    assert texts.index.is_unique
    assert len(texts) == 4
    assert reply_texts(store, []).empty


def test_the_planted_agency_is_found_with_its_replies(planted: PlantedRegion) -> None:
    asked = read_replies(planted.engine, scope_for("operator"), Filters())
    found = judged(asked.rows, asked.signatures)
    share = found["suspected"].groupby(found["key"]).agg(["mean", "size"])
    assert share[share["size"] >= 20]["mean"].idxmax() == planted.truth["formal_reply_agency"]
    own = found[found["key"] == planted.truth["formal_reply_agency"]]
    empty = (*phrases("other", "formal"), *phrases("other", "vague"))
    texts = reply_texts(planted.engine, own.index)
    is_planted = pd.Series([reply.endswith(empty) for reply in texts[own.index]], index=own.index)
    caught = int((own["suspected"] & is_planted).sum())
    assert caught >= 0.9 * own["suspected"].sum()
    assert caught >= 0.8 * is_planted.sum()


def test_what_two_read_at_once_and_an_import_brings_meanwhile_is_written_down_once(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_empty_and_one_concrete(store)
    reads, others = replies.readings, list[Any]()

    def interrupted(texts: pd.Series) -> pd.DataFrame:
        if not others:
            others.append("another process, which reads the same; then an import")
            others.append(read_replies(store, scope_for("staff"), Filters()))
            load(store, [a_case(20, closed=1)], texts={"pos:20": "Яма"})
            with store.begin() as connection:
                fresh = update(case_text).where(case_text.c.case_id == "pos:20")
                connection.execute(fresh.values(reply="Снег вывезен 4 мая."))
        return reads(texts)

    monkeypatch.setattr(reply_readings, "readings", interrupted)
    rows = read_replies(store, scope_for("staff"), Filters()).rows
    assert sorted(rows.index) == ["pos:0", "pos:1", "pos:2", "pos:20", "pos:3"]
    with store.connect() as connection:
        for table, key in ((reply_reading, "text_key"), (reply_wording, "wording")):
            kept = connection.execute(select(table.c[key])).scalars().all()
            assert len(kept) == len(set(kept)) == 3, table.name
