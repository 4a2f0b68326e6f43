from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from intake.load import load_file
from intake.report import FileRefused, ImportReport
from tests.intake.small_files import NOW, call_row, case_of, cases_of, pos_row, write_csv, write_xlsx


def load_pos(engine: Engine, tmp_path: Path, *rows: dict[str, Any]) -> ImportReport:
    return load_file(write_csv(tmp_path / "pos.csv", rows), engine=engine, now=NOW)


def load_calls(engine: Engine, tmp_path: Path, *rows: dict[str, Any]) -> ImportReport:
    return load_file(write_csv(tmp_path / "calls.csv", rows), engine=engine, now=NOW)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Номер": "-"}, "no_key"),
        ({"Дата поступления": ""}, "no_filing_date"),
        ({"Дата поступления": "31.02.2026"}, "no_filing_date"),
        ({"Дата поступления": "03.03.2026"}, "future_filing_date"),  # now is 1 March
    ],
)
def test_rows_without_key_or_filing_date_are_turned_away(
    duckdb_region: Engine, tmp_path: Path, changes: dict[str, str], reason: str
) -> None:
    report = load_pos(duckdb_region, tmp_path, pos_row("1"), pos_row("2", **changes))
    assert (report.read, report.new, report.rejected) == (2, 1, 1)
    assert report.rejected_by_reason == {reason: 1}
    assert report.findings[0].row == 3


def test_a_name_in_the_date_column_is_not_shown(duckdb_region: Engine, tmp_path: Path) -> None:
    report = load_pos(duckdb_region, tmp_path, pos_row("1", **{"Дата поступления": "Иванов Иван, 12"}))
    assert report.findings[0].value == "… …, 12"


def test_unknown_words_are_kept_verbatim_and_counted(duckdb_region: Engine, tmp_path: Path) -> None:
    report = load_pos(duckdb_region, tmp_path, pos_row("1", Статус="Ушло в архив", **{"Тип решения": "Забыто"}))
    assert report.warnings_by_kind == {"unknown_status": 1, "unknown_outcome": 1}
    row = cases_of(duckdb_region).iloc[0]
    assert (row["status_source"], row["state"], row["outcome"]) == ("Ушло в архив", "unknown", "unknown")


def test_words_are_known_in_any_case_with_any_yo(duckdb_region: Engine, tmp_path: Path) -> None:
    report = load_pos(duckdb_region, tmp_path, pos_row("1", Статус=" НАЗНАЧЕН  исполнитель:"))
    assert report.warnings_by_kind == {}
    assert cases_of(duckdb_region)["state"].tolist() == ["in_progress"]


def test_unmapped_names_are_counted_with_their_rows(duckdb_region: Engine, tmp_path: Path) -> None:
    strange = pos_row("2", Категория="Космос", Подкатегория="-", Факт="-") | {
        "Организация, в которой находится сообщение": "ООО «Ромашка»"
    }
    report = load_pos(duckdb_region, tmp_path, pos_row("1"), strange)
    assert report.warnings_by_kind == {"unmapped_agency": 1, "unmapped_topic": 1, "unmapped_district": 1}
    assert report.unmapped == {"agency": {"ООО «Ромашка»": 1}, "topic": {"Космос": 1}}
    row = case_of(duckdb_region, "pos:2")
    assert (row["agency_source"], pd.isna(row["agency_id"]), row["topic_source"]) == ("ООО «Ромашка»", True, "Космос")


def test_a_closing_before_the_filing_is_dropped(duckdb_region: Engine, tmp_path: Path) -> None:
    report = load_pos(duckdb_region, tmp_path, pos_row("1", **{"Дата фактического завершения работ": "05.01.2026"}))
    assert report.warnings_by_kind == {"closed_before_filed": 1}
    row = cases_of(duckdb_region).iloc[0]
    assert pd.isna(row["closed_at"])
    assert pd.isna(row["close_seconds"])


def test_a_case_closed_on_the_day_of_filing_took_zero_days(duckdb_region: Engine, tmp_path: Path) -> None:
    report = load_pos(duckdb_region, tmp_path, pos_row("1", **{"Дата фактического завершения работ": "06.01.2026"}))
    assert report.warnings_by_kind == {}
    assert cases_of(duckdb_region)["close_seconds"].tolist() == [0]


def test_dates_in_the_future_are_dropped_but_deadlines_are_not(duckdb_region: Engine, tmp_path: Path) -> None:
    row = pos_row("1", **{"Дата фактического завершения работ": "05.03.2026"}) | {
        "Дата планируемого завершения работ": "05.04.2026"
    }
    report = load_pos(duckdb_region, tmp_path, row)
    assert report.warnings_by_kind == {"future_date": 1}
    stored = cases_of(duckdb_region).iloc[0]
    assert pd.isna(stored["closed_at"])
    assert stored["due_at"] == pd.Timestamp("2026-04-05 18:59:59")


def test_coordinates_outside_the_region_are_dropped(duckdb_region: Engine, tmp_path: Path) -> None:
    points = [("57.5", "60.5"), ("60.5", "57.5"), ("0", "0"), ("57.5", "")]
    rows = [call_row(str(number), Широта=lat, Долгота=lon) for number, (lat, lon) in enumerate(points)]
    report = load_calls(duckdb_region, tmp_path, *rows)
    assert report.warnings_by_kind == {"coordinates_outside": 3}
    assert cases_of(duckdb_region)["lat"].notna().tolist() == [True, False, False, False]


def test_the_files_own_overdue_is_kept_and_contradictions_are_counted(duckdb_region: Engine, tmp_path: Path) -> None:
    closed, due = "Дата фактического завершения работ", "Дата планируемого завершения работ"
    in_work = {closed: "-", "Стадия": "Исполнение", "Статус": "Назначен исполнитель"}
    rows = [
        pos_row("1", Просрочено="Да"),  # closed nine days early
        pos_row("2", Просрочено="Нет", **{closed: "17.01.2026"}),  # closed a day late
        pos_row("3", Просрочено="Да", **{closed: "17.01.2026"}),
        pos_row("4", Просрочено="Нет", **{closed: "16.01.2026"}),
        pos_row("5", Просрочено="Нет", **in_work | {due: "10.01.2026"}),  # open, due before the file's last day
        pos_row("6", Просрочено="Да", **in_work | {due: "10.03.2026"}),  # open, due in nine days
        pos_row("7", Просрочено="Нет", **{closed: "-", due: "10.01.2026"}),  # answered, nobody knows when
    ]
    report = load_pos(duckdb_region, tmp_path, *rows)
    assert report.warnings_by_kind == {"overdue_flag_contradicts": 4}
    assert [finding.value for finding in report.findings] == ["1", "2", "5", "6"]
    assert cases_of(duckdb_region)["source_overdue"].astype(bool).tolist() == [
        True,
        False,
        True,
        *[False] * 2,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"Оценка": "10"}, "bad_rating"),
        ({"Дата закрытия": "скоро"}, "bad_date"),
        ({"Ожидание ответа, сек": "долго"}, "bad_number"),
    ],
)
def test_unreadable_values_are_missing_and_counted(
    duckdb_region: Engine, tmp_path: Path, changes: dict[str, str], kind: str
) -> None:
    report = load_calls(duckdb_region, tmp_path, call_row("1", **changes))
    assert (report.new, report.warnings_by_kind) == (1, {kind: 1})


def test_rows_with_more_or_fewer_cells_are_turned_away_by_number(duckdb_region: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "calls.csv", [call_row("1"), call_row("2"), call_row("3")])
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    lines[2] += ";лишнее"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")

    report = load_file(path, engine=duckdb_region, now=NOW)

    assert (report.read, report.new, report.rejected_by_reason) == (3, 2, {"wrong_cell_count": 1})
    assert report.findings[0].row == 3


def test_blank_rows_are_not_rows(duckdb_region: Engine, tmp_path: Path) -> None:
    blank = dict.fromkeys(pos_row(), "")
    report = load_file(
        write_xlsx(tmp_path / "p.xlsx", [pos_row("1"), blank, pos_row("2")]), engine=duckdb_region, now=NOW
    )
    assert (report.read, report.new) == (2, 2)


def test_a_store_without_regions_loads_and_says_what_was_assumed(duckdb_store: Engine, tmp_path: Path) -> None:
    report = load_pos(duckdb_store, tmp_path, pos_row("1"))
    assert report.warnings_by_kind["no_region"] == 1
    assert cases_of(duckdb_store)["filed_at"].tolist() == [pd.Timestamp("2026-01-05 21:00")]  # Moscow


def test_an_unknown_region_is_refused_with_those_that_are_loaded(duckdb_region: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "pos.csv", [pos_row("1")])
    with pytest.raises(FileRefused, match="Loaded: 99"):
        load_file(path, engine=duckdb_region, region="Лунная область")


def test_dates_with_the_month_first_are_refused_and_not_read_as_other_days(
    region_store: Engine, tmp_path: Path
) -> None:
    rows = [pos_row(str(day), **{"Дата поступления": f"01/{day:02}/2026"}) for day in (5, 6, 13)]
    with pytest.raises(
        FileRefused, match=r"f\.xlsx, row 4, column «Дата поступления»: in «01/13/2026» the month stands first"
    ):
        load_file(write_xlsx(tmp_path / "f.xlsx", rows), engine=region_store, now=NOW)
    assert cases_of(region_store).empty


def test_one_date_with_the_month_first_among_others_is_a_slip(region_store: Engine, tmp_path: Path) -> None:
    rows = [pos_row(number, **{"Дата поступления": f"{number}/01/2026"}) for number in ("5", "23")]
    rows.append(pos_row("7", **{"Дата поступления": "01/13/2026"}))
    report = load_file(write_xlsx(tmp_path / "f.xlsx", rows), engine=region_store, now=NOW)
    assert (report.new, report.rejected_by_reason) == (2, {"no_filing_date": 1})
    assert cases_of(region_store)["filed_at"].dt.strftime("%d.%m").tolist() == ["22.01", "04.01"]


def filed(*days: str) -> list[dict[str, Any]]:
    open_ended = {"Дата фактического завершения работ": "-"}
    return [pos_row(str(at), **open_ended, **{"Дата поступления": day}) for at, day in enumerate(days, 1)]


@pytest.mark.parametrize("form", ["{:02}.01.2026", "2026-01-{:02}", "2026-01-{:02}T10:00:00"])
def test_dates_with_dots_or_the_year_first_show_that_one_with_the_month_first_is_a_slip(
    duckdb_region: Engine, tmp_path: Path, form: str
) -> None:
    rows = filed("01/13/2026", *(form.format(day) for day in range(1, 29)))
    report = load_pos(duckdb_region, tmp_path, *rows)
    assert (report.new, report.rejected_by_reason) == (28, {"no_filing_date": 1})
    assert report.warnings_by_kind == {}


def test_days_up_to_the_12th_do_not_make_slips_of_dates_with_the_month_first(
    duckdb_region: Engine, tmp_path: Path
) -> None:
    """So a workbook reads after Excel took 01/05 of a file with the month first for the 1st of May."""
    with pytest.raises(FileRefused, match=r"row 4.+in «01/13/2026» the month stands first"):
        load_pos(duckdb_region, tmp_path, *filed("2026-01-05", "02.01.2026", "01/13/2026"))


def test_more_dates_with_the_month_first_than_with_the_day_first_are_no_slips(
    duckdb_region: Engine, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=r"row 2.+in «01/13/2026» the month stands first"):
        load_pos(duckdb_region, tmp_path, *filed("01/13/2026", "01/14/2026 Петушков", "15.01.2026"))


def test_dates_of_later_chunks_show_what_is_a_slip(
    duckdb_region: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.delimited.BLOCK", 4096)
    monkeypatch.setattr("intake.delimited.CHUNK_ROWS", 1)  # a chunk for each block
    report = load_pos(duckdb_region, tmp_path, *filed("01/13/2026", *["02/01/2026"] * 60, "15/01/2026"))
    assert (report.new, report.rejected_by_reason, report.warnings_by_kind) == (61, {"no_filing_date": 1}, {})


def test_dates_nobody_can_tell_the_order_of_are_read_with_the_day_first_and_counted(
    duckdb_region: Engine, tmp_path: Path
) -> None:
    rows = [*filed("02/02/2026", "03/01/2026", "04/01/2026", "05/01/2026")]
    rows[-1]["Номер"] = "-"
    report = load_pos(duckdb_region, tmp_path, *rows)
    assert report.warnings_by_kind == {"day_first_assumed": 2}  # 02/02 is one day, the last row is turned away
    told = [one for one in report.findings if one.level == "warning"]
    assert [(one.row, one.column, one.value) for one in told] == [(3, "Дата поступления", "03/01/2026")]
    assert sorted(cases_of(duckdb_region)["filed_at"].dt.strftime("%d.%m")) == ["01.02", "02.01", "03.01"]


@pytest.mark.parametrize("before", ["И ", ""])  # a capital И is what cp1251 cannot read; few files have none
def test_a_small_file_cut_in_the_middle_of_a_letter_is_said_to_break_off(
    region_store: Engine, tmp_path: Path, before: str
) -> None:
    path = write_csv(tmp_path / "f.csv", [call_row("1", Содержание=f"{before}снова")], encoding="utf-8")
    path.write_bytes(path.read_bytes().rpartition("снова".encode())[0] + "с".encode()[:1])
    with pytest.raises(FileRefused, match="breaks off in the middle"):
        load_file(path, engine=region_store, now=NOW)


def test_what_excel_left_of_a_long_number_is_no_key(region_store: Engine, tmp_path: Path) -> None:
    report = load_pos(region_store, tmp_path, pos_row("6,66848E+09"), pos_row("6.66848E+09"), pos_row("6668478383"))
    assert (report.new, report.rejected_by_reason) == (1, {"rounded_key": 2})
    assert report.findings[0].value == "6,66848E+09"
    assert cases_of(region_store)["source_number"].tolist() == ["6668478383"]
