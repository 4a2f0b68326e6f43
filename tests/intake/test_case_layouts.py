"""Each layout end to end: a file in, cases in the store, with values one can check by hand."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from intake.load import load_file
from store.dialects import read_frame
from store.tables import case_link, channel
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
    write_xlsx,
)

INCIDENT_HEADER = Path(__file__).with_name("incident_header.txt").read_text(encoding="utf-8").splitlines()


def incident_row(number: Any = 717475, **changes: Any) -> dict[str, Any]:
    """An incident of Wednesday 24 December 2025, 20:06:02 local; first reply on the 25th at 08:36:39."""
    row: dict[str, Any] = dict.fromkeys(INCIDENT_HEADER, "")
    row |= {"ID": 39520480, "Номер инцидента": number, "Отдел": "Администрация города Сосновска"}
    row |= {"Дата создания": "2025-12-24 20:06:02", "Общее время первого ответа": "2025-12-25 08:36:39"}
    row |= {"Дата окончания": "2026-01-05 08:16:27", "Текущий шаг инцидента": "Готово", "Итог": "Решено"}
    row |= {"Группа тем": "Дороги", "Тема": "Ямы", "Муниципалитет": "Сосновск", "Регион": "Сосновская область"}
    row |= {"Причина закрытия": "Автор доволен", "Аудитория": 2899, "Урл блога": "https://vk.com/gorod"}
    row |= {"Урл поста": "https://vk.com/wall-1_2", "URL автора": "https://vk.com/ivan.petrov"}
    row |= {"Текст инцидента": "'[club0|Имя], ямы!<br>Звоните 89123456789", "Общий текст первого ответа": "'Починим."}
    row |= {"1ый ответ ПИ": "'Починим.", "2ой ответ ПИ": "'Починили 5 января.", "3ий ответ ПИ": "'"}
    return row | changes


def load(engine: Engine, path: Path, **options: Any) -> Any:
    return load_file(path, engine=engine, now=NOW, **options)


def test_a_pos_message_arrives_with_its_days_agencies_and_district(region_store: Engine, tmp_path: Path) -> None:
    report = load(region_store, write_xlsx(tmp_path / "pos.xlsx", [pos_row()]))

    assert (report.layout, counts(report)) == ("pos_2026", (1, 1, 0, 0, 0))
    row = case_of(region_store, "pos:327441806")
    assert row["filed_at"] == datetime(2026, 1, 5, 19)  # 6 January, midnight in UTC+5
    assert row["due_at"] == row["first_due_at"] == datetime(2026, 1, 16, 18, 59, 59)
    assert row["closed_at"] == row["decided_at"] == datetime(2026, 1, 6, 19)
    assert row["close_seconds"] == 86_400
    assert (row["state"], row["outcome"], row["rating"]) == ("answered", "solved", 5)
    assert (row["agency_received_id"], row["agency_id"], row["topic_id"]) == ("A2", "A1", "T3")
    assert (row["district_id"], row["place_precision"], row["precision"]) == ("99701000", "agency", "day")
    assert row["source_url"] == "https://pos.gosuslugi.ru/backoffice/appeals/327441806"
    assert (bool(row["fast_track"]), bool(row["statutory"]), bool(row["source_overdue"])) == (True, False, False)
    assert events_of(region_store, "pos:327441806") == [
        ("filed", datetime(2026, 1, 5, 19)),
        ("closed", datetime(2026, 1, 6, 19)),
    ]


def test_the_older_pos_layout_lacks_two_columns_and_says_nothing_of_the_law(
    region_store: Engine, tmp_path: Path
) -> None:
    older = {k: v for k, v in pos_row().items() if k not in ("ФЗ", "Заявитель выбрал подачу по 59-ФЗ")}
    report = load(region_store, write_xlsx(tmp_path / "pos.xlsx", [older]))

    assert report.layout == "pos_older"
    assert pd.isna(case_of(region_store, "pos:327441806")["statutory"])


def test_a_pos_message_under_the_law_is_statutory(duckdb_region: Engine, tmp_path: Path) -> None:
    rows = [pos_row("1", ФЗ="59-ФЗ"), pos_row("2", **{"Заявитель выбрал подачу по 59-ФЗ": "Да"}), pos_row("3")]
    load(duckdb_region, write_xlsx(tmp_path / "pos.xlsx", rows))
    assert cases_of(duckdb_region)["statutory"].astype(bool).tolist() == [True, True, False]


def test_a_message_that_comes_back_to_its_readers_is_reopened(duckdb_region: Engine, tmp_path: Path) -> None:
    row = pos_row(**{"Повторное рассмотрение": "Да", "Дата фактического завершения работ": "-"})
    load(duckdb_region, write_xlsx(tmp_path / "pos.xlsx", [row]))
    assert cases_of(duckdb_region)["state"].tolist() == ["reopened"]


def test_a_region_wide_body_has_no_district_and_nothing_is_unmapped(duckdb_region: Engine, tmp_path: Path) -> None:
    row = pos_row(**{"Организация, в которой находится сообщение": "Министерство здравоохранения"})
    report = load(duckdb_region, write_xlsx(tmp_path / "pos.xlsx", [row]))
    assert report.warnings_by_kind == {}
    assert cases_of(duckdb_region)["place_precision"].tolist() == ["none"]


def test_an_incident_arrives_with_reply_reaction_and_deadline(region_store: Engine, tmp_path: Path) -> None:
    report = load(region_store, write_xlsx(tmp_path / "i.xlsx", [incident_row()], "Лист1"))

    assert (report.layout, counts(report), report.warnings_by_kind) == ("incident_cabinet", (1, 1, 0, 0, 0), {})
    row = case_of(region_store, "social:717475")
    assert row["filed_at"] == datetime(2025, 12, 24, 15, 6, 2)
    assert row["first_response_at"] == row["decided_at"] == datetime(2025, 12, 25, 3, 36, 39)
    assert row["response_seconds"] == 45_037  # 12:30:37
    assert row["due_at"] == datetime(2025, 12, 25, 13)  # nine working hours from Thursday 9:00, UTC+5
    assert row["close_seconds"] == 11 * 86_400 + 12 * 3_600 + 10 * 60 + 25
    assert (row["author_reaction"], row["network"], row["reach"]) == ("satisfied", "vk", 2899)
    assert (row["agency_id"], row["topic_id"], row["district_id"]) == ("A1", "T2", "99701000")
    assert row["source_url"] == "https://vk.com/wall-1_2"
    text = texts_of(region_store).loc["social:717475"]
    assert text["text"] == "[упоминание], ямы!\nЗвоните [телефон]"
    assert text["reply"] == "Починим.\n\nПочинили 5 января."


def test_the_reason_of_closing_may_be_a_bare_rating(duckdb_region: Engine, tmp_path: Path) -> None:
    rows = [incident_row(1, **{"Причина закрытия": "5"}), incident_row(2, **{"Причина закрытия": "Автор недоволен"})]
    load(duckdb_region, write_xlsx(tmp_path / "i.xlsx", rows, "Лист1"))
    rated, unhappy = (case_of(duckdb_region, f"social:{number}") for number in (1, 2))
    assert (rated["rating"], pd.isna(rated["author_reaction"])) == (5, True)
    assert unhappy["author_reaction"] == "dissatisfied"


def test_results_of_incidents_become_outcomes(duckdb_region: Engine, tmp_path: Path) -> None:
    words = ["Решено", "Разъяснено", "Не решено", "Отложено", ""]
    rows = [incident_row(number, Итог=word) for number, word in enumerate(words)]
    load(duckdb_region, write_xlsx(tmp_path / "i.xlsx", rows, "Лист1"))
    assert cases_of(duckdb_region)["outcome"].tolist() == ["solved", "explained", "refused", "unknown", "unknown"]


def test_an_incident_without_its_number_goes_by_its_id(duckdb_region: Engine, tmp_path: Path) -> None:
    load(duckdb_region, write_xlsx(tmp_path / "i.xlsx", [incident_row("")], "Лист1"))
    assert list(cases_of(duckdb_region).index) == ["social:39520480"]


@pytest.mark.parametrize("place", ["Сосновская область, другое", "", "-"])
def test_an_incident_without_municipality_is_unmapped_and_counted(
    duckdb_region: Engine, tmp_path: Path, place: str
) -> None:
    report = load(duckdb_region, write_xlsx(tmp_path / "i.xlsx", [incident_row(Муниципалитет=place)], "Лист1"))
    assert report.warnings_by_kind == {"unmapped_district": 1}
    assert sum(report.unmapped["district"].values()) == 1
    assert cases_of(duckdb_region)["district_id"].isna().all()


def test_a_call_has_its_wait_as_first_response_and_its_point(region_store: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "calls.csv", [call_row(Широта="57,5", Долгота="60,5", Муниципалитет="")])
    report = load(region_store, path)

    assert (report.layout, counts(report), report.warnings_by_kind) == ("calls_122", (1, 1, 0, 0, 0), {})
    row = case_of(region_store, "call_122:122-1")
    assert (row["filed_at"], row["response_seconds"]) == (datetime(2026, 1, 10, 7), 30)
    assert (row["closed_at"], row["close_seconds"]) == (datetime(2026, 1, 12, 8), 2 * 86_400 + 3_600)
    assert (row["lat"], row["lon"], row["place_precision"]) == (57.5, 60.5, "point")
    assert row["district_id"] == "99701000"  # by the point: the row names none
    assert (row["outcome"], row["rating"], row["address"]) == ("solved", 4, "улица Лесная, 5")


def test_a_reception_follows_the_statutory_clock(region_store: Engine, tmp_path: Path) -> None:
    row = {"№ приёма": "ЛП-1", "Дата приёма": "12.01.2026", "Вид приёма": "личный", "Кто принимал": "Глава"}
    row |= {"Организация": "Администрация Озёрского района", "Муниципалитет": "Озерский район", "Тема": "Ямы"}
    row |= {"Группа тем": "Дороги", "Вопрос": "О дороге", "Результат": "Разъяснено", "Срок": "", "Дата ответа": ""}
    report = load(region_store, write_csv(tmp_path / "r.csv", [row]))

    assert report.layout == "receptions"
    case = case_of(region_store, "reception:ЛП-1")
    assert case["due_at"] == datetime(2026, 2, 11, 18, 59, 59)  # 30 days
    assert (case["district_id"], case["outcome"], case["state"]) == ("99601000", "explained", "new")


def test_a_registry_card_keeps_both_contents_and_its_tie_to_the_platform(region_store: Engine, tmp_path: Path) -> None:
    header = (
        "Вид|№ РК|Дата рег.|Содержание|Корр./Подписал|Файлы|Рубрика|План (РК)|Факт (РК)|Кому|Сообщение ПОС №|Содержание"
    )
    card = ["Обращение", "ОГ-1/26", "06.01.2026", "О ямах", "Лосихина Мария", "0", "(0003.0009.0097.1021) Ямы"]
    card += ["05.02.2026", "20.01.2026", "Администрация города Сосновска", "327441806", "Разъяснено. Ямы засыпаны."]
    report = load(region_store, write_grid(tmp_path / "reg.xlsx", [header.split("|"), card]))

    assert (report.layout, counts(report)) == ("registry", (1, 1, 0, 0, 0))
    row = case_of(region_store, "statutory:ОГ-1/26")
    assert (row["registered_at"], row["close_seconds"]) == (datetime(2026, 1, 5, 19), 14 * 86_400)
    assert (row["outcome"], bool(row["statutory"]), row["topic_id"]) == ("explained", True, "T2")
    assert len(row["applicant_key"]) == 32
    text = texts_of(region_store).loc["statutory:ОГ-1/26"]
    assert (text["text"], text["reply"]) == ("О ямах", "Разъяснено. Ямы засыпаны.")
    with region_store.connect() as connection:
        links = read_frame(connection, select(case_link).order_by(case_link.c.case_id))
    assert links["event_id"].unique().tolist() == ["pos:327441806"]
    assert links["case_id"].tolist() == ["pos:327441806", "statutory:ОГ-1/26"]


def test_open311_requests_arrive_by_point_and_close_when_last_updated(region_store: Engine, tmp_path: Path) -> None:
    request: dict[str, Any] = {
        "service_request_id": "OP-1",
        "status": "closed",
        "service_name": "Ямы",
        "description": "Яма",
    }
    request |= {"agency_responsible": None, "requested_datetime": "2026-01-10T12:00:00+05:00"}
    request |= {"updated_datetime": "2026-01-11T12:00:00+05:00", "expected_datetime": "2026-01-20T12:00:00+05:00"}
    request |= {"lat": 57.5, "long": 61.5}
    path = tmp_path / "o.json"
    path.write_text(json.dumps([request, request | {"service_request_id": "OP-2", "status": "open"}]))
    report = load(region_store, path)

    assert (report.layout, counts(report)) == ("open311", (2, 2, 0, 0, 0))
    closed, opened = (case_of(region_store, f"open311:OP-{number}") for number in (1, 2))
    assert (closed["filed_at"], closed["closed_at"]) == (datetime(2026, 1, 10, 7), datetime(2026, 1, 11, 7))
    assert (closed["due_at"], closed["district_id"]) == (datetime(2026, 1, 20, 7), "99601000")
    assert (opened["state"], pd.isna(opened["closed_at"])) == ("in_progress", True)


def test_a_list_of_incidents_gives_the_reply_by_its_duration(duckdb_region: Engine, tmp_path: Path) -> None:
    row = {"ID": 1, "Отдел/Исполнитель": "Администрация города Сосновска/Администрация Озёрского района"}
    row |= {
        "Дата создания": "2026-01-12 10:00:00",
        "Время до ответа, ч:м:с": timedelta(hours=30),
        "Важность": "Высокая",
    }
    row |= {"Муниципалитет": "Сосновск", "Группа тем": "Дороги", "Тема": "Ямы", "Урл поста": "https://ok.ru/group/1"}
    report = load(duckdb_region, write_xlsx(tmp_path / "l.xlsx", [row], "Инциденты"))

    assert report.layout == "incident_list"
    assert "outcome" in report.cannot_answer
    case = case_of(duckdb_region, "social:1")
    assert (case["importance"], case["response_seconds"]) == ("high", 30 * 3_600)
    assert case["first_response_at"] == datetime(2026, 1, 13, 11)
    assert case["due_at"] == datetime(2026, 1, 12, 9)  # four hours
    assert (case["agency_received_id"], case["agency_id"], case["network"]) == ("A1", "A3", "ok")


def test_durations_without_dates_say_what_they_cannot_answer(duckdb_region: Engine, tmp_path: Path) -> None:
    row = {"ID": 1, "Отдел": "Администрация города Сосновска", "Исполнитель": "", "Муниципалитет": "Сосновск"}
    row |= {"Группа тем": "Дороги", "Тема": "Ямы", "Важность": "ЛС", "Время до первого ответа": timedelta(seconds=5108)}
    row |= {"Время до закрытия": timedelta(days=1, seconds=5), "Итог": "Решено"}
    report = load(duckdb_region, write_xlsx(tmp_path / "d.xlsx", [row]))

    assert report.layout == "incident_durations"
    assert {"received", "on_time", "in_work", "flow"} <= set(report.cannot_answer)
    case = case_of(duckdb_region, "social:1")
    assert pd.isna(case["filed_at"])
    assert (case["response_seconds"], case["close_seconds"]) == (5_108, 86_405)
    assert (case["state"], case["outcome"], case["importance"]) == ("answered", "solved", "dm")


def test_rows_without_a_number_get_a_key_that_stays_the_same(duckdb_region: Engine, tmp_path: Path) -> None:
    row = {"Муниципалитет": "Сосновск", "Дата создания": "2026-01-12 10:00:00", "Группа тем": "Дороги", "Тема": "Ямы"}
    row |= {"Причина закрытия": "Автор доволен", "Урл блога": "https://vk.com/gorod"}
    path = write_xlsx(tmp_path / "d.xlsx", [row, row, row | {"Тема": "Снег"}], "Детализация")

    assert counts(load(duckdb_region, path)) == (3, 3, 0, 0, 0)  # two rows alike are two incidents
    assert counts(load(duckdb_region, path)) == (3, 0, 0, 3, 0)


def test_training_texts_are_kept_without_any_date(duckdb_region: Engine, tmp_path: Path) -> None:
    row = {
        "Олицетворение": "Сосновск",
        "Группа тем": "Дороги",
        "Тема": "Ямы",
        "Исполнитель": "Администрация города Сосновска",
    }
    report = load(duckdb_region, write_csv(tmp_path / "h.csv", [row | {"Текст инцидента": "Яма, и не одна, а три"}]))
    assert (report.layout, counts(report)) == ("hackathon", (1, 1, 0, 0, 0))
    case = cases_of(duckdb_region).iloc[0]
    assert (case["state"], case["district_id"], case["agency_id"]) == ("unknown", "99701000", "A1")


def test_the_channel_knows_how_far_its_data_go(region_store: Engine, tmp_path: Path) -> None:
    load(
        region_store, write_xlsx(tmp_path / "pos.xlsx", [pos_row(), pos_row("2", **{"Дата поступления": "10.01.2026"})])
    )
    load(region_store, write_csv(tmp_path / "calls.csv", [call_row()]))
    with region_store.connect() as connection:
        until = {row.code: row.data_until for row in connection.execute(select(channel))}
    assert until["pos"] == datetime(2026, 1, 10, 18, 59, 59)  # a day counts until its end
    assert until["call_122"] == datetime(2026, 1, 12, 8)
    assert until["social"] is None
