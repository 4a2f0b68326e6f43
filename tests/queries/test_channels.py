"""Questions about counts, ratings, pages and notes, each with figures one can work out by hand."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from queries.question import Question, answer
from store.record_tables import volume
from tests.intake.records.conftest import load
from tests.intake.small_files import make_region, pos_row, write_csv, write_xlsx


@pytest.fixture
def region(store: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("SVODKA_SALT", "salt of the tests")
    make_region(store)
    return store


def ask(engine: Engine, about: str, **asked: Any) -> dict[str, Any]:
    return answer(Question(about, **asked), engine=engine)


def calls(day: str, place: str, answered: int, lost: int | str, wait: int | str) -> dict[str, Any]:
    return {"Дата": day, "Линия": "122", "Муниципалитет": place, "Отвечено": answered, "Потеряно": lost,
            "Среднее время ожидания, сек": wait}  # fmt: skip


@pytest.fixture
def calls_loaded(region: Engine, tmp_path: Path) -> Engine:
    rows = [calls("20.02.2026", "Сосновск", 90, 10, 30), calls("21.02.2026", "Сосновск", 30, 20, 70)]
    rows += [calls("21.02.2026", "Озерский район", 80, "", "")]
    load(region, write_csv(tmp_path / "v.csv", rows))
    load(region, write_xlsx(tmp_path / "pos.xlsx", [pos_row("1"), pos_row("2")]))
    return region


def test_lost_calls_and_waiting_are_weighted_and_count_only_rows_that_state_them(calls_loaded: Engine) -> None:
    """Lost 30 of 150 where both are known; waiting (90 × 30 + 30 × 70) ÷ 120 = 40 s; the 80 calls state neither."""
    (row,) = ask(calls_loaded, "volumes")["rows"]
    assert (row["key"], row["served"], row["lost"], row["lost_share"]) == ("call_122", 200, 30, 0.2)
    assert (row["waiting_seconds"], row["rating"], row["days"]) == (40, None, 2)
    places = {row["key"]: row for row in ask(calls_loaded, "volumes", by="district")["rows"]}
    assert (places["99601000"]["served"], places["99601000"]["lost_share"]) == (80, None)
    assert [r["served"] for r in ask(calls_loaded, "volumes", by="day")["rows"]] == [90, 110]
    (late,) = ask(calls_loaded, "volumes", date_from="2026-02-21", date_to="2026-02-21")["rows"]
    assert late["served"] == 110
    with calls_loaded.begin() as connection:  # a line that has counts and no cases
        connection.execute(update(volume).values(channel="call_117"))
    assert ask(calls_loaded, "volumes", channels=["call_117"])["rows"][0]["served"] == 200


def test_a_head_sees_the_counts_of_the_own_place_and_nobody_sees_none(calls_loaded: Engine) -> None:
    (row,) = ask(calls_loaded, "volumes", role="head", who="Озёрский район")["rows"]
    assert row["served"] == 80
    assert ask(calls_loaded, "volumes", role="head")["rows"] == []


def test_channels_keep_cases_and_counts_apart_and_say_what_they_cannot_answer(calls_loaded: Engine) -> None:
    found = ask(calls_loaded, "channels")
    rows = {row["channel"]: row for row in found["rows"]}
    assert (rows["pos"]["cases"], rows["pos"]["cases_share"], rows["pos"]["served"]) == (2, 1, None)
    assert (rows["call_122"]["cases"], rows["call_122"]["served"]) == (0, 200)
    assert rows["call_122"]["can_answer"] == []
    assert "first_response" in rows["pos"]["cannot_answer"]
    assert "on_time" in rows["pos"]["can_answer"]
    assert "three_rates" in rows["pos"]["cannot_answer"]  # calls of one channel cannot be told from the others'
    assert [(layout["layout"], layout["guess"]) for layout in found["layouts"]] == [
        ("call_volumes", True),
        ("pos_2026", False),
    ]


def test_the_latest_rating_of_an_organisation_counts(region: Engine, tmp_path: Path) -> None:
    row = {"Организация": "Администрация города Сосновска", "Простота": "2", "Доступность": "2", "Сроки": "2"}
    row |= {"Вежливость": "2", "Количество оценок": "9", "Дата": "01.01.2026"}
    later = row | {"Простота": "4", "Доступность": "5", "Сроки": "4", "Вежливость": "5", "Дата": "01.02.2026"}
    load(region, write_csv(tmp_path / "r.csv", [row, later, row | {"Организация": "Кто-то", "Вежливость": "5"}]))
    found = ask(region, "service_ratings")
    first, second = found["rows"]
    assert (first["key"], first["mean"], first["day"], first["ratings"]) == ("A1", 4.5, "2026-02-01", 9)
    assert (second["key"], second["name_ru"], second["mean"]) == (None, "Кто-то", 2.75)
    assert (found["organisations"], found["region"]["courtesy"]) == (2, 5)


def test_a_page_silent_for_thirty_days_is_dead(region: Engine, tmp_path: Path) -> None:
    row = {
        "Организация": "Администрация города Сосновска",
        "Социальная сеть": "ВК",
        "Отметка": "Нет",
        "Подписчиков": "5",
    }
    posts = {"a": "28.02.2026", "b": "30.01.2026", "c": "29.01.2026", "d": "-"}
    rows = [row | {"Ссылка": f"vk.com/{name}", "Последняя публикация": day} for name, day in posts.items()]
    load(region, write_csv(tmp_path / "p.csv", rows))
    found = ask(region, "official_pages")
    states = {row["url"].rpartition("/")[2]: (row["state"], row["silent_days"]) for row in found["rows"]}
    assert states == {"a": ("alive", 0), "b": ("alive", 29), "c": ("dead", 30), "d": ("unknown", None)}
    assert (found["pages"], found["dead"], found["unknown"], found["without_mark"]) == (4, 1, 1, 4)
    assert ask(region, "official_pages", settings={"days": "10"})["dead"] == 2


def test_notes_of_the_whole_region_are_for_every_head(region: Engine, tmp_path: Path) -> None:
    row = {
        "Начало": "20.02.2026",
        "Окончание": "21.02.2026",
        "Вид события": "Метель",
        "Муниципалитет": "",
        "Описание": "А",
    }
    load(region, write_csv(tmp_path / "n.csv", [row, row | {"Муниципалитет": "Сосновск", "Описание": "Б"}]))
    assert [r["title"] for r in ask(region, "annotations")["rows"]] == ["А", "Б"]
    assert [r["title"] for r in ask(region, "annotations", role="head", who="Озёрский район")["rows"]] == ["А"]
    assert ask(region, "annotations", role="head")["rows"] == []
    assert ask(region, "annotations", date_from="2026-02-22")["rows"] == []
