"""A person's alias: remembered, and given to what was already loaded."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select

from intake import by_hand
from intake.batches import ONE_WRITER
from intake.by_hand import give_alias
from intake.load import load_file
from intake.matching import Names, add_alias
from store.engine import data_version, open_store
from store.tables import case, import_batch
from tests.intake.matching_names import fill_names
from tests.intake.small_files import NOW, call_row, make_region, write_csv


def _case(connection: Connection, id: str, **values: Any) -> None:
    row = {
        "id": id,
        "region": "52",
        "channel": "social",
        "source_number": id,
        "precision": "minute",
        "state": "new",
        "place_precision": "none",
        "batch_id": 1,
    }
    connection.execute(insert(case).values(**{**row, **values}))


def _cases(connection: Connection) -> dict[str, Any]:
    return {row.id: row for row in connection.execute(select(case))}


@pytest.fixture
def named(store: Engine) -> Engine:
    """A store with names and no cases."""
    with store.begin() as connection:
        fill_names(connection)
    return store


def test_a_district_alias_reaches_the_unmapped_cases_that_bear_it(named: Engine) -> None:
    before = data_version(named)
    with named.begin() as connection:
        _case(connection, "1", district_source="Омск, левый берег")
        _case(connection, "2", district_source="ОМСК  левый берег", place_precision="street")
        _case(connection, "3", district_source="Омск, левый берег", district_id="52644000", place_precision="district")
        _case(connection, "4", district_source="Омск, левый берег", region="25")
        _case(connection, "5", district_source="другое")
        assert add_alias(connection, "district", "52", "Омск, левый берег", "52701000") == 2
        rows = _cases(connection)
    assert {id: row.district_id for id, row in rows.items()} == {
        "1": "52701000",
        "2": "52701000",
        "3": "52644000",
        "4": None,
        "5": None,
    }
    assert (rows["1"].place_precision, rows["2"].place_precision) == ("district", "street")
    assert data_version(named) != before


def test_an_alias_is_known_to_later_imports_and_a_second_choice_replaces_it(named: Engine) -> None:
    with named.begin() as connection:
        assert add_alias(connection, "district", "52", "Столица", "52701000") == 0
        assert Names.load(connection)._districts.find("столица", "52") == "52701000"
        add_alias(connection, "district", "52", "столица", "52644000")
        assert Names.load(connection)._districts.find("Столица", None) == "52644000"
        batches = connection.execute(select(import_batch.c.layout, import_batch.c.read, import_batch.c.updated)).all()
    assert [tuple(batch) for batch in batches] == [("alias", 0, 0), ("alias", 0, 0)]


def test_a_persons_choice_wins_over_a_generated_name(named: Engine) -> None:
    with named.begin() as connection:
        add_alias(connection, "district", "52", "Азовский район", "52701000")
        assert Names.load(connection)._districts.find("Азовский район", "52") == "52701000"


def test_an_agency_alias_gives_platform_messages_the_agencys_district(named: Engine) -> None:
    with named.begin() as connection:
        _case(connection, "p", channel="pos", agency_source="Мэрия Омска", agency_received_source="Мэрия Омска")
        _case(connection, "r", channel="pos", agency_source="Кто-то", agency_received_source="мэрия омска")
        _case(connection, "s", channel="social", agency_source="Мэрия Омска")
        _case(
            connection,
            "k",
            channel="pos",
            agency_source="МЭРИЯ ОМСКА",
            district_id="52644000",
            place_precision="agency",
        )
        assert add_alias(connection, "agency", "52", "Мэрия Омска", "A1") == 4
        rows = _cases(connection)
    assert (rows["p"].agency_id, rows["p"].agency_received_id) == ("A1", "A1")
    assert (rows["p"].district_id, rows["p"].place_precision) == ("52701000", "agency")
    assert (rows["r"].agency_id, rows["r"].agency_received_id, rows["r"].district_id) == (None, "A1", "52701000")
    assert (rows["s"].agency_id, rows["s"].district_id, rows["s"].place_precision) == ("A1", None, "none")
    assert (rows["k"].agency_id, rows["k"].district_id) == ("A1", "52644000")


def test_a_topic_alias_holds_for_a_path_or_for_its_last_level(named: Engine) -> None:
    with named.begin() as connection:
        _case(connection, "1", topic_source="Прочие вопросы / Холодно в доме")
        _case(connection, "2", topic_source="Холодно в доме", region="25")
        _case(connection, "3", topic_source="Холодно в доме / Другое")
        assert add_alias(connection, "topic", None, "Холодно в доме", "H1") == 2
        assert add_alias(connection, "topic", None, "Холодно в доме / Другое", "H") == 1
        rows = _cases(connection)
        topics = Names.load(connection)._topics
    assert {id: row.topic_id for id, row in rows.items()} == {"1": "H1", "2": "H1", "3": "H"}
    assert topics.find(["Дороги", "Холодно в доме"]) == "H1"
    assert topics.find(["Холодно в доме", "Другое"]) == "H"


def test_an_alias_that_reads_like_a_mask_reaches_no_case_in_whose_names_something_is_hidden(named: Engine) -> None:
    """«Приёмная имя» is one reception, «Приёмная, [имя]» each one's; a topic has nobody to be taken for."""
    with named.begin() as connection:
        _case(connection, "1", agency_source="Приёмная, [имя]", agency_received_source="Приёмная, [имя]", channel="pos")
        _case(connection, "2", agency_source="приёмная «Имя»")
        _case(connection, "3", district_source="Приёмная, [имя]", topic_source="Жалобы / Приёмная, [имя]")
        assert add_alias(connection, "agency", "52", "Приёмная имя", "A1") == 1
        assert add_alias(connection, "district", "52", "Приёмная имя", "52644000") == 0
        assert add_alias(connection, "topic", None, "Приёмная имя", "H1") == 1
        rows = _cases(connection)
    assert {id: row.agency_id for id, row in rows.items()} == {"1": None, "2": "A1", "3": None}
    assert (rows["1"].agency_received_id, rows["3"].district_id, rows["3"].topic_id) == (None, None, "H1")


def test_an_alias_without_a_letter_is_refused(named: Engine) -> None:
    with named.begin() as connection, pytest.raises(ValueError, match="no letter"):
        add_alias(connection, "district", "52", " - ", "52701000")


def test_a_name_said_while_a_file_comes_in_waits_for_it(
    duckdb_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that write at once would be turned away by DuckDB, or take one number for two imports."""
    monkeypatch.setenv("DATABASE_URL", duckdb_url)
    open_store.cache_clear()
    engine = open_store()
    make_region(engine)
    said = Thread(target=give_alias, args=("district", "99", "Заозёрье", "99601000"))

    def meanwhile(_done: int, _all: int | None) -> None:
        if said.ident is None:
            said.start()
        said.join(0.2)  # more than it needs where nobody makes it wait

    rows = [call_row("1", Муниципалитет="Заозёрье")]
    load_file(write_csv(tmp_path / "c.csv", rows), engine=engine, now=NOW, progress=meanwhile)
    said.join(30)
    assert not said.is_alive()
    with engine.connect() as connection:
        batches = connection.execute(select(import_batch.c.id, import_batch.c.layout).order_by(import_batch.c.id)).all()
        place = connection.execute(select(case.c.district_id)).scalar_one()
    engine.dispose()
    open_store.cache_clear()
    assert [batch.layout for batch in batches[-2:]] == ["calls_122", "alias"]
    assert (len({batch.id for batch in batches}), place) == (len(batches), "99601000")


def test_a_click_does_not_wait_for_a_long_load(monkeypatch: pytest.MonkeyPatch, busy: None) -> None:
    monkeypatch.setattr(by_hand, "PATIENCE_SECONDS", 0.01)
    with pytest.raises(by_hand.StoreBusy):
        give_alias("district", "99", "Заозёрье", "99601000")


@pytest.fixture
def busy() -> Iterator[None]:
    """Somebody loads a file meanwhile."""
    begun, ends = Event(), Event()

    def load() -> None:
        with ONE_WRITER:
            begun.set()
            ends.wait(30)

    loading = Thread(target=load)
    loading.start()
    begun.wait(30)
    yield
    ends.set()
    loading.join(30)
