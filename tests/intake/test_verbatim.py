"""Columns that are kept as the source wrote them hold nobody's name and number."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from intake.formats.social import network, only_public
from intake.load import load_file
from intake.matching import add_alias, normalise
from intake.remarks import without_words
from intake.verbatim import without_people
from store.tables import agency_alias, import_issue, topic
from tests.intake.small_files import CALL_HEADER, NOW, cases_of, pos_row, write_grid, write_xlsx


def texts(*words: str | None) -> pd.Series:
    return pd.Series(words, dtype="str")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Сидоров С.С.", "[имя]"),
        ("С. С. Сидоров-Горный - Министр", "[имя] - Министр"),
        ("Анна Петрова", "[имя]"),
        ("ПЕТРОВА АННА", "[имя]"),
        ("Горемыкина Анна Сергеевна, 8 913 123 45 67", "[имя], [телефон]"),
        ("Департамент транспорта (ДТ)", "Департамент транспорта (ДТ)"),
        ("Совет Ветеранов", "Совет Ветеранов"),
        ('МУП "Магазин Надежда"', 'МУП "Магазин Надежда"'),
    ],
)
def test_who_works_at_a_body_is_not_its_name(written: str, kept: str) -> None:
    assert without_people(texts(written, None)).tolist()[0] == kept
    assert without_people(texts(kept)).tolist() == [kept]


@pytest.mark.parametrize(
    "name",
    [
        "Библиотека им. А.С. Пушкина",
        "ГКБ № 1 ИМ. КАБАНОВА А.Н.",
        "УК на ул. Л. Н. Толстого",
        "Администрация Г. ТАРЫ",
        "МБОУ С. ПЕТРОВКА",
        "МФЦ\u00a0г Сосновск",
        "Омский МСЭ. Бюро № 5",
        "МБОУ имени Ивана Петрова",
        "Надежда Полина",
    ],
)
def test_a_body_keeps_its_name_whoever_it_is_named_after(name: str) -> None:
    """Two libraries would be one, and the second of two rows a doubled key."""
    assert without_people(texts(name)).tolist() == [name]


def test_words_of_a_list_stay_as_they_are() -> None:
    words = texts("Отправлен ответ заявителю", None, "На модерации", "Завершено, звонить 8 913 123 45 67")
    assert without_people(words).fillna("–").tolist() == [
        "Отправлен ответ заявителю",
        "–",
        "На модерации",
        "Завершено, звонить [телефон]",
    ]


def test_an_official_in_the_column_of_bodies_is_nowhere_in_the_store(region_store: Engine, tmp_path: Path) -> None:
    inside = "Организация, в которой находится сообщение"
    rows = [
        pos_row("1", **{inside: "Горемыкин И.П.", "Статус": "Ждёт Горемыкина Ивана, 8 913 123 45 67"}),
        pos_row("2", **{inside: "Администрация города Сосновска", "Подкатегория": "Звонить vk.com/goremykin"}),
    ]
    report = load_file(write_xlsx(tmp_path / "pos.xlsx", rows), engine=region_store, now=NOW)
    cases = cases_of(region_store).set_index("source_number")
    assert report.unmapped["agency"] == {"[имя]": 1}
    assert cases["agency_source"].to_dict() == {"1": "[имя]", "2": "Администрация города Сосновска"}
    assert cases.loc["1", "status_source"] == "Ждёт Горемыкина Ивана, [телефон]"
    assert cases.loc["2", "topic_source"] == "Медицина / Звонить [ссылка] / Запись к врачу"


def test_a_topic_of_the_list_is_known_whatever_numbers_it_holds(region_store: Engine, tmp_path: Path) -> None:
    levels = {"Категория": "Медицина", "Подкатегория": "Запись по номеру 8-800-555-35-35", "Факт": "Запись к врачу"}
    with region_store.begin() as connection:
        listed = dict(zip(("level_1", "level_2", "level_3"), levels.values(), strict=True))
        connection.execute(topic.insert().values(id="T9", **listed))
    load_file(write_xlsx(tmp_path / "pos.xlsx", [pos_row("1", **levels)]), engine=region_store, now=NOW)
    case = cases_of(region_store).iloc[0]
    assert (case["topic_id"], case["topic_source"]) == ("T9", "Медицина / Запись по номеру [телефон] / Запись к врачу")


def test_two_traders_do_not_become_one_body_by_what_is_left_of_their_names(
    region_store: Engine, tmp_path: Path
) -> None:
    inside = "Организация, в которой находится сообщение"
    traders = [pos_row(str(n), **{inside: name}) for n, name in enumerate(("ИП Горемыкин И.П.", "ИП Сидорова А.А."))]
    file = write_xlsx(tmp_path / "pos.xlsx", traders)
    load_file(file, engine=region_store, now=NOW)
    with region_store.begin() as connection:
        with pytest.raises(ValueError, match="list each under its whole name"):
            add_alias(connection, "agency", "99", "ИП [имя]", "A1")
        # As it was given when this was not refused yet.
        connection.execute(agency_alias.insert().values(region="99", alias="ип имя", agency_id="A1", origin="person"))
    again = load_file(file, engine=region_store, now=NOW)
    assert (again.unchanged, again.unmapped["agency"]) == (2, {"ИП [имя]": 2})
    with region_store.begin() as connection:
        listed = {"region": "99", "alias": normalise("ИП Сидорова А.А."), "agency_id": "A1", "origin": "agencies"}
        connection.execute(agency_alias.insert().values(listed))
    load_file(file, engine=region_store, now=NOW)
    cases = cases_of(region_store).set_index("source_number")
    assert cases["agency_source"].to_dict() == {"0": "ИП [имя]", "1": "ИП Сидорова А.А."}
    assert (cases["agency_id"].isna()["0"], cases["agency_id"]["1"]) == (True, "A1"), "a listed name is public"


def test_a_telephone_in_the_column_of_dates_is_not_in_the_report(region_store: Engine, tmp_path: Path) -> None:
    call: dict[str, Any] = dict.fromkeys(CALL_HEADER, "")
    call |= {"Номер обращения": "1", "Дата и время звонка": "8 913 123 45 67", "Статус": "Закрыто"}
    file = write_grid(tmp_path / "calls.xlsx", [CALL_HEADER, list(call.values())])
    report = load_file(file, engine=region_store, now=NOW)
    assert [finding.value for finding in report.findings] == ["[…]"]
    with region_store.connect() as connection:
        assert connection.execute(import_issue.select()).one().value == "[…]"


def test_a_date_that_cannot_be_read_is_shown_as_it_stands() -> None:
    written = texts("32.01.2026 25:61", "26-13-45", "31 февраля 2026", None)
    assert without_words(written).fillna("–").tolist() == ["32.01.2026 25:61", "26-13-45", "31 … 2026", "–"]


def test_a_network_is_the_site_and_never_who_writes_there() -> None:
    urls = texts(
        "https://vk.com/club1", "m.ok.ru/group/5", "https://t.me/sosnovsk", "https://ivan-petrov.livejournal.com/5.html",
        "Петушков 8 913 123 45 67 p@mail.ru", "https://vk.example/h1",
    )  # fmt: skip
    assert network(urls).fillna("–").tolist() == ["vk", "ok", "tg", "livejournal", "–", "vk"]


def test_what_is_no_address_of_a_post_is_not_kept() -> None:
    posts = texts(
        "https://vk.com/wall-5_6", "Петушков 8 913 123 45 67", "https://vk.com/photo123_45", "https://vk.com/sosn?z=video7_8",
        "vk.com/wall-5_7?reply=8", "https://odnoklassniki.ru/profile/55",
    )  # fmt: skip
    kept = only_public(posts, texts(*[None] * 6))
    assert kept.fillna("–").tolist() == ["https://vk.com/wall-5_6", "–", "–", "–", "vk.com/wall-5_7?reply=8", "–"]
