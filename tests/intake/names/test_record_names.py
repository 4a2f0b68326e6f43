"""A name that became known reaches counts and registers: the store is as if it had been known when they came."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from intake.load import load_file
from intake.matching import add_alias
from intake.undo import undo_batch
from queries.loads import unmapped
from store.record_tables import service_rating, volume
from store.tables import district
from tests.intake.small_files import NOW, make_region, write_csv


@pytest.fixture
def region(store: Engine) -> Engine:
    make_region(store)
    return store


def calls(day: str, place: str, count: int) -> dict[str, Any]:
    return {"Дата": day, "Принято звонков": count, "Потеряно звонков": "0", "Муниципалитет": place}


def counted(store: Engine) -> list[tuple[str, str | None, int]]:
    """(key, district, count) of every row of counts."""
    with store.connect() as connection:
        rows = connection.execute(select(volume.c.key, volume.c.district_id, volume.c["count"]).order_by(volume.c.key))
        return [(row[0], row[1], row[2]) for row in rows]


def test_counts_under_a_new_spelling_get_the_district_and_a_second_load_changes_nothing(
    region: Engine, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "v.csv", [calls("10.01.2026", "Столица", 7), calls("10.01.2026", "Озёрский район", 2)])
    load_file(path, engine=region, now=NOW)
    names = unmapped("district", engine=region)
    assert names[["name", "region", "cases", "rows"]].values.tolist() == [["Столица", "99", 0, 1]]
    with region.begin() as connection:
        assert add_alias(connection, "district", "99", "СТОЛИЦА", "99701000") == 1
    assert [row[1:] for row in counted(region)] == [("99601000", 2), ("99701000", 7)]
    assert unmapped("district", engine=region).empty
    again = load_file(path, engine=region, now=NOW)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 2)


def test_a_name_with_the_mark_between_the_parts_of_a_key_keeps_its_other_parts(region: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "v.csv", [calls("10.01.2026", "Столица|Центр", 7)])
    load_file(path, engine=region, now=NOW)
    with region.begin() as connection:
        add_alias(connection, "district", "99", "Столица|Центр", "99701000")
    again = load_file(path, engine=region, now=NOW)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 1)
    assert [row[1:] for row in counted(region)] == [("99701000", 7)]


def test_of_two_imports_of_one_day_under_two_spellings_the_later_counts_as_if_the_name_had_been_known(
    region: Engine, tmp_path: Path
) -> None:
    first = write_csv(tmp_path / "a.csv", [calls("10.01.2026", "Столица", 7)])
    second = write_csv(tmp_path / "b.csv", [calls("10.01.2026", "Сосновск", 9)])
    for path in (first, second):
        load_file(path, engine=region, now=NOW)
    with region.begin() as connection:
        add_alias(connection, "district", "99", "Столица", "99701000")
    assert [row[1:] for row in counted(region)] == [("99701000", 9)]
    undo_batch(region, 2)
    assert [row[1:] for row in counted(region)] == [("99701000", 7)]


def test_two_rows_of_one_file_both_stay(region: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [calls("10.01.2026", "Столица", 7), calls("10.01.2026", "Сосновск", 9)])
    load_file(path, engine=region, now=NOW)
    with region.begin() as connection:
        add_alias(connection, "district", "99", "Столица", "99701000")
    assert sorted(row[2] for row in counted(region)) == [7, 9]
    assert {row[1] for row in counted(region)} == {"99701000"}
    assert load_file(path, engine=region, now=NOW).adds_up()


def test_ratings_of_an_organisation_under_another_name_become_its_own_at_its_home(
    region: Engine, tmp_path: Path
) -> None:
    row = {"Организация": "Мэрия", "Простота и понятность": "4,5", "Доступность информации": "4", "Вежливость": "5"}
    path = write_csv(tmp_path / "r.csv", [row | {"Соблюдение срока": "3", "Дата": "10.01.2026"}])
    load_file(path, engine=region, now=NOW)
    with region.begin() as connection:
        assert add_alias(connection, "agency", "99", "Мэрия", "A1") == 4
        given = connection.execute(select(service_rating.c.agency_id, service_rating.c.district_id).distinct()).all()
    assert [tuple(row) for row in given] == [("A1", "99701000")]
    assert load_file(path, engine=region, now=NOW).unchanged == 1


def test_a_name_of_a_municipality_of_before_a_reform_counts_where_that_stands_today_and_once(
    region: Engine, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "v.csv", [calls("10.01.2026", "Станция", 7)])
    load_file(path, engine=region, now=NOW)
    with region.begin() as connection:
        ended = update(district).where(district.c.id == "99601000")
        connection.execute(ended.values(valid_to=date(2025, 1, 1), successor_id="99701000"))
        add_alias(connection, "district", "99", "Станция", "99601000")
    assert load_file(path, engine=region, now=NOW).unchanged == 1
    assert [row[1:] for row in counted(region)] == [("99701000", 7)]


def test_an_alias_that_reads_like_a_mask_reaches_no_count_in_whose_name_something_is_hidden(
    region: Engine, tmp_path: Path
) -> None:
    """7 of the place of that name, not the 2 of who received there and is not named."""
    rows = [calls("10.01.2026", "Приёмная имя", 7), calls("10.01.2026", "Приёмная, Сидоров С.С.", 2)]
    load_file(write_csv(tmp_path / "v.csv", rows), engine=region, now=NOW)
    assert set(unmapped("district", engine=region)["name"]) == {"Приёмная имя", "Приёмная, [имя]"}
    with region.begin() as connection:
        assert add_alias(connection, "district", "99", "Приёмная имя", "99701000") == 1
    assert sorted((row[2], row[1]) for row in counted(region)) == [(2, None), (7, "99701000")]
