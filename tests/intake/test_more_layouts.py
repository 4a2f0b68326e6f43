"""Layouts of interfaces, portals and registers end to end, with values one can check by hand."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, insert, select

from data_samples.xls import write_xls
from intake.report import FileRefused
from intake.undo import undo_batch
from queries.question import Question, answer
from store.tables import case_event, case_link, topic
from tests.intake.records.conftest import load
from tests.intake.small_files import case_of, cases_of, counts, events_of, texts_of, write_csv, write_grid

MESSAGE: dict[str, Any] = {
    "posId": 501,
    "description": "Яма. Тел. 89123456789",
    "location": {"address": "улица Лесная, 5", "lat": 57.5, "lng": 60.5},
    "subjectName": "Дороги",
    "subsubjectName": "Ямы",
    "organizationInfo": {"name": "Администрация города Сосновска", "oktmo": "99701000"},
    "createdAt": "2026-01-10T12:00:00+05:00",
    "answerAt": "2026-02-09T12:00:00+05:00",
    "status": "SEND_RESPONSE",
    "statusText": "Отправлен ответ заявителю",
    "applicant": {"name": "Иван Иванов", "phone": "89120000000"},
    "history": [
        {"status": "MODERATION_NEW", "statusText": "Новое", "createdAt": "2026-01-10T12:00:00+05:00"},
        {"status": "FORWARD_TO_SUBORDINATE", "statusText": "Передано", "createdAt": "2026-01-10T13:00:00+05:00"},
        {"status": "TAKE_TO_WORK", "answer": "Принято", "createdAt": "2026-01-11T12:00:00+05:00"},
        {"status": "SEND_RESPONSE", "answer": "Засыпано 12 января.", "createdAt": "2026-01-12T12:00:00+05:00"},
    ],
}


def write_json(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_message_of_the_interface_brings_its_history_as_a_timeline(region_store: Engine, tmp_path: Path) -> None:
    report = load(region_store, write_json(tmp_path / "m.json", MESSAGE))
    assert (report.layout, counts(report), report.warnings_by_kind) == ("pos_api", (1, 1, 0, 0, 0), {})
    row = case_of(region_store, "pos:501")
    assert (row["filed_at"], row["due_at"]) == (datetime(2026, 1, 10, 7), datetime(2026, 2, 9, 7))
    assert (row["first_response_at"], row["closed_at"]) == (datetime(2026, 1, 11, 7), datetime(2026, 1, 12, 7))
    assert (row["agency_id"], row["district_id"], row["topic_id"], row["state"]) == ("A1", "99701000", "T2", "answered")
    assert (texts_of(region_store).loc["pos:501", "text"], row["lat"]) == ("Яма. Тел. [телефон]", 57.5)
    assert events_of(region_store, "pos:501") == [
        ("filed", datetime(2026, 1, 10, 7)),
        ("transferred", datetime(2026, 1, 10, 8)),
        ("first_response", datetime(2026, 1, 11, 7)),
        ("taken", datetime(2026, 1, 11, 7)),
        ("closed", datetime(2026, 1, 12, 7)),
    ]
    stored = cases_of(region_store).astype("str").to_string() + texts_of(region_store).to_string()
    assert "Иванов" not in stored
    assert "8912" not in stored


def test_a_new_step_of_the_history_is_news_and_the_same_history_is_not(region_store: Engine, tmp_path: Path) -> None:
    open_one = MESSAGE | {"status": "TAKE_TO_WORK", "history": MESSAGE["history"][:3]}
    path = write_json(tmp_path / "a.json", {"items": [open_one]})
    load(region_store, path)
    assert counts(load(region_store, path)) == (1, 0, 0, 1, 0)
    before = events_of(region_store, "pos:501")
    postponed = {"status": "POSTPONE", "statusText": "Перенос", "createdAt": "2026-01-12T12:00:00+05:00"}
    longer = open_one | {"history": [*open_one["history"], postponed]}
    assert counts(load(region_store, write_json(tmp_path / "b.json", [longer]))) == (1, 0, 1, 0, 0)
    assert ("postponed", datetime(2026, 1, 12, 7)) in events_of(region_store, "pos:501")
    with region_store.connect() as connection:
        notes = connection.execute(select(case_event.c.note).where(case_event.c.kind == "postponed")).scalars().all()
    assert notes == ["Перенос"]
    undo_batch(region_store, 2)
    assert events_of(region_store, "pos:501") == before


def test_a_report_of_answers_counts_questions_and_ties_itself_to_the_registry(
    region_store: Engine, tmp_path: Path
) -> None:
    """Two questions, one answered: the appeal is open; the other appeal was supported."""
    first = {"code": "0003.0009.0097.0689", "status": "Explained", "incomingDate": "2026-01-12"}
    first |= {"registrationDate": "2026-01-13", "responseDate": "2026-01-20"}
    second = {"code": "0002.0014.0143.0416", "status": "InWork", "incomingDate": "2026-01-12"}
    appeal = {
        "departmentId": "x",
        "number": "ОГ-1",
        "name": "Лосихина Мария",
        "address": "Лесная, 1",
        "questions": [first, second],
    }
    done = appeal | {"number": "ОГ-2", "questions": [first | {"status": "Supported", "actionsTaken": True}]}
    report = load(region_store, write_json(tmp_path / "s.json", [appeal, done]))

    assert (report.layout, counts(report)) == ("sstu", (2, 2, 0, 0, 0))
    waiting, solved = (case_of(region_store, f"sstu:ОГ-{number}") for number in (1, 2))
    assert (waiting["state"], waiting["questions"], pd.isna(waiting["closed_at"])) == ("in_progress", 2, True)
    assert waiting["registered_at"] == datetime(2026, 1, 12, 19)
    assert waiting["due_at"] == datetime(2026, 2, 12, 18, 59, 59)  # 30 days from registration
    assert (solved["outcome"], solved["questions"]) == ("solved", 1)
    with region_store.connect() as connection:
        links = connection.execute(
            select(case_link.c.event_id, case_link.c.case_id).order_by(case_link.c.case_id)
        ).all()
    assert ("statutory:ОГ-1", "sstu:ОГ-1") in [tuple(link) for link in links]
    (row,) = answer(Question("questions"), engine=region_store)["rows"]
    assert (row["appeals"], row["questions"], row["unknown"]) == (2, 3, 0)


REGISTRY = ["№ РК", "Дата рег.", "Рубрика", "План (РК)", "Факт (РК)", "Кому", "Содержание", "Содержание"]
CARD = ["ОГ-7", "12.01.2026", "(0003.0009.0097.1021) Ямы (0002.0014.0143.0416) Запись к врачу", "11.02.2026"]
CARD += ["20.01.2026", "Администрация города Сосновска", "О ямах; и о враче", "Разъяснено. Ждите."]


def test_every_card_of_a_registry_has_its_own_rubric_and_result(duckdb_region: Engine, tmp_path: Path) -> None:
    """Rubrics that come again, come bare or not at all; an answer that does not begin with a result says none."""
    cards = [
        ["ОГ-7", "12.01.2026", CARD[2], *CARD[3:]],
        ["ОГ-8", "12.01.2026", "Ямы; ", *CARD[3:7], "Разъяснено: ждите."],
        ["ОГ-9", "12.01.2026", "", *CARD[3:7], "Да. Поддержано."],
        ["ОГ-10", "12.01.2026", CARD[2], *CARD[3:7], ""],
    ]
    load(duckdb_region, write_grid(tmp_path / "registry.xlsx", [REGISTRY, *cards]))
    rows = [case_of(duckdb_region, f"statutory:{card[0]}") for card in cards]
    assert [row["outcome"] for row in rows] == ["explained", "explained", "unknown", "unknown"]
    told = [[None if pd.isna(row[name]) else row[name] for name in ("topic_source", "questions")] for row in rows]
    assert told == [["Ямы", 2], ["Ямы", None], [None, None], ["Ямы", 2]]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_a_registry_is_read_from_old_and_new_excel_and_windows_csv(
    duckdb_region: Engine, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"registry.{kind}"
    if kind == "xlsx":
        write_grid(path, [REGISTRY, CARD])
    elif kind == "xls":
        write_xls(path, [REGISTRY, CARD])
    else:
        cells = (";".join(f'"{cell}"' for cell in row) for row in (REGISTRY, CARD))
        path.write_bytes(("\r\n".join(cells) + "\r\n").encode("cp1251"))
    report = load(duckdb_region, path)

    assert (report.layout, counts(report), report.warnings_by_kind) == (
        "registry",
        (1, 1, 0, 0, 0),
        {"unmapped_district": 1},
    )
    row = case_of(duckdb_region, "statutory:ОГ-7")
    assert (row["topic_source"], row["questions"], row["outcome"]) == ("Ямы", 2, "explained")
    assert texts_of(duckdb_region).loc["statutory:ОГ-7", "reply"] == "Разъяснено. Ждите."
    (counted,) = answer(Question("questions"), engine=duckdb_region)["rows"]
    assert (counted["appeals"], counted["questions"]) == (1, 2)


def test_a_code_of_the_classifier_is_its_topic_where_nobody_knows_the_name(
    duckdb_region: Engine, tmp_path: Path
) -> None:
    code = "0003.0009.0097.0689"
    with duckdb_region.begin() as connection:
        connection.execute(insert(topic).values(id=code, level_1="Экономика", level_2="Содержание дорог"))
    rubrics = [f"({code}) Дороги: содержание", "(0001.0001.0001.0001) Нечто", f"({code}) Ямы"]
    cards = [[f"ОГ-{n}", "12.01.2026", rubric, *CARD[3:]] for n, rubric in enumerate(rubrics)]
    load(duckdb_region, write_grid(tmp_path / "r.xlsx", [REGISTRY, *cards]))
    question = {"code": code, "status": "InWork", "incomingDate": "2026-01-12", "registrationDate": "2026-01-13"}
    load(duckdb_region, write_json(tmp_path / "s.json", [{"number": "ОГ-9", "questions": [question]}]))
    found = cases_of(duckdb_region)["topic_id"]
    assert [found[f"statutory:ОГ-{n}"] for n in (0, 2)] == [code, "T2"], "a name that is known wins"
    assert pd.isna(found["statutory:ОГ-1"])
    assert found["sstu:ОГ-9"] == code


SPB = {"Внешний ID": "77", "Название": "Мусор", "Район": "Сосновск", "Статус": "В работе", "Описание": "Не вывозят"}
SPB |= {
    "Дата создания": "12.01.2026 10:00:00",
    "Дата последнего обновления": "14.01.2026 11:30:00",
    "Пользователь": "Иван П.",
}
SPB |= {
    "ID Пользователя": "5",
    "Долгота": "60.5",
    "Широта": "57.5",
    "Адрес": "Лесная, 1",
    "Муниципальное образование": "№ 1",
}
SPB |= {"Причина обращения": "Запах", "Категория": "Дороги", "Подкатегория": "Ямы"}
HAPPY = "Завершено: Пользователь удовлетворен решением проблемы"


def test_a_portal_status_is_also_the_verdict_of_the_applicant(region_store: Engine, tmp_path: Path) -> None:
    report = load(
        region_store, write_csv(tmp_path / "s.csv", [SPB, SPB | {"Внешний ID": "78", "Статус": HAPPY}], mark=",")
    )
    assert (report.layout, counts(report)) == ("nash_spb", (2, 2, 0, 0, 0))
    working, done = (case_of(region_store, f"nash_spb:{number}") for number in (77, 78))
    assert (working["state"], pd.isna(working["closed_at"]), pd.isna(working["author_reaction"])) == (
        "in_progress",
        True,
        True,
    )
    assert (done["state"], done["author_reaction"], done["status_source"]) == ("answered", "satisfied", HAPPY)
    assert (done["filed_at"], done["closed_at"]) == (datetime(2026, 1, 12, 5), datetime(2026, 1, 14, 6, 30))
    assert (done["lat"], done["lon"], done["district_id"]) == (57.5, 60.5, "99701000")
    assert done["due_at"] == datetime(2026, 1, 22, 18, 59, 59)  # eight working days after Monday the 12th


def test_an_appeal_in_belarus_has_15_days_or_a_month_from_the_day_after_registration(
    region_store: Engine, tmp_path: Path
) -> None:
    row = {
        "Номер обращения": "1",
        "Вид обращения": "жалоба",
        "Дата подачи": "29.01.2026",
        "Дата регистрации": "30.01.2026",
    }
    row |= {
        "Организация": "Администрация города Сосновска",
        "Требует дополнительного изучения": "Нет",
        "Дата ответа": "",
    }
    rows = [row, row | {"Номер обращения": "2", "Требует дополнительного изучения": "Да"}]
    report = load(region_store, write_csv(tmp_path / "b.csv", rows))
    assert (report.layout, counts(report), report.guess) == ("appeals_by", (2, 2, 0, 0, 0), True)
    quick, studied = (case_of(region_store, f"appeals_by:{number}") for number in (1, 2))
    assert quick["due_at"] == datetime(2026, 2, 14, 18, 59, 59)  # 31 January is the first day, 14 February the 15th
    assert studied["due_at"] == datetime(2026, 2, 28, 18, 59, 59)  # a month: February has no 30th
    assert studied["importance"] == "study"


def test_guessed_registers_load_and_say_that_they_are_guesses(duckdb_region: Engine, tmp_path: Path) -> None:
    portal = {"Номер заявки": "1", "Дата подачи заявки": "12.01.2026 10:00", "Категория": "Дороги", "Описание": "Яма"}
    portal |= {"Статус заявки": "Выполнена", "Дата выполнения": "14.01.2026 10:00", "Оценка заявителя": "5"}
    line = {
        "№ звонка": "1",
        "Дата прямой линии": "12.01.2026",
        "Тема": "Ямы",
        "Группа тем": "Дороги",
        "Результат": "Разъяснено",
    }
    line |= {"Муниципалитет": "Сосновск", "Организация": "Администрация города Сосновска", "Дата ответа": ""}
    card = {"№ карточки": "1", "Дата и время обращения": "12.01.2026 10:00:00", "Тема": "Ямы", "Статус": "Закрыто"}
    card |= {"Муниципалитет": "Сосновск", "Результат": "Решено", "Дата закрытия": "12.01.2026 12:00:00"}
    wanted = {"portal_115": portal, "direct_lines": line, "contact_centre": card}
    for layout, row in wanted.items():
        report = load(duckdb_region, write_csv(tmp_path / f"{layout}.csv", [row]))
        assert (report.layout, counts(report), report.guess) == (layout, (1, 1, 0, 0, 0), True)
    assert case_of(duckdb_region, "portal_115:1")["rating"] == 5


XML = """<?xml version="1.0" encoding="utf-8"?>
<service_requests>
 <request><service_request_id>1</service_request_id><status>closed</status><status_notes/><service_name>Ямы</service_name>
  <requested_datetime>2026-01-10T12:00:00+05:00</requested_datetime>
  <updated_datetime>2026-01-11T07:00:00Z</updated_datetime><lat>57.5</lat><{lon}>61.5</{lon}></request>
 <request><service_request_id>2</service_request_id><status>open</status><service_name>Ямы</service_name>
  <requested_datetime>2026-01-10 12:00:00</requested_datetime><lat></lat><{lon}></{lon}></request>
</service_requests>"""


@pytest.mark.parametrize("lon", ["long", "lon"])
def test_open311_xml_reads_like_its_json(duckdb_region: Engine, tmp_path: Path, lon: str) -> None:
    path = tmp_path / "requests.xml"
    path.write_text(XML.replace("{lon}", lon), encoding="utf-8")
    report = load(duckdb_region, path)
    assert (report.layout, counts(report)) == ("open311", (2, 2, 0, 0, 0))
    closed, opened = (case_of(duckdb_region, f"open311:{number}") for number in (1, 2))
    assert (closed["filed_at"], closed["closed_at"]) == (datetime(2026, 1, 10, 7), datetime(2026, 1, 11, 7))
    assert (closed["lon"], closed["district_id"], opened["filed_at"]) == (61.5, "99601000", datetime(2026, 1, 10, 7))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (XML[:200], "broken XML"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><service_requests>&a;</service_requests>", "declares entities"),
        ("<service_requests></service_requests>", "holds no service requests"),
        ("<html><table/></html>", "this is a web page or XML inside"),
    ],
)
def test_xml_that_is_broken_dangerous_or_empty_is_refused(
    duckdb_region: Engine, tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "requests.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused, match=said):
        load(duckdb_region, path)
