"""The workbook for the clerk: it opens, its sums are those of the report, and it runs no formulas."""

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from intake.__main__ import main
from intake.batches import stored_report
from intake.clerk import known_kinds, workbook
from intake.load import load_file
from intake.remarks import PLACES_PER_KIND, Remarks
from intake.report import ImportReport
from intake.showing import REASONS, WARNINGS
from store.engine import open_store
from tests.intake.small_files import NOW, make_region, pos_row, write_csv, write_xlsx
from tests.intake.test_case_layouts import incident_row


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def messy(path: Path) -> Path:
    """Four rows: one good, one without a number, two with a result that is no word of ours, one of them a formula."""
    odd = [pos_row("3", **{"Тип решения": "=HYPERLINK(1)"}), pos_row("4", **{"Тип решения": "Учтено"})]
    return write_csv(path, [pos_row("1"), pos_row(""), *odd, pos_row("5", **{"Тип решения": "Учтено"})])


def test_the_workbook_says_what_was_read_refused_and_new(duckdb_region: Engine, tmp_path: Path) -> None:
    report = load_file(messy(tmp_path / "a.csv"), engine=duckdb_region, now=NOW)
    found = sheets(workbook(report))
    assert list(found) == ["Итог", "Что исправить", "Строки", "Новые слова"]
    summary = dict(row[:2] for row in found["Итог"])
    assert (summary["Прочитано строк"], summary["Новых"], summary["Отклонено"]) == (5, 4, 1)
    assert found["Что исправить"][1][:2] == ["нет номера", 1]
    assert found["Строки"][1][:2] == ["нет номера", "отклонено"]
    assert found["Новые слова"][1:] == [
        ["неизвестный итог", "Тип решения", "Учтено", 2],
        ["неизвестный итог", "Тип решения", "=HYPERLINK(1)", 1],
    ]


def test_new_words_of_a_column_are_counted_by_word(duckdb_region: Engine, tmp_path: Path) -> None:
    words = ["Решено"] * 2 + ["Передано подрядчику"] * 37 + ["На контроле"] * 3
    rows = [incident_row(number, Итог=word) for number, word in enumerate(words)]
    report = load_file(write_xlsx(tmp_path / "i.xlsx", rows, "Лист1"), engine=duckdb_region, now=NOW)
    assert report.as_json()["new_words"] == {"unknown_outcome": {"Итог": {"Передано подрядчику": 37, "На контроле": 3}}}
    assert sheets(workbook(report))["Новые слова"] == [
        ["Причина", "Столбец", "Значение", "Строк"],
        ["неизвестный итог", "Итог", "Передано подрядчику", 37],
        ["неизвестный итог", "Итог", "На контроле", 3],
    ]


def test_new_words_are_counted_beyond_the_places_that_are_kept() -> None:
    remarks, many = Remarks(headers={"outcome_source": "Итог"}), PLACES_PER_KIND + 200
    words = pd.Series(["Учтено"] * many)
    remarks.warn("unknown_outcome", words.notna(), "outcome_source", words)
    assert remarks.listed_words() == {"unknown_outcome": {"Итог": {"Учтено": many}}}
    assert len(remarks.findings) == PLACES_PER_KIND


def test_a_report_of_the_history_is_the_same_as_at_loading(duckdb_region: Engine, tmp_path: Path) -> None:
    report = load_file(messy(tmp_path / "a.csv"), engine=duckdb_region, now=NOW)
    with duckdb_region.connect() as connection:
        kept = stored_report(connection, 1)
        with pytest.raises(KeyError):
            stored_report(connection, 2)
    assert sheets(workbook(kept, "en")) == sheets(workbook(report, "en"))


def test_every_reason_and_warning_has_words_and_a_cure() -> None:
    assert {*REASONS, *WARNINGS} <= known_kinds()


def test_a_language_nobody_wrote_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of ru, en"):
        workbook(ImportReport("a", "b"), "de")


def test_the_command_writes_the_workbook_of_a_dry_run(
    duckdb_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    engine = open_store(duckdb_url)
    make_region(engine)
    engine.dispose()
    open_store.cache_clear()
    monkeypatch.setenv("DATABASE_URL", duckdb_url)
    target = tmp_path / "report.xlsx"
    file = messy(tmp_path / "a.csv")
    assert main([str(file), "--dry-run", "--report", str(target), "--report-language", "en"]) == 0
    assert ["A dry run: nothing was kept"] in [row[:1] for row in sheets(target.read_bytes())["Summary"]]
    assert main([str(file), str(file), "--report", str(target)]) == 2
    assert "about one file" in capsys.readouterr().err
