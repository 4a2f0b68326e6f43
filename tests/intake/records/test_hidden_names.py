"""Who is named in the columns of bodies and municipalities of counts, registers and polls is nowhere in the store."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from intake.undo import undo_batch
from queries.filters import Filters
from queries.loads import unmapped
from queries.poll_results import people_by_poll
from queries.scope import scope_for
from queries.service_ratings import service_ratings
from store.record_tables import UNDO_RECORDS, WHOLE_STORE, annotation, poll_result, service_rating, volume
from tests.intake.records.conftest import Rows, list_place, load
from tests.intake.small_files import counts, write_csv

Row = dict[str, Any]
TRADER, OTHER, HEAD = "ИП Сидоров С.С.", "ИП Горемыкин И.П.", "Сидоров С.С. - Министр"
SERVICE: Row = {"Дата": "27.02.2026", "Канал": "Е-Паслуга", "Район": "Озёрский район", "Организация": TRADER}
SERVICE |= {"Процедура": "2.1", "Количество": "14"}
RATING: Row = {"Организация": HEAD, "Простота и понятность": "4,5", "Доступность информации": "5"}
RATING |= {"Соблюдение срока": "3", "Вежливость": "4"}
PAGE: Row = {"Организация": TRADER, "Муниципалитет": HEAD, "Ссылка": "vk.com/sosnovsk", "Подписчиков": "12"}
CALL: Row = {"Дата обзвона": "20.02.2026", "Канал": "ПОС", "Номер сообщения": "1", "Связались": "Да", "Решено": "Да"}
CALL |= {"Доволен": "Да", "Муниципалитет": HEAD, "Организация": TRADER}
NOTE: Row = {"Начало": "20.02.2026", "Вид события": "Метель", "Муниципалитет": HEAD, "Описание": "Метель"}
POLL: Row = {"Код опроса": "7", "Опрос": "Чем ездите?", "Вариант ответа": "Автобус", "Муниципалитет": HEAD}
POLL |= {"Организатор": TRADER, "Голосов": "30", "Участников": "30"}
ANSWER: Row = {"№ анкеты": "1", "Код опроса": "8", "Опрос": "Дороги", "Вопрос": "Что чинить?", "Ответ": "Мост"}
ANSWER |= {"Муниципалитет": HEAD, "Организатор": TRADER}
PEOPLE: Row = {"Муниципалитет": HEAD, "Возраст": "18-24", "Пол": "Ж", "Население": "100", "Год": "2026"}
TALK: Row = {"Код обсуждения": "3", "Вид": "Слушания", "Тема обсуждения": "План", "Муниципалитет": HEAD}
TALK |= {"Организатор": TRADER, "Дата начала": "20.02.2026", "Участников": "5"}


def everything(engine: Engine) -> str:
    """All that stands in all tables of the store, the reports of imports too."""
    with engine.connect() as connection:
        return "\n".join(str(tuple(row)) for t in WHOLE_STORE.sorted_tables for row in connection.execute(select(t)))


@pytest.fixture
def as_before(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], Any]:
    """Does something as it was done when names of files without cases were kept as they were written."""

    def did(what: Callable[[], Any]) -> Any:
        with monkeypatch.context() as before:
            for module in ("intake.verbatim", "intake.records.hidden"):
                before.setattr(f"{module}.without_people", lambda words: words)
            return what()

    return did


@pytest.mark.parametrize(
    ("layout", "row"),
    [("service_volumes", SERVICE), ("service_ratings", RATING), ("official_pages", PAGE), ("callbacks", CALL),
     ("annotations", NOTE), ("poll_results", POLL), ("poll_answers", ANSWER), ("resident_groups", PEOPLE),
     ("discussions", TALK)],
)  # fmt: skip
def test_an_official_in_the_columns_of_bodies_and_places_is_nowhere_in_the_store(
    region_store: Engine, tmp_path: Path, layout: str, row: Row
) -> None:
    path = write_csv(tmp_path / "f.csv", [row, row])  # of a key that comes twice the report tells the first
    report = load(region_store, path, layout=layout)
    assert (report.layout, report.new) == (layout, 1)
    told = str(report.as_json()) + str(report.findings) + everything(region_store)
    assert "Сидоров" not in told
    assert "[имя]" in told
    assert load(region_store, path, layout=layout).unchanged == 1


def test_two_traders_whose_names_are_kept_alike_stay_two_rows(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    path = write_csv(tmp_path / "v.csv", [SERVICE, SERVICE | {"Организация": OTHER, "Количество": "5"}])
    report = load(region_store, path)
    assert (counts(report), report.unmapped) == ((2, 2, 0, 0, 0), {"agency": {"ИП [имя]": 2}})
    found = rows_of(region_store, volume)
    assert sorted(found["count"]) == [5, 14]
    assert set(found["agency_source"]) == {"ИП [имя]"}
    assert unmapped("agency", engine=region_store)[["name", "rows"]].values.tolist() == [["ИП [имя]", 2]]
    again = load(region_store, write_csv(tmp_path / "w.csv", [SERVICE | {"Организация": OTHER, "Количество": "6"}]))
    assert counts(again) == (1, 0, 1, 0, 0)
    assert sorted(rows_of(region_store, volume)["count"]) == [6, 14]


def test_ratings_of_two_bodies_whose_names_are_kept_alike_are_told_apart(region_store: Engine, tmp_path: Path) -> None:
    other = RATING | {"Организация": "Горемыкин И.П. - Министр", "Вежливость": "2"}
    load(region_store, write_csv(tmp_path / "r.csv", [RATING, other]))
    found = service_ratings(scope_for("staff"), Filters(), engine=region_store)
    assert found[["name_ru", "courtesy"]].values.tolist() == [["[имя] - Министр", 4], ["[имя] - Министр", 2]]
    assert found["key"].isna().all()


def test_people_of_two_places_whose_names_are_kept_alike_add_up(region_store: Engine, tmp_path: Path) -> None:
    """30 and 20 people who could choose several: one place of that name would have had 30."""
    several = POLL | {"Тип вопроса": "Несколько вариантов", "Голосов": "9"}
    other = several | {"Муниципалитет": "Горемыкин И.П. - Министр", "Голосов": "8", "Участников": "20"}
    load(region_store, write_csv(tmp_path / "p.csv", [several, other]))
    with region_store.connect() as connection:
        assert people_by_poll(connection).to_dict() == {"7": 50}


def test_rows_from_before_are_known_again_and_name_nobody_from_then_on(
    region_store: Engine, tmp_path: Path, rows_of: Rows, as_before: Callable[[Callable[[], Any]], Any]
) -> None:
    both = SERVICE | {"Район": HEAD}
    first = write_csv(tmp_path / "v.csv", [both, SERVICE | {"Район": HEAD, "Организация": "Контора|Центр"}])
    later = write_csv(tmp_path / "w.csv", [both | {"Количество": "15"}])
    others = [write_csv(tmp_path / f"{n}.csv", [row]) for n, row in enumerate((RATING, NOTE, POLL))]
    files = [first, later, *others]
    as_before(lambda: [load(region_store, file) for file in files])
    written = f"2026-02-27|e_pasluga|~{HEAD}|~{TRADER}|2.1"
    assert written in rows_of(region_store, volume).index
    with region_store.connect() as connection:
        assert connection.execute(select(UNDO_RECORDS["volume"].c.key)).scalars().all() == [written]

    assert [counts(load(region_store, file))[1:] for file in files[1:]] == [(0, 0, 1, 0)] * 4
    for table in (volume, UNDO_RECORDS["volume"], service_rating, annotation, poll_result):
        rows = rows_of(region_store, table)
        assert not any("Сидоров" in str(row) for row in rows.itertuples()), table.name
    assert rows_of(region_store, volume).index.str.endswith("|~Контора¦Центр|2.1").sum() == 1
    undone = undo_batch(region_store, 2)
    assert (undone.removed, undone.restored) == (0, 1)
    assert counts(load(region_store, first))[1:] == (0, 0, 2, 0)


def test_a_trader_that_the_list_holds_by_now_counts_once_and_by_name(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    """14 of one trader at home in Сосновск and 5 of another nobody knows, not 28 and 5."""
    row = SERVICE | {"Район": ""}
    path = write_csv(tmp_path / "v.csv", [row, row | {"Организация": OTHER, "Количество": "5"}])
    load(region_store, path)
    load(region_store, write_csv(tmp_path / "agencies.csv", [{"Наименование": TRADER, "ОКТМО": "99701000"}]))
    assert counts(load(region_store, path)) == (2, 0, 1, 1, 0)
    found = rows_of(region_store, volume).sort_values("count")
    assert found["count"].tolist() == [5, 14]
    assert found["agency_source"].tolist() == ["ИП [имя]", TRADER]
    assert (pd.isna(found["agency_id"].iloc[0]), found["district_id"].iloc[1]) == (True, "99701000")


@pytest.mark.parametrize("successor", [None, "99701000"])
def test_a_municipality_that_the_list_holds_by_now_counts_once_and_by_name(
    region_store: Engine, tmp_path: Path, rows_of: Rows, successor: str | None
) -> None:
    """14 of one and 5 of another nobody knows, not 28 and 5; of one of before a reform where it stands today."""
    path = write_csv(tmp_path / "v.csv", [SERVICE | {"Район": HEAD}, SERVICE | {"Район": OTHER, "Количество": "5"}])
    load(region_store, path)
    list_place(region_store, successor, HEAD)
    assert counts(load(region_store, path)) == (2, 0, 1, 1, 0)
    found = rows_of(region_store, volume).sort_values("count")
    assert found[["district_source", "count"]].values.tolist() == [["ИП [имя]", 5], [HEAD, 14]]
    assert (pd.isna(found["district_id"].iloc[0]), found["district_id"].iloc[1]) == (True, successor or "99702000")


def test_who_stands_in_the_column_of_municipalities_gives_no_name_to_the_organisation_beside(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    """The minister gets listed as an organisation, with 5: the 14 of the trader stay nobody's."""
    load(region_store, write_csv(tmp_path / "v.csv", [SERVICE | {"Район": HEAD}]))
    load(region_store, write_csv(tmp_path / "agencies.csv", [{"Наименование": HEAD, "ОКТМО": "99701000"}]))
    load(region_store, write_csv(tmp_path / "w.csv", [SERVICE | {"Организация": HEAD, "Количество": "5"}]))
    found = rows_of(region_store, volume).sort_values("count")
    assert found[["agency_source", "count"]].values.tolist() == [[HEAD, 5], ["ИП [имя]", 14]]
    assert found["agency_id"].isna().tolist() == [False, True]


def test_no_salt_is_made_where_nothing_is_hidden(
    region_store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    salt = tmp_path / "var" / "salt"
    monkeypatch.delenv("SVODKA_SALT", raising=False)
    monkeypatch.setattr("intake.applicants.SALT_FILE", salt)
    plain = SERVICE | {"Организация": "Контора"}
    load(region_store, write_csv(tmp_path / "agencies.csv", [{"Наименование": "Контора", "ОКТМО": "99701000"}]))
    report = load(region_store, write_csv(tmp_path / "v.csv", [plain, plain | {"Организация": "Бюро"}]))
    assert (report.new, report.unmapped, salt.exists()) == (2, {"agency": {"Бюро": 1}}, False)
    load(region_store, write_csv(tmp_path / "w.csv", [SERVICE]))
    assert salt.exists()
