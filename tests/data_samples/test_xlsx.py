"""The sheet writer: what other programs read back is what went in."""

from datetime import timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook

from data_samples.xlsx import Duration, XlsxSheet


def _write(path: Path) -> Path:
    sheet = XlsxSheet(path, "Лист1")
    sheet.write([("Номер", [1, 2]), ("Текст", ["<a> & «b»", ""]), ("Время", [Duration(129_605), ""])])
    sheet.write([("Номер", [3]), ("Текст", [" край "]), ("Время", [Duration(59)])])
    sheet.close()
    return path


def test_texts_numbers_and_durations_come_back(tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(_write(tmp_path / "a.xlsx"))
    assert book.sheet_names == ["Лист1"]
    assert book.get_sheet_by_name("Лист1").to_python() == [
        ["Номер", "Текст", "Время"],
        [1.0, "<a> & «b»", timedelta(days=1, seconds=43_205)],
        [2.0, "", ""],
        [3.0, " край ", timedelta(seconds=59)],
    ]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    assert _write(tmp_path / "a.xlsx").read_bytes() == _write(tmp_path / "b.xlsx").read_bytes()


def test_a_duration_in_csv_counts_hours_past_a_day() -> None:
    assert str(Duration(129_605)) == "36:00:05"


def test_columns_past_z_are_named_like_a_spreadsheet_names_them(tmp_path: Path) -> None:
    sheet = XlsxSheet(tmp_path / "wide.xlsx", "Лист1")
    sheet.write([(f"c{k}", [k]) for k in range(47)])
    sheet.close()
    rows = CalamineWorkbook.from_path(tmp_path / "wide.xlsx").get_sheet_by_name("Лист1").to_python()
    assert rows[1] == [float(k) for k in range(47)]
