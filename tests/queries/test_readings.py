"""Texts shown for a reason: written down first, then one case for one person; nobody else, nothing else."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from queries.cases import case_file, case_page
from queries.filters import Filters
from queries.question import Question, answer
from queries.readings import NoReason, of_case, reader, readings, write_down
from queries.scope import NOBODY, Scope, scope_for
from queries.similar import similar
from tests.sample_cases import a_case, load, load_region

ANNA, BORIS = scope_for("staff", "anna"), scope_for("staff", "boris")
MAYOR = scope_for("head", "mayor", districts=("A",))
ADMIN = scope_for("admin", "root")
WHY = "Ответ разбирают на совещании"


@pytest.fixture
def region(duckdb_store: Engine) -> Engine:
    load_region(duckdb_store, {"A": 1000, "B": 1000})
    facts = {"topic_source": "Ямы", "address": "ул. Снежная, 1", "district_id": "B"}
    cases = [a_case(1, **facts | {"district_id": "A"}), a_case(2, **facts), a_case(3, **facts)]
    load(duckdb_store, cases, texts={"pos:1": "Яма у дома", "pos:2": "Яма у школы"})
    return duckdb_store


def read(scope: Scope, case_id: str, store: Engine) -> str | None:
    found = case_file(scope, case_id, engine=store)
    return found.text if found else None


def test_a_text_is_read_by_who_said_why_and_of_this_case_alone(region: Engine, desk: Engine) -> None:
    note = write_down(ANNA, "pos:1", f"  {WHY},\n8 913 123-45-67 ", engine=region)
    allowed = reader(ANNA, "pos:1", note)
    assert read(allowed, "pos:1", region) == "Яма у дома"
    assert read(allowed, "pos:2", region) is None
    assert read(reader(ANNA, "pos:2", note), "pos:2", region) is None, "a note about another case"
    for other in (BORIS, replace(ANNA, role="peers"), replace(MAYOR, who="anna"), NOBODY):
        assert reader(other, "pos:1", note) == other, "a note of somebody else"
    assert case_page(allowed, Filters(), engine=region).rows["text"].isna().all()
    assert case_page(allowed, Filters(text="дома"), engine=region).total == 0
    beside = similar(region, replace(allowed, reads_case="pos:2"), "pos:2")
    assert (beside["id"].tolist(), beside["likeness"].tolist()) == (["pos:3"], [None]), "by place, not by words"
    (kept,) = readings(ADMIN).to_dict("records")
    assert (kept["who"], kept["role"], kept["case_id"]) == ("anna", "staff", "pos:1")
    assert kept["reason"] == f"{WHY}, [телефон]"
    assert of_case(BORIS, "pos:1")["who"].tolist() == ["anna"]
    assert of_case(MAYOR, "pos:1").empty


def test_without_a_note_on_the_desk_there_is_no_text(region: Engine, desk: Engine) -> None:
    note = write_down(ANNA, "pos:1", WHY, engine=region)
    for never_written in (None, note + 1):
        assert read(reader(ANNA, "pos:1", never_written), "pos:1", region) is None
    with desk.begin() as connection:
        connection.execute(text("DROP TABLE text_reading"))
    with pytest.raises(Exception, match="text_reading"):
        write_down(ANNA, "pos:1", WHY, engine=region)
    with pytest.raises(Exception, match="text_reading"):
        reader(ANNA, "pos:1", note)


def test_a_reason_is_a_sentence_of_somebody_who_may_ask_about_a_case_there_is(region: Engine, desk: Engine) -> None:
    for short in ("", "   нужно    ", "89131234567", "я" * 301):
        with pytest.raises(NoReason, match="10 to 300"):
            write_down(ANNA, "pos:1", short, engine=region)
    for who, case_id in ((ANNA, "pos:9"), (MAYOR, "pos:2"), (MAYOR, "pos:1"), (ADMIN, "pos:1"), (NOBODY, "pos:1")):
        with pytest.raises(PermissionError):
            write_down(who, case_id, WHY, engine=region)
    assert readings(ADMIN).empty


def test_the_command_line_tells_administrators_the_newest_first(region: Engine, desk: Engine) -> None:
    for case_id in ("pos:1", "pos:2"):
        write_down(ANNA, case_id, WHY, engine=region)
    told = answer(Question("readings", role="admin"), engine=region)["rows"]
    assert [row["case_id"] for row in told] == ["pos:2", "pos:1"]
    (one,) = answer(Question("readings", subject="pos:1", role="admin"), engine=region)["rows"]
    assert one["reason"] == WHY
    with pytest.raises(ValueError, match="for administrators"):
        answer(Question("readings", role="staff"), engine=region)
