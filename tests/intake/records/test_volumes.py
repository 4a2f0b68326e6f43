"""Counts, ratings, pages, call-backs and notes end to end: a file in, rows in the store one can check by hand."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from store.record_tables import annotation, callback, official_page, service_rating, volume
from tests.intake.records.conftest import Rows, load
from tests.intake.small_files import counts, pos_row, write_csv, write_xlsx

SAMPLES = Path(__file__).parents[3] / "data_samples" / "files"
CALLS: dict[str, Any] = {"Дата": "27.02.2026", "Линия": "122", "Муниципалитет": "Сосновск", "Отвечено": "120"}
CALLS |= {"Потеряно": "7", "Среднее время ожидания, сек": "0:00:35"}


def test_calls_of_a_day_arrive_answered_lost_and_waiting(region_store: Engine, tmp_path: Path, rows_of: Rows) -> None:
    rows = [CALLS, CALLS | {"Линия": "117", "Среднее время ожидания, сек": "12,5", "Потеряно": "-"}]
    report = load(region_store, write_csv(tmp_path / "v.csv", rows))

    assert (report.layout, counts(report), report.guess) == ("call_volumes", (2, 2, 0, 0, 0), True)
    found = rows_of(region_store, volume).to_dict("index")
    first = found["2026-02-27|call_122|99701000||"]
    assert pd.Timestamp(first["day"]).date() == date(2026, 2, 27)
    assert (first["count"], first["lost"], first["waiting_seconds"]) == (120, 7, 35)
    second = found["2026-02-27|call_117|99701000||"]
    assert (second["count"], pd.isna(second["lost"]), second["waiting_seconds"]) == (120, True, 12.5)


def test_services_keep_channels_and_places_nobody_knows(duckdb_region: Engine, tmp_path: Path, rows_of: Rows) -> None:
    row = {
        "Дата": "27.02.2026",
        "Канал": "Е-Паслуга",
        "Район": "Озерский район",
        "Процедура": "2.1",
        "Количество": "14",
    }
    rows = [row, row | {"Канал": "Почтамт", "Район": "Заречье"}, row | {"Канал": ""}, row | {"Количество": "много"}]
    report = load(duckdb_region, write_csv(tmp_path / "v.csv", rows))

    assert (report.layout, counts(report)) == ("service_volumes", (4, 2, 0, 0, 2))
    assert report.rejected_by_reason == {"no_channel": 1, "no_count": 1}
    assert report.warnings_by_kind == {"unknown_channel": 1, "unmapped_district": 1, "bad_number": 1}
    assert report.unmapped["district"] == {"Заречье": 1}
    assert rows_of(duckdb_region, volume).index.tolist() == [
        "2026-02-27|e_pasluga|99601000||2.1",
        "2026-02-27|Почтамт|~Заречье||2.1",
    ]


def test_an_office_without_a_place_stands_in_its_home_district(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    row = {"Дата": "27.02.2026", "МФЦ": "Администрация Озёрского района", "Услуга": "Паспорт", "Обращений": "31"}
    row |= {"Среднее время ожидания, мин": "4,5", "Средняя оценка": "4,8", "Количество оценок": "10"}
    report = load(duckdb_region, write_xlsx(tmp_path / "v.xlsx", [row]))

    assert report.layout == "mfc_volumes"
    found = rows_of(duckdb_region, volume).iloc[0]
    assert (found["channel"], found["district_id"], found["agency_id"]) == ("mfc", "99601000", "A3")
    assert (found["waiting_seconds"], found["rating"], found["ratings"]) == (270, 4.8, 10)


def test_ratings_of_an_organisation_are_four_records_of_one_row(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    row = {
        "Организация": "Администрация города Сосновска",
        "Простота и понятность": "4,5",
        "Доступность информации": "5",
    }
    row |= {"Соблюдение срока": "3", "Вежливость": "", "Количество оценок": "40"}
    empty = dict.fromkeys(row, "") | {"Организация": "Администрация Озёрского района"}
    wrong = row | {"Организация": "Министерство здравоохранения", "Соблюдение срока": "6"}
    report = load(region_store, write_csv(tmp_path / "r.csv", [row, empty, wrong]))

    assert (report.layout, counts(report)) == ("service_ratings", (3, 2, 0, 0, 1))
    assert (report.rejected_by_reason, report.warnings_by_kind) == ({"no_rating": 1}, {"bad_rating": 1})
    found = rows_of(region_store, service_rating)
    mine = found[found["agency_id"] == "A1"].set_index("criterion")
    assert mine["value"].to_dict() == {"simplicity": 4.5, "access": 5, "deadline": 3}
    assert len(found) == 5


def test_a_page_is_known_by_its_address_however_it_is_written(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    row = {"Организация": "Администрация города Сосновска", "Социальная сеть": "ВКонтакте", "Подписчиков": "1 204"}
    row |= {"Ссылка": "vk.com/Sosnovsk/", "Последняя публикация": "20.02.2026 10:00", "Отметка госпаблика": "Да"}
    load(duckdb_region, write_csv(tmp_path / "a.csv", [row]))
    report = load(
        duckdb_region,
        write_csv(tmp_path / "b.csv", [row | {"Ссылка": "https://m.vk.com/Sosnovsk", "Подписчиков": "9"}]),
    )

    assert counts(report) == (1, 0, 1, 0, 0)
    found = rows_of(duckdb_region, official_page)
    assert found.index.tolist() == ["https://vk.com/sosnovsk"]
    page = found.iloc[0]
    assert (page["network"], page["followers"], bool(page["has_mark"])) == ("vk", 9, True)
    assert page["last_post_at"] == datetime(2026, 2, 20, 5)


def test_call_backs_answer_the_three_rates(region_store: Engine, tmp_path: Path, rows_of: Rows) -> None:
    """Of four valid calls three were put through, two were solved, one satisfied; the fifth does not count."""
    load(region_store, write_xlsx(tmp_path / "pos.xlsx", [pos_row("1")]))
    row = {"Дата обзвона": "20.02.2026", "Канал": "ПОС", "Номер сообщения": "1", "Связались": "Да", "Решено": "Да"}
    row |= {"Доволен": "Да", "Действителен": "Да"}
    rows = [
        row,
        row | {"Номер сообщения": "2", "Доволен": "Нет"},
        row | {"Номер сообщения": "3", "Решено": "Нет", "Доволен": "Нет"},
    ]
    rows += [row | {"Номер сообщения": "4", "Связались": "Нет", "Решено": "", "Доволен": ""}]
    rows += [row | {"Номер сообщения": "5", "Действителен": "Нет"}]
    report = load(region_store, write_csv(tmp_path / "c.csv", rows))

    assert (report.layout, counts(report)) == ("callbacks", (5, 5, 0, 0, 0))
    found = rows_of(region_store, callback)
    assert found.loc["pos:1|2026-02-20", "district_id"] == "99701000"  # of the case: the row names none
    rates = measure("three_rates", scope_for("staff"), Filters(), engine=region_store).set_index("part")
    assert rates["numerator"].to_dict() == {"contacted": 3, "solved": 2, "satisfied": 1}
    assert (set(rates["denominator"]), set(rates["left_out"])) == ({4}, {1})


def test_notes_explain_charts_and_may_lie_ahead(duckdb_region: Engine, tmp_path: Path, rows_of: Rows) -> None:
    row = {"Начало": "20.02.2026", "Окончание": "21.02.2026", "Вид события": "Метель", "Описание": "Метель, −30"}
    rows = [
        row,
        row | {"Начало": "01.06.2026 10:00", "Окончание": "", "Вид события": "Прямая линия", "Описание": "Глава"},
    ]
    report = load(duckdb_region, write_csv(tmp_path / "n.csv", rows))

    assert (report.layout, counts(report)) == ("annotations", (2, 2, 0, 0, 0))
    storm, line = rows_of(duckdb_region, annotation).sort_values("starts_at").to_dict("records")
    assert (storm["kind"], storm["starts_at"]) == ("storm", datetime(2026, 2, 19, 19))
    assert storm["ends_at"] == datetime(2026, 2, 21, 18, 59, 59)  # the day counts until its end
    assert (line["kind"], line["starts_at"]) == ("direct_line", datetime(2026, 6, 1, 5))


def test_a_layout_named_by_hand_says_what_the_file_lacks(duckdb_region: Engine, tmp_path: Path) -> None:
    from intake.report import FileRefused

    path = write_csv(tmp_path / "v.csv", [{k: v for k, v in CALLS.items() if k != "Потеряно"}])
    with pytest.raises(FileRefused, match="has the columns «Потеряно»; this one has none such"):
        load(duckdb_region, path, layout="call_volumes")


@pytest.mark.parametrize(
    ("layout", "rows"),
    [("call_volumes", 26), ("mfc_volumes", 66), ("service_volumes", 39), ("service_ratings", 40),
     ("official_pages", 60), ("callbacks", 240), ("annotations", 3), ("poll_results", 42), ("discussions", 4)],
)  # fmt: skip
def test_the_committed_sample_of_each_layout_loads_whole(duckdb_region: Engine, layout: str, rows: int) -> None:
    from intake.load import load_file

    report = load_file(SAMPLES / f"{layout}.csv", engine=duckdb_region)
    assert (report.layout, counts(report), report.rejected_by_reason) == (layout, (rows, rows, 0, 0, 0), {})
    assert set(report.warnings_by_kind) <= {
        "unmapped_district",
        "unmapped_agency",
    }  # the region of the tests is another
