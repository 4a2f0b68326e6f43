"""Headers of every file: exact where a real export is at hand, as agreed elsewhere."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from data_samples.samples import FOLDER

REAL = os.environ.get("REAL_DATA")


def _sheet(name: str, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(FOLDER / name).get_sheet_by_name(sheet).to_python()


def _csv(name: str) -> list[list[str]]:
    raw = (FOLDER / name).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "spreadsheets need the byte-order mark"
    return list(csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))


@pytest.mark.skipif(not REAL, reason="REAL_DATA is not set: no real export to compare with")
def test_the_incident_export_has_the_headers_of_the_real_one() -> None:
    real = CalamineWorkbook.from_path(Path(str(REAL)) / "incident_management" / "omsk_2025_12.xlsx")
    headers = real.get_sheet_by_name("Лист1").to_python()[0]
    assert len(headers) == 47
    assert _sheet("incidents_cabinet.xlsx", "Лист1")[0] == headers


def test_pos_has_25_columns_and_the_older_one_lacks_two_of_them() -> None:
    new, older = _sheet("pos_2026.xlsx", "Sheet0")[0], _sheet("pos_older.xlsx", "Sheet0")[0]
    assert len(new) == 25 and new[0] == "Номер" and new[-1] == "ФИО руководителя"
    assert older == [header for header in new if header not in ("ФЗ", "Заявитель выбрал подачу по 59-ФЗ")]
    assert len(older) == 23


def test_the_registry_repeats_a_header() -> None:
    headers = _sheet("registry.xlsx", "Sheet0")[0]
    assert headers.count("Содержание") == 2 and headers.index("Содержание") == 3


def test_the_layout_without_dates_has_ten_columns_and_no_date() -> None:
    headers = [str(header) for header in _sheet("incident_durations.xlsx", "Лист1")[0]]
    assert len(headers) == 10
    assert not [header for header in headers if "Дата" in header]


def test_the_other_incident_sheets_are_named_as_exports_name_them() -> None:
    assert len(_sheet("incident_details.xlsx", "Детализация")[0]) == 6
    assert "Отдел/Исполнитель" in _sheet("incident_list.xlsx", "Инциденты")[0]


def test_every_incident_text_starts_with_an_apostrophe() -> None:
    rows = _sheet("incidents_cabinet.xlsx", "Лист1")
    place = rows[0].index("Текст инцидента")
    assert all(str(row[place]).startswith("'") for row in rows[1:])


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("calls_122.csv", "Номер обращения", "Оценка"),
        ("receptions.csv", "№ приёма", "Дата ответа"),
        ("hackathon.csv", "Олицетворение", "Текст инцидента"),
        ("population.csv", "ОКТМО", "Население"),
        ("agencies.csv", "Код", "Варианты названия"),
        ("topics.csv", "Код", "Варианты"),
    ],
)
def test_registers_are_semicolon_tables_with_a_byte_order_mark(name: str, first: str, last: str) -> None:
    rows = _csv(name)
    assert (rows[0][0], rows[0][-1]) == (first, last)
    assert {len(row) for row in rows} == {len(rows[0])}
