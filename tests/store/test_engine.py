"""Opening a store: new, held by another process, or made by another version."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, inspect, select, text
from sqlalchemy.schema import DropTable

from queries.cases import case_page
from queries.filters import Filters
from queries.scope import scope_for
from store.desk_tables import DESK, audit_log
from store.engine import StoreHeld, StoreOutdated, connectable, data_version, open_desk, open_store
from store.migrations import STEPS, NoWay, migrate
from store.record_tables import RECORDS, UNDO_RECORDS, WHOLE_STORE, poll_answer, resident_group
from store.reference import read_reference
from store.tables import SCHEMA_VERSION, case, case_text, case_word, channel, deadline, schema_version, word
from store.words import index_everything
from tests.sample_cases import a_case, load


def test_a_new_store_has_every_table_and_the_shipped_deadlines(store: Engine) -> None:
    assert set(WHOLE_STORE.tables) <= set(inspect(store).get_table_names())
    with store.connect() as connection:
        assert connection.execute(select(schema_version.c.version)).scalar() == SCHEMA_VERSION
        codes = set(connection.execute(select(channel.c.code)).scalars())
        ordinary = connection.execute(
            select(deadline.c.limit_amount).where(deadline.c.channel == "pos", deadline.c.fast_track.is_(False))
        ).scalar()
    assert {"pos", "social", "statutory"} <= codes
    assert ordinary == 30


def test_a_folder_made_for_a_store_or_a_desk_is_the_owners(tmp_path: Path) -> None:
    open_store(f"duckdb:///{tmp_path}/store/store.duckdb").dispose()
    open_desk(f"sqlite:///{tmp_path}/desk/desk.sqlite").dispose()
    assert {folder.name: folder.stat().st_mode & 0o777 for folder in tmp_path.iterdir()} == {
        "store": 0o700, "desk": 0o700}  # fmt: skip


def set_version(engine: Engine, version: int) -> None:
    with engine.begin() as connection:
        connection.execute(schema_version.update().values(version=version))


@pytest.mark.parametrize(
    ("version", "words"), [(SCHEMA_VERSION - 1, "python -m store migrate"), (SCHEMA_VERSION + 1, "run that one")]
)
def test_an_older_or_later_store_says_what_to_run(store: Engine, version: int, words: str) -> None:
    set_version(store, version)
    open_store.cache_clear()
    with pytest.raises(StoreOutdated, match=words):
        open_store(store.url.render_as_string(hide_password=False))


def test_migration_walks_the_steps_or_leaves_the_store_alone(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    set_version(store, SCHEMA_VERSION - 1)
    monkeypatch.delitem(STEPS, SCHEMA_VERSION - 1, raising=False)
    with pytest.raises(NoWay, match="new store"):
        migrate(store)
    monkeypatch.setitem(STEPS, SCHEMA_VERSION - 1, lambda connection: None)
    assert migrate(store) == [SCHEMA_VERSION]
    assert migrate(store) == []


@pytest.mark.postgres
def test_a_store_of_this_version_gets_the_indexes_that_a_search_counts_in(postgres_store_url: str) -> None:
    """And is rid of the one that it stands in for."""
    engine = open_store(postgres_store_url)
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX case_number_told, case_number_leads"))
        connection.execute(text('CREATE INDEX case_number ON "case" (number)'))
    assert migrate(engine) == []
    made = {each["name"]: each for each in inspect(engine).get_indexes("case")}
    counted = ["filed_at", "id"]
    for name, told in (
        ("case_number_told", counted),
        ("case_number_leads", [*counted, "channel", "district_id", "agency_id", "topic_id"]),
    ):
        assert made[name]["column_names"] == ["number"]
        assert made[name]["dialect_options"]["postgresql_include"] == told
    assert "case_number" not in made


@pytest.mark.postgres
def test_a_store_in_use_is_migrated_without_making_readers_and_imports_wait(postgres_store_url: str) -> None:
    """Indexes that are there ask for no lock; an index that is to go waits a moment for readers, and stays."""
    engine, other = open_store(postgres_store_url), connectable(postgres_store_url)
    with engine.begin() as connection:
        connection.execute(text('CREATE INDEX case_number ON "case" (number)'))
    with other.connect() as reader:
        reader.execute(text('SELECT count(*) FROM "case"'))
        reader.execute(text("LOCK TABLE case_event IN ROW EXCLUSIVE MODE"))  # as an import that has begun to write
        assert migrate(engine) == []
        assert "case_number" in {each["name"] for each in inspect(engine).get_indexes("case")}
    assert migrate(engine) == []
    assert "case_number" not in {each["name"] for each in inspect(engine).get_indexes("case")}
    other.dispose()


def make_first_version(engine: Engine) -> None:
    """As the first version made it: tables for records without keys, none for taking them back, fewer channels."""
    with engine.begin() as connection:
        for table in (*RECORDS, *UNDO_RECORDS.values()):
            connection.execute(DropTable(table))
        connection.execute(text("CREATE TABLE volume (day DATE, count INTEGER, batch_id INTEGER)"))
        for name in ('"case"', "undo_case"):
            connection.execute(text(f"ALTER TABLE {name} DROP COLUMN questions"))
        connection.execute(text("ALTER TABLE district DROP COLUMN successor_id"))
        connection.execute(text("ALTER TABLE topic DROP COLUMN region"))
        connection.execute(delete(channel).where(channel.c.code.in_(["appeals_by", "nash_spb"])))
        connection.execute(delete(deadline).where(deadline.c.channel == "appeals_by"))
    set_version(engine, 1)


def test_records_get_keys_channels_and_tables_for_taking_back(store: Engine) -> None:
    make_first_version(store)
    assert migrate(store)[0] == 2
    assert set(WHOLE_STORE.tables) <= set(inspect(store).get_table_names())
    assert "key" in {column["name"] for column in inspect(store).get_columns("volume")}
    assert "questions" in {column["name"] for column in inspect(store).get_columns("undo_case")}
    assert "successor_id" in {column["name"] for column in inspect(store).get_columns("district")}
    assert "region" in {column["name"] for column in inspect(store).get_columns("topic")}
    with store.connect() as connection:
        codes = connection.execute(select(channel.c.code)).scalars().all()
        limits = connection.execute(select(deadline.c.limit_unit).where(deadline.c.channel == "appeals_by")).scalars()
        assert sorted(limits) == ["day", "month"]
    assert len(codes) == len(set(codes)) == len(read_reference()["channel"])


def test_rows_that_no_import_wrote_stop_the_migration(store: Engine) -> None:
    make_first_version(store)
    with store.begin() as connection:
        connection.execute(text("INSERT INTO volume VALUES ('2026-01-01', 1, 1)"))
    with pytest.raises(NoWay, match="volume holds 1 rows"):
        migrate(store)
    assert "key" not in {column["name"] for column in inspect(store).get_columns("volume")}


def test_a_second_process_is_told_that_the_file_is_held(duckdb_url: str) -> None:
    code = f"import sys, store.engine as e; e.open_store({duckdb_url!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreHeld, match="another process"):
            open_store(duckdb_url)
        other.communicate()


def test_the_desk_takes_small_writes_in_sqlite(tmp_path: Path) -> None:
    desk = open_desk(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    assert set(DESK.tables) <= set(inspect(desk).get_table_names())
    with desk.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.execute(select(audit_log)).all() == []


def test_the_desk_can_live_beside_the_store_in_postgresql(postgres_store_url: str) -> None:
    desk = open_desk(postgres_store_url)
    assert set(DESK.tables) <= set(inspect(desk).get_table_names())
    desk.dispose()


def test_data_version_of_an_empty_store_is_stable(store: Engine) -> None:
    assert data_version(store) == data_version(store)


def test_a_store_of_the_seventh_version_loses_the_copy_of_its_texts(store: Engine) -> None:
    with store.begin() as connection:
        for name in ("case_text", "undo_text"):
            connection.execute(text(f"ALTER TABLE {name} ADD COLUMN normalised TEXT"))
        connection.execute(insert(case_text).values(case_id="1", text="Ёлка ещё"))
    set_version(store, 7)
    assert migrate(store) == [8, 9, 10, 11]
    with store.connect() as connection:
        assert connection.execute(text("SELECT * FROM case_text")).all() == [("1", "Ёлка ещё", None)]


def test_a_store_of_the_eighth_version_gets_tables_for_single_answers(store: Engine) -> None:
    with store.begin() as connection:
        for table in (poll_answer, resident_group):
            connection.execute(DropTable(table))
            connection.execute(DropTable(UNDO_RECORDS[table.name]))
    set_version(store, 8)
    assert migrate(store) == [9, 10, 11]
    assert set(WHOLE_STORE.tables) <= set(inspect(store).get_table_names())


def test_a_store_of_the_sixth_version_gets_the_words_of_its_cases(store: Engine) -> None:
    cases = [a_case(1, topic_source="Дороги"), a_case(2), a_case(3)]
    load(store, cases, texts={"pos:1": "Снег", "pos:2": "Ёлка, снег"})
    with store.begin() as connection:
        for table in (word, case_word):
            connection.execute(DropTable(table))
        connection.exec_driver_sql('ALTER TABLE "case" DROP COLUMN number CASCADE')
    set_version(store, 6)
    assert migrate(store) == [7, 8, 9, 10, 11]
    with store.connect() as connection:
        numbers = connection.execute(select(case.c.number).distinct()).scalars().all()
        held = select(word.c.place, word.c.word, case.c.source_number).join(case_word, case_word.c.word_id == word.c.id)
        rows = connection.execute(held.join(case, case.c.number == case_word.c.case_number)).all()
    assert len(numbers) == 3
    assert set(rows) == {("topic", "дороги", "1"), ("text", "снег", "1"), ("text", "елка", "2"), ("text", "снег", "2")}


def test_a_store_of_the_ninth_version_gets_the_places_of_its_words(store: Engine) -> None:
    load(store, [a_case(1), a_case(2)], texts={"pos:1": "Нет горячей воды", "pos:2": "Воды нет"})
    with store.begin() as connection:
        index_everything(connection)
        connection.execute(DropTable(case_word))
        connection.exec_driver_sql("CREATE TABLE case_word (word_id INTEGER NOT NULL, case_number BIGINT NOT NULL)")
    set_version(store, 9)
    assert migrate(store) == [10, 11]
    found = {
        typed: list(case_page(scope_for("operator"), Filters(text=typed), engine=store).rows["id"])
        for typed in ("воды", '"воды нет"', '"нет воды"', '"нет горячей воды"')
    }
    assert found == {
        "воды": ["pos:1", "pos:2"],
        '"воды нет"': ["pos:2"],
        '"нет воды"': [],
        '"нет горячей воды"': ["pos:1"],
    }


def test_a_store_of_the_tenth_version_finds_words_with_a_turkish_i(store: Engine) -> None:
    """Which stood there as two words, an i and the rest."""
    load(store, [a_case(1), a_case(2)], texts={"pos:1": "Гости из İzmir, снег", "pos:2": "Снег"})
    with store.begin() as connection:
        connection.execute(word.update().where(word.c.word == "izmir").values(word="i"))
    set_version(store, 10)
    assert migrate(store) == [11]
    found = {
        typed: list(case_page(scope_for("operator"), Filters(text=typed), engine=store).rows["id"])
        for typed in ("İzmir", "izmir", "i", "снег")
    }
    assert found == {"İzmir": ["pos:1"], "izmir": ["pos:1"], "i": [], "снег": ["pos:1", "pos:2"]}
