from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select

from intake.load import load_file
from intake.report import ImportReport
from intake.undo import CannotUndo, undo_batch
from queries.cases import case_page
from queries.filters import Filters
from queries.scope import scope_for
from store.engine import data_version
from store.tables import case_link, case_word, channel, import_batch, import_issue, undo_case, word
from store.words import write_everything
from tests.intake.small_files import (
    NOW,
    call_row,
    case_of,
    cases_of,
    counts,
    events_of,
    pos_row,
    texts_of,
    write_csv,
    write_grid,
)

OPERATOR = scope_for("operator")


def load(engine: Engine, path: Path, **options: Any) -> ImportReport:
    return load_file(path, engine=engine, now=NOW, **options)


def snapshot(engine: Engine) -> tuple[str, str]:
    """Cases and texts as text, to compare two states of the store."""
    cases = cases_of(engine)
    return cases.to_csv(), texts_of(engine).to_csv()


def open_row(number: str, due: str = "16.01.2026", **changes: Any) -> dict[str, Any]:
    return pos_row(
        number, **{"Дата планируемого завершения работ": due, "Дата фактического завершения работ": "-"} | changes
    )


def test_loading_the_same_file_again_changes_nothing(region_store: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "pos.csv", [pos_row("1"), pos_row("2")])
    first = load(region_store, path)
    before, version = snapshot(region_store), data_version(region_store)

    again = load(region_store, path)

    assert (counts(first), counts(again)) == ((2, 2, 0, 0, 0), (2, 0, 0, 2, 0))
    assert (first.batch, again.batch) == (1, None)
    assert (snapshot(region_store), data_version(region_store)) == (before, version)


def test_a_later_export_adds_updates_and_keeps_what_it_omits(region_store: Engine, tmp_path: Path) -> None:
    load(region_store, write_csv(tmp_path / "a.csv", [pos_row("1"), open_row("2"), pos_row("3")]))
    closed = open_row("2", **{"Дата фактического завершения работ": "15.01.2026"})
    report = load(region_store, write_csv(tmp_path / "b.csv", [pos_row("1"), closed, pos_row("4")]))

    assert counts(report) == (3, 1, 1, 1, 0)
    cases = cases_of(region_store)
    assert cases["batch_id"].to_dict() == {"pos:1": 1, "pos:2": 2, "pos:3": 1, "pos:4": 2}
    assert cases.loc["pos:2", "closed_at"] == datetime(2026, 1, 14, 19)


def test_the_first_deadline_is_kept_when_the_deadline_moves(region_store: Engine, tmp_path: Path) -> None:
    load(region_store, write_csv(tmp_path / "a.csv", [open_row("1", "16.01.2026")]))
    load(region_store, write_csv(tmp_path / "b.csv", [open_row("1", "26.01.2026")]))
    load(region_store, write_csv(tmp_path / "c.csv", [open_row("1", "05.02.2026")]))

    row = case_of(region_store, "pos:1")
    assert row["first_due_at"] == datetime(2026, 1, 16, 18, 59, 59)
    assert row["due_at"] == datetime(2026, 2, 5, 18, 59, 59)
    assert [kind for kind, _ in events_of(region_store, "pos:1")] == ["filed", "extended", "extended"]


def test_undo_takes_new_cases_out_and_brings_changed_ones_back(region_store: Engine, tmp_path: Path) -> None:
    load(region_store, write_csv(tmp_path / "a.csv", [pos_row("1"), open_row("2")]))
    before = snapshot(region_store)
    load(
        region_store,
        write_csv(
            tmp_path / "b.csv", [open_row("2", "01.02.2026"), pos_row("3", **{"Дата поступления": "20.01.2026"})]
        ),
    )

    undone = undo_batch(region_store, 2, now=NOW)

    assert (undone.removed, undone.restored) == (1, 1)
    assert snapshot(region_store) == before
    assert [kind for kind, _ in events_of(region_store, "pos:2")] == ["filed"]
    with region_store.connect() as connection:
        until = connection.execute(select(channel.c.data_until).where(channel.c.code == "pos")).scalar()
        left = connection.execute(select(func.count()).select_from(undo_case)).scalar()
    assert until == datetime(2026, 1, 7, 18, 59, 59)  # the end of the day on which case 1 was closed
    assert left == 0


def test_undo_goes_from_the_last_batch_back(region_store: Engine, tmp_path: Path) -> None:
    empty = snapshot(region_store)
    load(region_store, write_csv(tmp_path / "a.csv", [open_row("1")]))
    load(region_store, write_csv(tmp_path / "b.csv", [open_row("1", "01.02.2026")]))

    with pytest.raises(CannotUndo, match="take back batch 2 first"):
        undo_batch(region_store, 1)
    undo_batch(region_store, 2)
    undo_batch(region_store, 1)

    assert snapshot(region_store) == empty
    with pytest.raises(CannotUndo, match="already taken back"):
        undo_batch(region_store, 1)
    with pytest.raises(CannotUndo, match="no batch 9"):
        undo_batch(region_store, 9)


def test_a_file_taken_back_can_be_loaded_again(duckdb_region: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [pos_row("1")])
    load(duckdb_region, path)
    undo_batch(duckdb_region, 1)
    report = load(duckdb_region, path)
    assert (counts(report), report.batch) == ((1, 1, 0, 0, 0), 2)


def test_a_dry_run_reports_everything_and_keeps_nothing(region_store: Engine, tmp_path: Path) -> None:
    before, version = snapshot(region_store), data_version(region_store)
    report = load(region_store, write_csv(tmp_path / "a.csv", [pos_row("1"), pos_row("")]), dry_run=True)
    assert (counts(report), report.batch, report.dry_run) == ((2, 1, 0, 0, 1), None, True)
    assert (snapshot(region_store), data_version(region_store)) == (before, version)


def test_the_history_holds_the_report_and_where_things_are_wrong(region_store: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [pos_row("1"), pos_row("2", **{"Дата поступления": "вчера"})])
    load(region_store, path)
    with region_store.connect() as connection:
        batch = connection.execute(select(import_batch)).one()
        issue = connection.execute(select(import_issue)).one()
    assert (batch.file, batch.layout, batch.channel, batch.read, batch.new, batch.rejected) == (
        "a.csv",
        "pos_2026",
        "pos",
        2,
        1,
        1,
    )
    assert batch.report["rejected_by_reason"] == {"no_filing_date": 1}
    assert (batch.data_from, batch.imported_at) == (datetime(2026, 1, 5, 19), NOW)
    assert (issue.level, issue.kind, issue.row, issue.column) == ("rejected", "no_filing_date", 3, "Дата поступления")


def test_links_follow_the_registry_and_go_with_its_batch(region_store: Engine, tmp_path: Path) -> None:
    header = ["№ РК", "Дата рег.", "Рубрика", "Факт (РК)", "Сообщение ПОС №"]

    def links() -> list[tuple[str, str]]:
        question = select(case_link.c.event_id, case_link.c.case_id).order_by(case_link.c.event_id, case_link.c.case_id)
        with region_store.connect() as connection:
            return [tuple(row) for row in connection.execute(question)]

    load(region_store, write_grid(tmp_path / "a.xlsx", [header, ["ОГ-1", "06.01.2026", "Ямы", "", "327441806"]]))
    first = links()
    load(region_store, write_grid(tmp_path / "b.xlsx", [header, ["ОГ-1", "06.01.2026", "Ямы", "", "327441807"]]))
    assert ("pos:327441807", "statutory:ОГ-1") in links()
    assert ("pos:327441806", "statutory:ОГ-1") not in links()

    undo_batch(region_store, 2)
    assert ("pos:327441806", "statutory:ОГ-1") in links()
    assert not [link for link in links() if "327441807" in link[0]]
    undo_batch(region_store, 1)
    assert links() == []
    assert ("pos:327441806", "pos:327441806") in first


def test_the_last_of_two_rows_with_one_number_counts(region_store: Engine, tmp_path: Path) -> None:
    rows = [pos_row("1", **{"Тип решения": "Разъяснено"}), pos_row("2"), pos_row("1", **{"Тип решения": "Решено"})]
    report = load(region_store, write_csv(tmp_path / "a.csv", rows))
    assert (counts(report), report.rejected_by_reason) == ((3, 2, 0, 0, 1), {"duplicate_key_in_file": 1})
    assert case_of(region_store, "pos:1")["outcome"] == "solved"
    assert [(finding.row, finding.value) for finding in report.findings] == [(2, "1")]
    assert [kind for kind, _ in events_of(region_store, "pos:1")] == ["filed", "closed"]


def test_one_file_of_all_values_is_the_same_on_both_engines(region_store: Engine, tmp_path: Path) -> None:
    """Quotes, line ends, commas and long numbers survive both ways into an engine."""
    row = pos_row("1", Стадия='Согласование; "особое",\nс новой строки', Факт="Запись, «к врачу»")
    load(region_store, write_csv(tmp_path / "a.csv", [row]))
    stored = case_of(region_store, "pos:1")
    assert stored["stage_source"] == 'Согласование; "особое",\nс новой строки'
    assert stored["topic_source"] == "Медицина / Запись к врачу / Запись, «к врачу»"
    assert pd.isna(stored["address"])


def said(engine: Engine) -> dict[str, str]:
    """What the search finds, and by how many words it knows the cases."""
    words = ("яма", "льда", '"на дороге"', "лесной", "reply:яма")
    found = {each: case_page(OPERATOR, Filters(text=each), engine=engine).rows["source_number"] for each in words}
    with engine.connect() as connection:
        known = [connection.execute(select(func.count()).select_from(table)).scalar() for table in (word, case_word)]
    return {each: " ".join(sorted(numbers)) for each, numbers in found.items()} | {"known": str(known)}


def test_the_search_knows_what_was_loaded_and_forgets_what_is_taken_back(region_store: Engine, tmp_path: Path) -> None:
    load(region_store, write_csv(tmp_path / "a.csv", [call_row("1"), call_row("2", Адрес="улица Мира, 1")]))
    before = said(region_store)
    assert before == {
        "яма": "1 2",
        "льда": "",
        '"на дороге"': "1 2",
        "лесной": "1",
        "reply:яма": "",
        "known": "[10, 16]",
    }

    load(
        region_store, write_csv(tmp_path / "b.csv", [call_row("1", Оценка="2"), call_row("3", Содержание="Много льда")])
    )
    assert {**said(region_store), "known": ""} == {
        "яма": "1 2 3", "льда": "3", '"на дороге"': "1 2", "лесной": "1 3", "reply:яма": "", "known": "",
    }  # fmt: skip
    load(region_store, write_csv(tmp_path / "c.csv", [call_row("1", Содержание="Льда нет", Тема="Лёд")]))
    assert (said(region_store)["яма"], said(region_store)["льда"]) == ("2 3", "1 3")

    for batch in (3, 2):
        undo_batch(region_store, batch, now=NOW)
    assert said(region_store) == before
    undo_batch(region_store, 1, now=NOW)
    assert said(region_store)["known"] == "[0, 0]"


def test_a_store_whose_words_are_written_down_anew_takes_its_batches_back(region_store: Engine, tmp_path: Path) -> None:
    load(region_store, write_csv(tmp_path / "a.csv", [call_row("1"), call_row("2", Адрес="улица Мира, 1")]))
    before = said(region_store)
    load(
        region_store, write_csv(tmp_path / "b.csv", [call_row("1", Оценка="2"), call_row("2", Содержание="Много льда")])
    )
    for mark in ("3", "4"):  # other marks of the same words, then other words
        load(region_store, write_csv(tmp_path / f"{mark}.csv", [call_row("1", Оценка=mark)]))
    after = said(region_store)
    load(region_store, write_csv(tmp_path / "c.csv", [call_row("1", Оценка="4", Содержание="Снова лёд")]))
    with region_store.begin() as connection:
        write_everything(connection)
        kept = connection.execute(select(case_word)).all()
    assert len(kept) == len(set(kept))
    undo_batch(region_store, 5, now=NOW)
    assert said(region_store) == after
    for batch in (4, 3, 2):
        undo_batch(region_store, batch, now=NOW)
    assert said(region_store) == before
    undo_batch(region_store, 1, now=NOW)
    assert said(region_store)["known"] == "[0, 0]"


def test_words_that_a_later_file_uses_too_outlive_the_file_that_brought_them(
    region_store: Engine, tmp_path: Path
) -> None:
    for name, number, told in (("a", "1", "Яма и лёд"), ("b", "2", "Лёд и сугроб"), ("c", "3", "Сугроб")):
        load(region_store, write_csv(tmp_path / f"{name}.csv", [call_row(number, Содержание=told)]))
    words = select(word.c.word).where(word.c.place == "text").order_by(word.c.word)
    left = []
    for batch in (1, 3, 2):  # the oldest first
        undo_batch(region_store, batch, now=NOW)
        with region_store.connect() as connection:
            left.append(" ".join(sorted(connection.execute(words).scalars())))
            in_use = set(connection.execute(select(case_word.c.word_id)).scalars())
            assert set(connection.execute(select(word.c.id)).scalars()) == in_use
    assert left == ["и лед сугроб", "и лед сугроб", ""]
