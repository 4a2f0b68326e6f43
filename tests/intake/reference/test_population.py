"""Residents by municipality."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from intake.reference import recognise
from intake.report import FileRefused
from tests.intake.reference.loading import counts, districts, load


def _csv(path: Path, *lines: str, encoding: str = "utf-8-sig") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def test_population_is_found_by_oktmo_and_loaded_once(omsk: Engine, tmp_path: Path) -> None:
    path = _csv(
        tmp_path / "population.csv",
        "ОКТМО;Муниципалитет;Год;Население",
        "52701000;Омск;2025;1 104 485",
        "52644000;Омский район;2025;106\u00a0321",
    )
    assert recognise(path) == "population"
    assert counts(load(omsk, path)) == (2, 2, 0, 0, 0)
    assert counts(load(omsk, path)) == (2, 0, 0, 2, 0)
    row = districts(omsk)["52701000"]
    assert (row["population"], row["population_year"]) == (1_104_485, 2025)
    assert districts(omsk)["52644000"]["population"] == 106_321


def test_population_is_found_by_name_and_never_given_to_the_raion_of_the_city(omsk: Engine, tmp_path: Path) -> None:
    path = _csv(
        tmp_path / "rosstat.csv",
        "Муниципальное образование,Численность населения на 1 января 2024",
        "г. Омск,1110836",
        "Омская область,1832063",
        encoding="cp1251",
    )
    report = load(omsk, path)
    assert counts(report) == (2, 1, 0, 0, 1)
    assert report.rejected_by_reason == {"unknown_district": 1}
    assert report.unmapped == {"district": {"Омская область": 1}}
    rows = districts(omsk)
    assert (rows["52701000"]["population"], rows["52701000"]["population_year"]) == (1_110_836, 2024)
    assert rows["52644000"]["population"] is None


def test_of_several_years_the_latest_counts_and_an_older_file_changes_nothing(omsk: Engine, tmp_path: Path) -> None:
    header = "ОКТМО;Год;Население"
    both = _csv(tmp_path / "years.csv", header, "52701000;2025;1104485", "52701000;2023;1110836")
    assert counts(load(omsk, both)) == (2, 1, 0, 1, 0)
    older = load(omsk, _csv(tmp_path / "older.csv", header, "52701000;2019;1164815"))
    assert (counts(older), dict(older.warnings_by_kind)) == ((1, 0, 0, 1, 0), {"older_year": 1})
    newer = load(omsk, _csv(tmp_path / "newer.csv", header, "52701000;2026;1100000"))
    assert counts(newer) == (1, 0, 1, 0, 0)
    assert districts(omsk)["52701000"]["population"] == 1_100_000


def test_a_spreadsheet_in_thousands_with_a_title_above_is_read(omsk: Engine, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Оценка численности населения"])
    sheet.append(["Код ОКТМО", "Муниципалитет", "Население, тыс. чел. на 01.01.2025"])
    sheet.append([52701000, "Омск", 1104.5])
    sheet.append(["52644000000", "Омский район", "106,3"])
    path = tmp_path / "population.xlsx"
    book.save(path)
    assert recognise(path) == "population"
    assert counts(load(omsk, path)) == (2, 2, 0, 0, 0)
    rows = districts(omsk)
    assert (rows["52701000"]["population"], rows["52644000"]["population"]) == (1_104_500, 106_300)


def test_a_population_that_is_no_positive_number_is_rejected(omsk: Engine, tmp_path: Path) -> None:
    values = ("много", "", "-5", "0", "1e9", "12 34x")
    report = load(omsk, _csv(tmp_path / "p.csv", "ОКТМО;Население", *(f"52701000;{value}" for value in values)))
    assert report.rejected_by_reason == {"unreadable_population": len(values)}
    assert (report.findings[0].row, report.findings[0].column) == (2, "Население")


def test_boundaries_loaded_again_keep_the_population(omsk: Engine, omsk_file: Path, tmp_path: Path) -> None:
    load(omsk, _csv(tmp_path / "p.csv", "ОКТМО;Население", "52701000;5"))
    load(omsk, omsk_file)
    assert districts(omsk)["52701000"]["population"] == 5


def test_without_districts_the_file_is_refused(duckdb_store: Engine, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="load its districts first"):
        load(duckdb_store, _csv(tmp_path / "p.csv", "ОКТМО;Население", "52701000;5"))


def test_a_missing_column_is_named(omsk: Engine, tmp_path: Path) -> None:
    path = _csv(tmp_path / "p.csv", "ОКТМО;Люди", "52701000;5")
    assert recognise(path) is None
    with pytest.raises(FileRefused, match="«Население»"):
        load(omsk, path, "population")
