"""Reforms: what was counted in a municipality of the past is counted in the one of today, and everything adds up."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select

from intake.load import load_file
from intake.matching import add_alias
from intake.report import ImportReport
from intake.undo import undo_batch
from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from store.record_tables import volume
from store.tables import agency, case, district
from tests.intake.small_files import NOW, call_row, case_of, make_region, write_csv

STAFF = scope_for("staff")
SOSNOVSK, OZERSK, NEW = "99701000", "99601000", "99501000"


@pytest.fixture
def region(store: Engine) -> Engine:
    """Two municipalities, and one without boundaries that they may become."""
    make_region(store)
    with store.begin() as connection:
        connection.execute(insert(district).values(id=NEW, region="99", name_ru="Озёрский муниципальный округ"))
    return store


def reform(store: Engine, folder: Path, *rows: tuple[str, str, str]) -> ImportReport:
    names = ("Старый ОКТМО", "Новый ОКТМО", "Дата преобразования")
    path = write_csv(folder / "reforms.csv", [dict(zip(names, row, strict=True)) for row in rows])
    return load_file(path, engine=store, now=NOW)


def by_district(store: Engine) -> dict[str | None, float]:
    rows = measure("received", STAFF, Filters(), by="district", engine=store)
    return {key: value for key, value in zip(rows["key"], rows["value"], strict=True) if value}


def test_cases_counts_and_agencies_of_an_abolished_raion_belong_to_its_successor(
    region: Engine, tmp_path: Path
) -> None:
    calls = write_csv(tmp_path / "c.csv", [call_row("1", Муниципалитет="Озёрский район"), call_row("2")])
    days = {"Дата": "10.01.2026", "Принято звонков": "7", "Потеряно звонков": "1", "Муниципалитет": "Озёрский район"}
    volumes = write_csv(tmp_path / "v.csv", [days, days | {"Муниципалитет": "Сосновск"}])
    for path in (calls, volumes):
        load_file(path, engine=region, now=NOW)
    report = reform(region, tmp_path, (OZERSK, NEW, "01.01.2025"))
    assert (report.layout, report.read, report.new, report.rejected) == ("reforms", 1, 1, 0)
    assert by_district(region) == {SOSNOVSK: 1, NEW: 1}
    with region.connect() as connection:
        assert connection.execute(select(agency.c.district_id).where(agency.c.id == "A3")).scalar() == NEW
        assert sorted(connection.execute(select(volume.c.district_id)).scalars()) == [NEW, SOSNOVSK]

    again = [load_file(path, engine=region, now=NOW) for path in (calls, volumes)]
    assert [(one.new, one.updated, one.unchanged) for one in again] == [(0, 0, 2), (0, 0, 2)]
    assert (reform(region, tmp_path, (OZERSK, NEW, "01.01.2025")).unchanged, by_district(region)[NEW]) == (1, 1)


def test_a_name_given_to_an_abolished_raion_counts_in_its_successor(region: Engine, tmp_path: Path) -> None:
    load_file(write_csv(tmp_path / "c.csv", [call_row("1", Муниципалитет="Заозёрье")]), engine=region, now=NOW)
    reform(region, tmp_path, (OZERSK, NEW, "01.01.2025"))
    with region.begin() as connection:
        assert add_alias(connection, "district", "99", "Заозёрье", OZERSK) == 1
    assert by_district(region) == {NEW: 1}


def test_an_import_taken_back_after_a_reform_leaves_the_case_in_the_new_municipality(
    region: Engine, tmp_path: Path
) -> None:
    row = call_row("1", Муниципалитет="Озёрский район")
    load_file(write_csv(tmp_path / "a.csv", [row]), engine=region, now=NOW)
    second = load_file(write_csv(tmp_path / "b.csv", [row | {"Оценка": "1"}]), engine=region, now=NOW)
    reform(region, tmp_path, (OZERSK, NEW, "2025-01-01"))
    undo_batch(region, int(second.batch or 0))
    assert case_of(region, "call_122:1")["district_id"] == NEW


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("99999000", NEW, "01.01.2025"), "unmapped_district"),
        ((OZERSK, NEW, "скоро"), "no_date"),
        ((OZERSK, NEW, "01.01.2099"), "future_day"),
        ((OZERSK, OZERSK, "01.01.2025"), "circle"),
        ((NEW, SOSNOVSK, "01.01.2025"), "circle"),
        ((SOSNOVSK, OZERSK, "01.01.2025"), "split"),
    ],
)
def test_a_reform_that_cannot_be_is_rejected_with_its_reason(
    region: Engine, tmp_path: Path, row: tuple[str, str, str], reason: str
) -> None:
    reform(region, tmp_path, (SOSNOVSK, NEW, "01.01.2024"))
    report = reform(region, tmp_path, row)
    assert (report.read, report.rejected_by_reason) == (1, {reason: 1})


def cases(places: Sequence[str | None]) -> list[dict]:
    common = {"region": "99", "channel": "call_122", "precision": "day", "state": "new", "place_precision": "none"}
    return [
        common | {"id": f"x:{n}", "source_number": str(n), "batch_id": 1, "district_id": place, "filed_at": NOW}
        for n, place in enumerate(places)
    ]


ids = [f"9960{n}000" for n in range(1, 6)]


@settings(max_examples=6, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.none() | st.sampled_from(ids), min_size=5, max_size=30),
    reforms=st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), min_size=1, max_size=6),
)
def test_districts_and_unmapped_add_up_to_the_total_across_any_reforms(
    region: Engine, tmp_path: Path, places: list[str | None], reforms: list[tuple[str, str]]
) -> None:
    """Mergers, chains of them, and rows that cannot be: nothing is lost, nothing is counted where nothing stands."""
    with region.begin() as connection:
        for table in (case, district):
            connection.execute(delete(table))
        connection.execute(insert(district), [{"id": id, "region": "99", "name_ru": f"Район {id}"} for id in ids])
        connection.execute(insert(case), cases(places))
    report = reform(region, tmp_path, *((old, new, "01.01.2025") for old, new in reforms))
    assert report.adds_up()
    counted = by_district(region)
    assert sum(counted.values()) == len(places)
    assert counted.get(None, 0) == places.count(None)
    with region.connect() as connection:
        standing = set(connection.execute(select(district.c.id).where(district.c.valid_to.is_(None))).scalars())
    assert set(counted) - {None} <= standing
