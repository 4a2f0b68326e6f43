import io
import re
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from components.export import csv_bytes, harmless, xlsx_bytes
from components.words import speak
from queries.spreadsheet import FORMULA_STARTS

HEADERS = {"topic": "Тема", "rating": "Оценка"}


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert harmless(pd.DataFrame({"topic": [f"{start}1+1"]}))["topic"].tolist() == [f"'{start}1+1"]


def test_other_texts_numbers_and_dates_stay_what_they_are() -> None:
    frame = pd.DataFrame({"topic": ["Снег = беда", None], "rating": [-5, 5], "at": [datetime(2026, 1, 1)] * 2})
    assert harmless(frame).equals(frame)


def test_csv_opens_in_a_russian_excel() -> None:
    written = csv_bytes(pd.DataFrame({"topic": ["Снег"], "rating": [5]}), HEADERS)
    assert written == "\ufeffТема;Оценка\nСнег;5\n".encode()


@pytest.mark.parametrize("kind", ["float64", "Float64"])
def test_a_fraction_is_no_date_to_a_russian_excel(kind: str) -> None:
    frame = pd.DataFrame({"topic": ["Снег", "Лёд", None], "rating": pd.Series([3.5, 10.12, None], dtype=kind)})
    try:
        speak("ru")
        assert csv_bytes(frame, HEADERS).decode("utf-8-sig") == "Тема;Оценка\nСнег;3,5\nЛёд;10,12\n;\n"
        speak("en")
        assert "Снег;3.5\n" in csv_bytes(frame, HEADERS).decode("utf-8-sig")
    finally:
        speak(None)


def test_xlsx_keeps_a_hostile_topic_as_text() -> None:
    frame = pd.DataFrame({"topic": ['=HYPERLINK("http://x")', "Снег"], "rating": [1, 5]})
    sheet = load_workbook(io.BytesIO(xlsx_bytes(frame, HEADERS, "Обращения"))).active
    assert sheet is not None and sheet.title == "Обращения"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [["Тема", "Оценка"], ['\'=HYPERLINK("http://x")', 1], ["Снег", 5]]
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "A2"


def test_an_empty_list_is_a_file_with_headers() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_bytes(pd.DataFrame({"topic": [], "rating": []}), HEADERS, "Лист"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["Тема", "Оценка"]


# Whoever writes a table to take away; each of them is tested to keep formulas from running.
WRITERS = {"components/export.py", "intake/clerk.py", "queries/__main__.py"}


def test_nobody_else_writes_a_table_to_take_away() -> None:
    root = Path(__file__).parents[2]
    writes = re.compile(r"to_csv\(|to_excel\(|ExcelWriter|csv\.(?:writer|DictWriter)|xlsxwriter\.Workbook")
    shipped = (path for part in ("components", "pages", "queries", "intake", "alerts", "deploy") for path in
               (root / part).rglob("*.py"))  # fmt: skip
    found = {str(path.relative_to(root)) for path in shipped if writes.search(path.read_text(encoding="utf-8"))}
    assert found == WRITERS
