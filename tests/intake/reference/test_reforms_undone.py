"""A reform entered by mistake is taken back or corrected: everything is where it would be had it never been entered."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from intake.load import load_file
from intake.reference.reforms_by_hand import ReformRefused, enter_by_hand, take_back_by_hand
from intake.undo import CannotUndo, undo_batch
from store.record_tables import volume
from store.tables import agency, district
from tests.intake.small_files import NOW, call_row, cases_of, make_region, pos_row, write_csv, write_xlsx

SOSNOVSK, OZERSK, NEW, THIRD = "99701000", "99601000", "99501000", "99502000"


@pytest.fixture
def region(store: Engine) -> Engine:
    """Сосновск and Озёрский район; an okrug whose boundary nobody drew yet, and one that lies on top of the raion."""
    make_region(store)
    with store.begin() as connection:
        connection.execute(insert(district).values(id=NEW, region="99", name_ru="Озёрский муниципальный округ"))
        ring = [[61, 57], [61, 58], [62.5, 58], [62.5, 57], [61, 57]]
        shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
        connection.execute(insert(district).values(id=THIRD, region="99", name_ru="Заозёрье", geometry=shape))
    return store


def load_all(store: Engine, folder: Path, mark: str) -> None:
    """A case by name, one by its point, one by the home of its organisation, one of another place; counts of a day."""
    by_name = call_row(f"{mark}1", Муниципалитет="Озёрский район")
    by_point = call_row(f"{mark}2", Муниципалитет="", Адрес="", Широта="57.5", Долгота="61.5")
    calls = write_csv(folder / f"{mark}.csv", [by_name, by_point, call_row(f"{mark}3")])
    home = "Организация, в которой находится сообщение"
    messages = write_xlsx(folder / f"{mark}.xlsx", [pos_row(f"{mark}4", **{home: "Администрация Озёрского района"})])
    days = {
        "Дата": f"1{mark}.01.2026",
        "Принято звонков": "7",
        "Потеряно звонков": "1",
        "Муниципалитет": "Озёрский район",
    }
    for path in (calls, messages, write_csv(folder / f"v{mark}.csv", [days])):
        load_file(path, engine=store, now=NOW)


def places(store: Engine) -> tuple[list[str], list[str], str, tuple]:
    """Of cases in the order of their numbers, of counts, of the administration, and the old one's end."""
    found = cases_of(store).sort_values("source_number")["district_id"]
    with store.connect() as connection:
        counts = connection.execute(select(volume.c.district_id).order_by(volume.c.day)).scalars()
        home = connection.execute(select(agency.c.district_id).where(agency.c.id == "A3")).scalar_one()
        ended = select(district.c.valid_to, district.c.successor_id).where(district.c.id == OZERSK)
        return list(found), list(counts), home, tuple(connection.execute(ended).one())


def counted_in(place: str, end: tuple = (None, None)) -> tuple[list[str], list[str], str, tuple]:
    return [place, place, SOSNOVSK, place] * 2, [place, place], place, end


def test_a_reform_taken_back_returns_what_came_before_it_and_after_it(region: Engine, tmp_path: Path) -> None:
    load_all(region, tmp_path, "1")
    with region.begin() as connection:
        batch = enter_by_hand(connection, OZERSK, NEW, date(2025, 1, 1))
    load_all(region, tmp_path, "2")
    assert places(region) == counted_in(NEW, (date(2025, 1, 1), NEW))
    undo_batch(region, batch, now=NOW)
    assert places(region) == counted_in(OZERSK)
    with region.connect() as connection:
        assert connection.execute(select(district.c.valid_from).where(district.c.id == NEW)).scalar() is None


def test_a_reform_is_corrected_and_reforms_that_followed_stay(region: Engine, tmp_path: Path) -> None:
    """Озёрский became the okrug, which became Заозёрье: said anew, it becomes Сосновск, the okrug still Заозёрье."""
    load_all(region, tmp_path, "1")
    with region.begin() as connection:
        enter_by_hand(connection, OZERSK, NEW, date(2025, 1, 1))
        enter_by_hand(connection, NEW, THIRD, date(2025, 6, 1))
    load_all(region, tmp_path, "2")
    load_file(write_csv(tmp_path / "own.csv", [call_row("3", Муниципалитет=NEW)]), engine=region, now=NOW)
    assert set(cases_of(region)["district_id"]) == {SOSNOVSK, THIRD}
    with region.begin() as connection:
        enter_by_hand(connection, OZERSK, SOSNOVSK, date(2025, 2, 1), instead=True)
    found, counts, home, end = places(region)
    assert (found[:-1], found[-1], set(counts), home) == ([SOSNOVSK] * 8, THIRD, {SOSNOVSK}, SOSNOVSK)
    assert end == (date(2025, 2, 1), SOSNOVSK)
    with region.begin() as connection:
        assert take_back_by_hand(connection, OZERSK) == 6
    assert places(region)[0][:-1] == [OZERSK, OZERSK, SOSNOVSK, OZERSK] * 2


def test_a_day_loaded_anew_and_taken_back_is_the_day_of_before(region: Engine) -> None:
    with region.begin() as connection:
        enter_by_hand(connection, OZERSK, NEW, date(2025, 1, 1))
        later = enter_by_hand(connection, OZERSK, NEW, date(2025, 2, 1))
    undo_batch(region, later, now=NOW)
    assert places(region)[3] == (date(2025, 1, 1), NEW)


def test_a_correction_that_cannot_be_changes_nothing(region: Engine, tmp_path: Path) -> None:
    load_all(region, tmp_path, "1")
    load_all(region, tmp_path, "2")
    with region.begin() as connection:
        enter_by_hand(connection, OZERSK, NEW, date(2025, 1, 1))
    with pytest.raises(ReformRefused, match="circle"), region.begin() as connection:
        enter_by_hand(connection, OZERSK, OZERSK, date(2025, 1, 1), instead=True)
    assert places(region) == counted_in(NEW, (date(2025, 1, 1), NEW))


def test_reforms_are_taken_back_from_the_latest_and_a_correction_gives_back_what_it_corrected(
    region: Engine, tmp_path: Path
) -> None:
    load_all(region, tmp_path, "1")
    with region.begin() as connection:
        first = enter_by_hand(connection, OZERSK, NEW, date(2025, 1, 1))
        second = enter_by_hand(connection, OZERSK, SOSNOVSK, date(2025, 2, 1), instead=True)
    with pytest.raises(CannotUndo, match=f"take back batch {second} first"):
        undo_batch(region, first, now=NOW)
    assert places(region)[3] == (date(2025, 2, 1), SOSNOVSK)
    undo_batch(region, second, now=NOW)
    assert places(region) == ([NEW, NEW, SOSNOVSK, NEW], [NEW], NEW, (date(2025, 1, 1), NEW))
    undo_batch(region, first, now=NOW)
    assert places(region) == ([OZERSK, OZERSK, SOSNOVSK, OZERSK], [OZERSK], OZERSK, (None, None))
