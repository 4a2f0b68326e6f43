"""Broken input ends in one message that names the file, says why and what to do; nothing is changed."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from intake import files
from intake.load import load_file
from intake.report import FileRefused
from store.engine import data_version
from tests.intake.small_files import NOW, POS_HEADER, call_row, pos_row, write_csv, write_grid, write_xlsx

ROW = list(pos_row().values())


def empty(folder: Path) -> Path:
    path = folder / "f.xlsx"
    path.touch()
    return path


def pdf(folder: Path) -> Path:
    path = folder / "f.xlsx"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")
    return path


def cut_workbook(folder: Path) -> Path:
    path = write_xlsx(folder / "f.xlsx", [pos_row(str(number)) for number in range(50)])
    path.write_bytes(path.read_bytes()[:3000])
    return path


def damaged_workbook(folder: Path) -> Path:
    """The archive is whole, the sheet inside is cut."""
    path = write_xlsx(folder / "f.xlsx", [pos_row("1")])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:400]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def cut_csv(folder: Path) -> Path:
    path = write_csv(folder / "f.csv", [call_row("1"), call_row("2")])
    path.write_bytes(path.read_bytes()[:-60])
    return path


def open_quote(folder: Path) -> Path:
    path = write_csv(folder / "f.csv", [call_row(str(number)) for number in range(5)])
    text = path.read_text(encoding="utf-8-sig").replace(";Сосновск;", ';"Сосновск;', 1)
    path.write_text(text, encoding="utf-8-sig")
    return path


def foreign_encoding(folder: Path) -> Path:
    return write_csv(folder / "f.csv", [call_row("1")], encoding="koi8-r")


def mixed_encoding(folder: Path) -> Path:
    path = write_csv(folder / "f.csv", [call_row(str(number)) for number in range(3)])
    path.write_bytes(path.read_bytes() + ";".join(call_row("9").values()).encode("cp1251") + b"\n")
    return path


def header_only(folder: Path) -> Path:
    return write_grid(folder / "f.xlsx", [POS_HEADER])


def header_only_csv(folder: Path) -> Path:
    path = folder / "f.csv"
    path.write_text(";".join(POS_HEADER) + "\n", encoding="utf-8-sig")
    return path


def two_headers(folder: Path) -> Path:
    return write_grid(folder / "f.xlsx", [POS_HEADER, POS_HEADER, ROW])


def split_header(folder: Path) -> Path:
    """Half of the names stand a row above the others."""
    upper = [name if place % 2 else "" for place, name in enumerate(POS_HEADER)]
    lower = ["" if place % 2 else name for place, name in enumerate(POS_HEADER)]
    return write_grid(folder / "f.xlsx", [upper, lower, ROW])


def group_header(folder: Path) -> Path:
    groups = ["Сообщение", *[""] * 8, "Даты", *[""] * 8, "Ответ"]
    return write_grid(folder / "f.xlsx", [groups, POS_HEADER, ROW])


def merged_cells(folder: Path) -> Path:
    """One agency for two rows."""
    return write_grid(folder / "f.xlsx", [POS_HEADER, ROW, ROW], merged=[(1, 8, 2, 8)])


def merged_header(folder: Path) -> Path:
    return write_grid(folder / "f.xlsx", [POS_HEADER, ROW], merged=[(0, 9, 0, 10)])


def no_number_column(folder: Path) -> Path:
    return write_xlsx(folder / "f.xlsx", [{k: v for k, v in pos_row().items() if k != "Дата поступления"}])


def something_else(folder: Path) -> Path:
    return write_csv(folder / "f.csv", [{"Имя": "Пётр", "Возраст": 5}])


def zip_of_files(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "f.xlsx", "w") as archive:
        archive.writestr("report.csv", "1;2")
    return folder / "f.xlsx"


def zip_of_the_future(folder: Path) -> Path:
    """A list of contents that says it needs a later version of the archive's format."""
    path = write_xlsx(folder / "f.xlsx", [pos_row("1")])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 99
    path.write_bytes(content)
    return path


def zip_bomb(folder: Path) -> Path:
    """Sixty megabytes of zeros in sixty kilobytes."""
    with zipfile.ZipFile(folder / "f.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(60):
                part.write(bytes(1024 * 1024))
    return folder / "f.xlsx"


def web_page(folder: Path) -> Path:
    path = folder / "f.xls"
    path.write_text("<html><table><tr><td>Номер</td></tr></table></html>", encoding="utf-8")
    return path


def binary(folder: Path) -> Path:
    path = folder / "f.csv"
    path.write_bytes(bytes(range(256)) * 20)
    return path


def cut_json(folder: Path) -> Path:
    path = folder / "f.json"
    path.write_text('[{"service_request_id": "1", "status": "op', encoding="utf-8")
    return path


def endless_number(folder: Path) -> Path:
    path = folder / "f.json"
    path.write_text(f'[{{"service_request_id": 1{"0" * 5000}}}]', encoding="utf-8")
    return path


def empty_json(folder: Path) -> Path:
    path = folder / "f.json"
    path.write_text("[]", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("make", "reason", "cure"),
    [
        (empty, "is empty", "again"),
        (pdf, "PDF", "Export the table"),
        (cut_workbook, "damaged or cut off", "again"),
        (damaged_workbook, "cannot be read", "again"),
        (cut_csv, "row 3: the file breaks off", "again"),
        (open_quote, "quotation mark", "again"),
        (foreign_encoding, "no layout is known", "UTF-8"),
        (mixed_encoding, "line 5", "UTF-8"),
        (header_only, "not one row below", "again"),
        (header_only_csv, "not one row below", "again"),
        (two_headers, "rows 1 and 2 are both headers", "Delete one"),
        (split_header, "two rows (1 and 2)", "one row"),
        (group_header, "two header rows", "Delete row 1"),
        (merged_cells, "row 2, column I: cells I2:I3 are merged", "Unmerge"),
        (merged_header, "row 1, column J", "Unmerge"),
        (no_number_column, "no column «Дата поступления»", "--layout"),
        (something_else, "no layout is known", "python -m intake layouts"),
        (zip_of_files, "not a workbook", "Unpack"),
        (zip_of_the_future, "damaged or cut off", "again"),
        (zip_bomb, "zip bomb", "again"),
        (web_page, "web page", "save it as"),
        (binary, "binary data", "Export"),
        (cut_json, "broken JSON (line 1", "again"),
        (endless_number, "a number of thousands of digits", "again"),
        (empty_json, "empty", "no rows"),
    ],
)
def test_a_broken_file_is_refused_whole(
    duckdb_region: Engine, tmp_path: Path, make: Callable[[Path], Path], reason: str, cure: str
) -> None:
    version = data_version(duckdb_region)
    path = make(tmp_path)
    with pytest.raises(FileRefused) as refused:
        load_file(path, engine=duckdb_region, now=NOW)
    message = str(refused.value)
    assert message.startswith(path.name)
    assert reason in message
    assert cure in message
    assert "\n" not in message
    assert data_version(duckdb_region) == version


def test_a_sheet_beyond_the_limit_is_refused_before_it_is_read(
    duckdb_region: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_PART", 10_000)
    path = write_xlsx(tmp_path / "big.xlsx", [pos_row(str(number)) for number in range(20)])
    with pytest.raises(FileRefused, match=r"sheet1\.xml takes .* save as CSV"):
        load_file(path, engine=duckdb_region)


def test_a_file_refused_in_the_middle_leaves_nothing(
    duckdb_region: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first block is already staged when the second turns out to be unreadable."""
    monkeypatch.setattr("intake.delimited.BLOCK", 2000)
    path = write_csv(tmp_path / "f.csv", [call_row(str(number)) for number in range(100)])
    path.write_bytes(path.read_bytes() + ";".join(call_row("x").values()).encode("cp1251") + b"\n")
    with pytest.raises(FileRefused):
        load_file(path, engine=duckdb_region, now=NOW)
    assert data_version(duckdb_region) == "0-0-0"


def test_a_title_above_the_header_is_no_obstacle(duckdb_region: Engine, tmp_path: Path) -> None:
    grid = [["Выгрузка сообщений"], ["за период", "01.01.2026"], [], POS_HEADER, ROW]
    report = load_file(write_grid(tmp_path / "f.xlsx", grid, merged=[(0, 0, 0, 5)]), engine=duckdb_region, now=NOW)
    assert (report.read, report.new) == (1, 1)


def test_headers_are_told_in_any_order_with_look_alikes_and_extra_columns(
    duckdb_region: Engine, tmp_path: Path
) -> None:
    row = dict(reversed(list(pos_row().items()))) | {"Новая колонка": "что-то"}
    latin: dict[str, str] = {"Статус": "CTATУC :", "Номер": "\u00a0HOMEP", "Дата поступления": "дата  поступления"}
    renamed: dict[str, Any] = {latin.get(name) or name: value for name, value in row.items()}
    report = load_file(write_xlsx(tmp_path / "f.xlsx", [renamed]), engine=duckdb_region, now=NOW)
    assert (report.layout, report.new, report.warnings_by_kind) == ("pos_2026", 1, {})


@pytest.mark.parametrize(("encoding", "mark"), [("cp1251", ";"), ("utf-8", ","), ("utf-16", "\t"), ("utf-8-sig", ";")])
def test_encodings_and_delimiters_are_found_out(
    duckdb_region: Engine, tmp_path: Path, encoding: str, mark: str
) -> None:
    report = load_file(write_csv(tmp_path / "f.csv", [call_row("1")], encoding, mark), engine=duckdb_region, now=NOW)
    assert (report.new, report.warnings_by_kind) == (1, {})


def test_a_workbook_is_known_by_its_content_not_by_its_name(duckdb_region: Engine, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [pos_row("1")]).rename(tmp_path / "export")
    assert load_file(path, engine=duckdb_region, now=NOW).new == 1


def test_sheets_of_other_layouts_are_named_not_mixed_in(duckdb_region: Engine, tmp_path: Path) -> None:
    import xlsxwriter

    listed = {"ID": 1, "Отдел/Исполнитель": "Администрация", "Дата создания": "2026-01-12 10:00:00"}
    listed |= {
        "Время до ответа, ч:м:с": "1:00:00",
        "Важность": "ЛС",
        "Муниципалитет": "Сосновск",
        "Группа тем": "Дороги",
    }
    details = {
        "Муниципалитет": "Сосновск",
        "Дата создания": "2026-01-12 10:00:00",
        "Группа тем": "Дороги",
        "Тема": "Ямы",
    }
    details |= {"Причина закрытия": "5", "Урл блога": "https://vk.com/g"}
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, row in (("Детализация", details), ("Инциденты", listed), ("Сводная", {"Итого": 5})):
            page = book.add_worksheet(name)
            page.write_row(0, 0, list(row))
            page.write_row(1, 0, list(row.values()))
    report = load_file(path, engine=duckdb_region, now=NOW)
    assert (report.layout, report.read, report.warnings_by_kind["sheet_not_read"]) == ("incident_list", 1, 1)
    other = load_file(path, engine=duckdb_region, layout="incident_details", now=NOW)
    assert (other.layout, other.read) == ("incident_details", 1)


def test_the_name_the_user_gave_is_in_the_message(duckdb_region: Engine, tmp_path: Path) -> None:
    path = pdf(tmp_path)
    with pytest.raises(FileRefused, match=r"^отчёт\.xlsx:"):
        load_file(path, engine=duckdb_region, name="отчёт.xlsx")
