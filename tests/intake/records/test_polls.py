"""Polls end to end: a file in, and the answer of the command line, with votes and voters told apart."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from intake.report import FileRefused
from intake.undo import CannotUndo, undo_batch
from queries.question import Question, answer
from tests.intake.records.conftest import load
from tests.intake.small_files import counts, write_csv, write_xlsx

PUBLISHED = [18, 10, 49, 21, 78, 7]  # n = 183
RANKED = [12264, 5279, 5246, 3695, 3592, 2778, 2637, 2483, 2028]


def poll_rows(votes: list[int], **changes: Any) -> list[dict[str, Any]]:
    row = {
        "Код опроса": "О-1",
        "Вид": "Опрос",
        "Опрос": "Двор",
        "Вопрос": "Что построить?",
        "Тип вопроса": "Один вариант",
    }
    row |= {"Дата начала": "01.02.2026", "Дата окончания": "10.02.2026"}
    return [row | {"Вариант ответа": f"Вариант {n}", "Голосов": v} | changes for n, v in enumerate(votes, 1)]


def ask(engine: Engine, subject: str | None = None, **asked: Any) -> dict[str, Any]:
    return answer(Question("poll", subject=subject, **asked), engine=engine)


def test_percentages_of_a_poll_sum_to_a_hundred(region_store: Engine, tmp_path: Path) -> None:
    report = load(region_store, write_csv(tmp_path / "p.csv", poll_rows(PUBLISHED)))
    assert (report.layout, counts(report)) == ("poll_results", (6, 6, 0, 0, 0))

    found = ask(region_store, "О-1", settings={"decimals": "0"})
    assert [row["percent"] for row in found["rows"]] == [10, 5, 27, 11, 43, 4]
    about = {"id": "О-1|что построить?", "title": "Что построить?", "kind": "single", "state": "value"}
    assert found["questions"] == [about | {"votes": 183, "voters": 183}]
    assert [row["option"] for row in found["rows"]][:2] == ["Вариант 1", "Вариант 2"]
    assert found["poll"]["self_selected"] is True
    assert "not of all residents" in found["note"]
    (listed,) = ask(region_store)["rows"]
    assert (listed["id"], listed["kind"], listed["votes"], listed["questions"]) == ("О-1", "poll", 183, 1)


def test_a_ranked_vote_counts_votes_and_says_that_voters_are_unknown(duckdb_region: Engine, tmp_path: Path) -> None:
    rows = poll_rows(RANKED, Вид="Рейтинговое голосование", **{"Тип вопроса": ""})
    load(duckdb_region, write_csv(tmp_path / "p.csv", rows))
    found = ask(duckdb_region, "О-1")
    assert (found["questions"][0]["votes"], found["questions"][0]["voters"]) == (40_002, None)
    assert {row["state"] for row in found["rows"]} == {"not_answerable"}
    assert {row["share"] for row in found["rows"]} == {None}
    assert round(sum(row["votes_percent"] for row in found["rows"]), 1) == 100
    assert found["rows"][0]["votes_percent"] == 30.7  # 12,264 ÷ 40,002 = 30.658 %


def test_several_answers_are_shares_of_respondents_not_of_votes(duckdb_region: Engine, tmp_path: Path) -> None:
    rows = poll_rows([60, 50], **{"Тип вопроса": "Несколько вариантов", "Опрошено": 80})
    load(duckdb_region, write_csv(tmp_path / "p.csv", rows))
    found = ask(duckdb_region, "О-1")
    assert [(row["share"], row["percent"], row["votes_percent"]) for row in found["rows"]] == [
        (0.75, 75, 54.5),
        (0.625, 62.5, 45.5),
    ]


def test_those_who_gave_no_answer_are_respondents_too(duckdb_region: Engine, tmp_path: Path) -> None:
    load(duckdb_region, write_csv(tmp_path / "p.csv", poll_rows([30, 50], Проголосовало=100)))
    found = ask(duckdb_region, "О-1")
    assert [row["percent"] for row in found["rows"]] == [30, 50]
    assert [row["votes_percent"] for row in found["rows"]] == [37.5, 62.5]


def test_results_come_by_municipality_and_a_head_sees_only_theirs(region_store: Engine, tmp_path: Path) -> None:
    rows = poll_rows([30, 10], Муниципалитет="Сосновск") + poll_rows([5, 15], Муниципалитет="Озерский район")
    load(region_store, write_xlsx(tmp_path / "p.xlsx", rows))
    whole = ask(region_store, "О-1")
    assert [(row["votes"], row["percent"]) for row in whole["rows"]] == [(35, 58.3), (25, 41.7)]
    placed = ask(region_store, "О-1", by="district")["rows"]
    assert {(row["district_id"], row["option"], row["percent"]) for row in placed} == {
        ("99701000", "Вариант 1", 75), ("99701000", "Вариант 2", 25),
        ("99601000", "Вариант 1", 25), ("99601000", "Вариант 2", 75),
    }  # fmt: skip
    own = ask(region_store, "О-1", role="head", who="Озёрский район")
    assert [row["votes"] for row in own["rows"]] == [5, 15]
    assert ask(region_store, role="head")["rows"] == []
    with pytest.raises(ValueError, match="no poll has the id"):
        ask(region_store, "О-1", role="head")


def test_a_total_beside_its_parts_is_not_counted_twice(duckdb_region: Engine, tmp_path: Path) -> None:
    rows = poll_rows([30, 10], Муниципалитет="Сосновск") + poll_rows([5, 15], Муниципалитет="Озерский район")
    load(duckdb_region, write_csv(tmp_path / "a.csv", rows + poll_rows([35, 25], Муниципалитет="Итого")))
    assert [row["votes"] for row in ask(duckdb_region, "О-1")["rows"]] == [35, 25]
    load(duckdb_region, write_csv(tmp_path / "b.csv", poll_rows([7, 1], Муниципалитет="")))
    assert [row["votes"] for row in ask(duckdb_region, "О-1")["rows"]] == [42, 26]  # from nowhere, not a sum


def test_discussions_and_hearings_stand_in_the_same_list(duckdb_region: Engine, tmp_path: Path) -> None:
    row = {
        "№ обсуждения": "ПС-1",
        "Вид": "Публичные слушания",
        "Тема обсуждения": "Бюджет",
        "Муниципалитет": "Сосновск",
    }
    row |= {
        "Дата начала": "01.02.2026",
        "Поступило предложений": "12",
        "Учтено": "5",
        "Участников": "140",
        "Итог": "Одобрено",
    }
    report = load(duckdb_region, write_csv(tmp_path / "d.csv", [row]))
    assert (report.layout, counts(report)) == ("discussions", (1, 1, 0, 0, 0))
    (listed,) = ask(duckdb_region)["rows"]
    assert (listed["kind"], listed["proposals"], listed["accepted"], listed["participants"]) == ("hearing", 12, 5, 140)
    assert ask(duckdb_region, "ПС-1")["poll"]["outcome"] == "Одобрено"


def test_results_of_hearings_are_kept_with_options_too(duckdb_region: Engine, tmp_path: Path) -> None:
    rows = poll_rows([90, 10], Вид="Публичные слушания")
    load(duckdb_region, write_csv(tmp_path / "p.csv", rows))
    assert ask(duckdb_region)["rows"][0]["kind"] == "hearing"


@pytest.fixture
def polis(tmp_path: Path) -> Path:
    """Six people, two statements; the first person changes one vote. The text beside the milliseconds is noise."""
    (tmp_path / "summary.csv").write_text(
        "topic,Двор\nurl,https://pol.is/2demo\nviews,50\nvoters,6\nvoters-in-conv,6\ncommenters,2\ncomments,2\n"
        'groups,2\nconversation-description,"Что построить, и где?"\n'
    )
    (tmp_path / "comments.csv").write_text(
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        "1500000000000,Fri Jul 14 09:40:00 WIB 2017,0,7,3,2,1,Каток\n"
        '1500000060000,Fri Jul 14 09:41:00 WIB 2017,1,8,0,1,-1,"Звоните 89123456789, ""срочно"""\n'
    )
    (tmp_path / "votes.csv").write_text(
        "timestamp,datetime,comment-id,voter-id,vote\n"
        "1500000900000,Fri Jul 14 09:55:00 WIB 2017,0,1,1\n"
        "1500000100000,Fri Jul 14 09:41:40 WIB 2017,0,1,-1\n"
        "1500000200000,Fri Jul 14 09:43:20 WIB 2017,0,2,1\n"
        "1500000300000,Fri Jul 14 09:45:00 WIB 2017,0,3,-1\n"
        "1500000310000,Fri Jul 14 09:45:10 WIB 2017,0,4,1\n"
        "1500000320000,Fri Jul 14 09:45:20 WIB 2017,0,5,1\n"
        "1500000330000,Fri Jul 14 09:45:30 WIB 2017,0,6,0\n"
        "1500000400000,Fri Jul 14 09:46:40 WIB 2017,1,3,0\n"
    )
    return tmp_path


def test_a_polis_export_keeps_the_last_vote_of_each_person(region_store: Engine, polis: Path) -> None:
    reports = [load(region_store, polis / f"{name}.csv") for name in ("comments", "summary", "votes")]
    assert [report.layout for report in reports] == ["polis_comments", "polis_summary", "polis_votes"]
    assert [counts(report) for report in reports] == [(2, 2, 0, 0, 0), (1, 0, 0, 1, 0), (8, 7, 0, 0, 1)]

    found = ask(region_store, "polis:2demo", role="operator")
    assert (found["poll"]["title"], found["poll"]["voters"], found["poll"]["views"]) == ("Двор", 6, 50)
    assert found["statement_votes"] == {"votes": 7, "voters": 6}
    rink, call = found["statements"]
    assert (rink["agrees"], rink["disagrees"], rink["passes"], rink["counted_from"]) == (4, 1, 1, "votes")
    assert (rink["agrees_stated"], rink["disagrees_stated"], rink["state"]) == (3, 2, "value")
    assert (call["text"], call["passes"], call["share"]) == ('Звоните [телефон], "срочно"', None, None)
    assert (call["voted"], call["state"]) == (None, "hidden")  # one person alone
    hidden = ask(region_store, "polis:2demo", role="staff")["statements"][1]
    assert hidden["text"] is None  # turned away by a moderator

    with pytest.raises(CannotUndo, match="take back batch 3 first"):
        undo_batch(region_store, 1)


def test_statements_alone_show_the_counts_of_the_export(duckdb_region: Engine, polis: Path) -> None:
    load(duckdb_region, polis / "comments.csv")
    rink = ask(duckdb_region, "polis:2demo")["statements"][0]
    assert (rink["agrees"], rink["disagrees"], rink["passes"], rink["counted_from"]) == (3, 2, None, "export")
    assert rink["share"] == 0.6


def test_a_part_of_a_polis_export_needs_its_summary(duckdb_region: Engine, polis: Path) -> None:
    (polis / "summary.csv").unlink()
    with pytest.raises(FileRefused, match=r"only its summary\.csv says of which consultation"):
        load(duckdb_region, polis / "votes.csv")


def test_real_consultations_load_whole(duckdb_region: Engine, real_data: Path) -> None:
    folder = real_data / "polls"
    wanted = {
        "bowling_green/comments.csv": 896,
        "seattle_15_per_hour/comments.csv": 54,
        "seattle_15_per_hour/votes.csv": 2995,
    }
    for name, rows in wanted.items():
        report = load(duckdb_region, folder / name)
        assert (report.read, report.warnings_by_kind) == (rows, {}), name
    assert report.rejected_by_reason == {"duplicate_key_in_file": 123}  # 2,872 pairs of a person and a statement
    found = ask(duckdb_region, "polis:2demo")
    assert (found["poll"]["voters"], found["statement_votes"]) == (339, {"votes": 2872, "voters": 339})
    assert len(ask(duckdb_region, "polis:9wtchdmmun")["statements"]) == 896
