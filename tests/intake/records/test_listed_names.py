"""Names that nobody knew and that a list holds by now: each count stands once, under whose name it is."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from intake.names.normal import normalise
from intake.undo import undo_batch
from store.engine import data_version
from store.record_tables import RECORDS, UNDO_RECORDS, service_rating, volume
from store.tables import agency, agency_alias, region
from tests.intake.records.conftest import Rows, list_place, load
from tests.intake.small_files import counts, write_csv

Row = dict[str, Any]
OFFICE = "Контора"
SERVICE: Row = {"Дата": "27.02.2026", "Канал": "Е-Паслуга", "Организация": OFFICE, "Процедура": "2.1"}
SERVICE |= {"Количество": "14"}
RATING: Row = {"Организация": OFFICE, "Простота и понятность": "4,5", "Вежливость": "4", "Дата": "27.02.2026"}
RATING |= {"Доступность информации": "5", "Соблюдение срока": "3"}
NOTE: Row = {"Начало": "20.02.2026", "Вид события": "Метель", "Муниципалитет": "Заречье", "Описание": "Метель"}
POLL: Row = {"Код опроса": "7", "Опрос": "Чем ездите?", "Вариант ответа": "Автобус", "Муниципалитет": "Заречье"}
POLL |= {"Голосов": "30", "Участников": "30"}
PEOPLE: Row = {"Муниципалитет": "Заречье", "Возраст": "18-24", "Пол": "Ж", "Население": "100", "Год": "2026"}


def list_office(engine: Engine, folder: Path) -> str:
    """The organisation comes into the list, at home in Сосновск; its id."""
    load(engine, write_csv(folder / "agencies.csv", [{"Наименование": OFFICE, "ОКТМО": "99701000"}]))
    with engine.connect() as connection:
        return str(connection.execute(select(agency.c.id).where(agency.c.name_ru == OFFICE)).scalar_one())


def counted(engine: Engine) -> list[tuple[str | None, str | None, int]]:
    """(organisation, municipality, count) of every row of counts, by count."""
    with engine.connect() as connection:
        rows = connection.execute(select(volume.c.agency_id, volume.c.district_id, volume.c["count"]))
        return sorted((tuple(row) for row in rows), key=lambda row: row[2])


def everything(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        tables = [*RECORDS, *UNDO_RECORDS.values()]
        return {t.name: sorted(str(tuple(row)) for row in connection.execute(select(t))) for t in tables}


def test_an_organisation_that_the_list_holds_by_now_counts_once(region_store: Engine, tmp_path: Path) -> None:
    """14 in one row, not 28 in two; and what pages keep is asked anew, though the file itself brings nothing."""
    path = write_csv(tmp_path / "v.csv", [SERVICE])
    load(region_store, path)
    id = list_office(region_store, tmp_path)
    assert counted(region_store) == [(None, None, 14)]
    before = data_version(region_store)
    report = load(region_store, path)
    assert counts(report) == (1, 0, 0, 1, 0)
    assert counted(region_store) == [(id, "99701000", 14)]
    assert data_version(region_store) != before
    assert load(region_store, path).batch is None

    undo_batch(region_store, report.batch or 0)
    assert counted(region_store) == [(id, "99701000", 14)]
    undo_batch(region_store, 1)
    assert counted(region_store) == []


def test_another_spelling_of_it_and_earlier_days_become_its_own_with_the_next_file(
    region_store: Engine, tmp_path: Path
) -> None:
    rows = [SERVICE, SERVICE | {"Дата": "26.02.2026", "Организация": "КОНТОРА", "Количество": "5"}]
    load(region_store, write_csv(tmp_path / "v.csv", [*rows, SERVICE | {"Организация": "Бюро", "Количество": "1"}]))
    id = list_office(region_store, tmp_path)
    load(region_store, write_csv(tmp_path / "w.csv", [SERVICE | {"Дата": "28.02.2026", "Количество": "20"}]))
    home = "99701000"
    assert counted(region_store) == [(None, None, 1), (id, home, 5), (id, home, 14), (id, home, 20)]


def test_taking_the_second_file_back_leaves_the_count_of_the_first_once(region_store: Engine, tmp_path: Path) -> None:
    load(region_store, write_csv(tmp_path / "v.csv", [SERVICE]))
    load(region_store, write_csv(tmp_path / "w.csv", [SERVICE | {"Количество": "15"}]))
    id = list_office(region_store, tmp_path)
    report = load(region_store, write_csv(tmp_path / "x.csv", [SERVICE | {"Количество": "16"}]))
    assert counts(report) == (1, 0, 1, 0, 0)
    assert counted(region_store) == [(id, "99701000", 16)]
    for batch, left in ((report.batch or 0, [15]), (2, [14]), (1, [])):
        undo_batch(region_store, batch)
        assert counted(region_store) == [(id, "99701000", count) for count in left]


@pytest.mark.parametrize("names", [(OFFICE, "КОНТОРА"), ("КОНТОРА", OFFICE)])
def test_of_two_spellings_in_one_file_that_comes_again_the_last_row_counts(
    region_store: Engine, tmp_path: Path, names: tuple[str, str]
) -> None:
    """14 and 5 of one day are 5, as if the name had been known at first; taken back they are two rows, as they were."""
    rows = [
        SERVICE | {"Организация": name, "Количество": count} for name, count in zip(names, ("14", "5"), strict=True)
    ]
    path = write_csv(tmp_path / "v.csv", rows)
    load(region_store, path)
    id = list_office(region_store, tmp_path)
    report = load(region_store, path)
    assert report.rejected_by_reason == {"duplicate_key_in_file": 1}
    assert counted(region_store) == [(id, "99701000", 5)]
    undo_batch(region_store, report.batch or 0)
    assert [row[2] for row in counted(region_store)] == [5, 14]


def test_a_dry_run_names_nothing(region_store: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "v.csv", [SERVICE])
    load(region_store, path)
    list_office(region_store, tmp_path)
    before = everything(region_store)
    assert counts(load(region_store, path, dry_run=True)) == (1, 0, 0, 1, 0)
    assert everything(region_store) == before


def test_a_count_that_stands_twice_already_stands_once_again_and_its_imports_are_taken_back_in_turn(
    region_store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was: 14 under the name, then 15 and 16 under the id. Each import taken back leaves the one before it."""
    files = [write_csv(tmp_path / f"{n}.csv", [SERVICE | {"Количество": str(n)}]) for n in (14, 15, 16)]
    load(region_store, files[0])
    id = list_office(region_store, tmp_path)
    with monkeypatch.context() as as_it_was:
        as_it_was.setattr("intake.records.loading.name_listed", lambda *_: 0)
        batches = [load(region_store, file).batch or 0 for file in files[1:]]
    assert [row[2] for row in counted(region_store)] == [14, 16]

    last = load(region_store, files[2]).batch or 0
    assert counted(region_store) == [(id, "99701000", 16)]
    for batch, left in ((last, 16), (batches[1], 15), (batches[0], 14)):
        undo_batch(region_store, batch)
        assert counted(region_store) == [(id, "99701000", left)]


def test_ratings_of_an_organisation_that_is_listed_by_now_stand_once(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    path = write_csv(tmp_path / "r.csv", [RATING])
    load(region_store, path)
    id = list_office(region_store, tmp_path)
    load(region_store, path)
    found = rows_of(region_store, service_rating)
    assert (sorted(found["value"]), set(found["agency_id"])) == ([3, 4, 4.5, 5], {id})


@pytest.mark.parametrize(("row", "table"), [(NOTE, "annotation"), (POLL, "poll_result"), (PEOPLE, "resident_group")])
def test_what_a_municipality_has_that_is_listed_by_now_stands_once(
    region_store: Engine, tmp_path: Path, rows_of: Rows, row: Row, table: str
) -> None:
    path = write_csv(tmp_path / "f.csv", [row])
    load(region_store, path)
    list_place(region_store)
    load(region_store, path)
    found = rows_of(region_store, next(each for each in RECORDS if each.name == table))
    assert found["district_id"].tolist() == ["99702000"]


def test_what_a_municipality_of_before_a_reform_has_counts_where_that_stands_today(
    region_store: Engine, tmp_path: Path
) -> None:
    """14 in Сосновск, of which Заречье became part; the key goes on saying Заречье, as a file does that comes again."""
    path = write_csv(tmp_path / "v.csv", [SERVICE | {"Район": "Заречье"}])
    load(region_store, path)
    list_place(region_store, successor="99701000")
    assert counts(load(region_store, path)) == (1, 0, 0, 1, 0)
    assert counted(region_store) == [(None, "99701000", 14)]


def test_a_file_of_another_region_gives_nothing_of_home_to_its_own(region_store: Engine, tmp_path: Path) -> None:
    load(region_store, write_csv(tmp_path / "v.csv", [SERVICE]))
    with region_store.begin() as connection:
        other = {"id": "98", "name_ru": "Дальняя область", "country": "RU", "timezone": "Asia/Omsk", "is_home": False}
        connection.execute(insert(region).values(**other))
        connection.execute(insert(agency).values(id="B1", region="98", name_ru=OFFICE, kind="institution"))
        alias = {"region": "98", "alias": normalise(OFFICE), "agency_id": "B1", "origin": "lookup"}
        connection.execute(insert(agency_alias).values(alias))
    load(region_store, write_csv(tmp_path / "w.csv", [SERVICE | {"Количество": "20"}]), region="98")
    assert counted(region_store) == [(None, None, 14), ("B1", None, 20)]
