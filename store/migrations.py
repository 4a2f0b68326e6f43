"""Brings an older store up to the schema of this program, one version at a time."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, func, inspect, select, table, text, update
from sqlalchemy.schema import DropTable

from store.indexes import add_indexes, drop_outgrown
from store.record_tables import RECORDS, UNDO_RECORDS, poll_answer, resident_group
from store.reference import add_new_channels
from store.tables import SCHEMA_VERSION, case_word, reply_reading, reply_wording, schema_version, word
from store.words import index_everything


class NoWay(Exception):
    """There is no step from the version found; the message says what to do instead."""


def _records_get_keys(connection: Connection) -> None:
    """1 → 2: counts, ratings, pages, polls, call-backs and notes get keys, names as written and tables for undoing.

    Version 1 had such tables and nothing that filled them. Raises NoWay when somebody did by hand.
    """
    there = set(inspect(connection).get_table_names())
    for made in RECORDS:
        if made.name not in there:
            continue
        rows = connection.execute(select(func.count()).select_from(table(made.name))).scalar_one()
        if rows:
            raise NoWay(
                f"The table {made.name} holds {rows} rows that no import wrote. Keep them elsewhere, empty the table "
                "and run the command again."
            )
        connection.execute(DropTable(made))
    for made in (*RECORDS, *UNDO_RECORDS.values()):
        made.create(connection)
    add_new_channels(connection)


def _cases_count_questions(connection: Connection) -> None:
    """2 → 3: an appeal may hold several questions; channels that came with the version."""
    for name in ('"case"', "undo_case"):
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN questions SMALLINT"))
    add_new_channels(connection)


def _reforms_and_taxonomies(connection: Connection) -> None:
    """3 → 4: a district knows its successor, a topic whose taxonomy it belongs to."""
    connection.execute(text("ALTER TABLE district ADD COLUMN successor_id TEXT"))
    connection.execute(text("ALTER TABLE topic ADD COLUMN region TEXT"))


def _search_reads_one_e(connection: Connection) -> None:
    """4 → 5: what the search scanned got е for ё; it looks words up since the seventh version."""


def _replies_are_read_once(connection: Connection) -> None:
    """5 → 6: what is read of replies is kept."""
    for made in (reply_reading, reply_wording):
        made.create(connection, checkfirst=True)


def _search_knows_words(connection: Connection) -> None:
    """6 → 7: cases may have numbers, which the eleventh version gives them with their words."""
    for name in ('"case"', "undo_case"):
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS number BIGINT"))
    connection.execute(text("DROP INDEX IF EXISTS case_text_words"))  # what the sixth version searched by


def _texts_are_stored_once(connection: Connection) -> None:
    """7 → 8: no copy of text and reply for the search: what it looked up by words it reads as it was written."""
    for name in ("case_text", "undo_text"):
        connection.execute(text(f"ALTER TABLE {name} DROP COLUMN IF EXISTS normalised"))


def _single_answers_of_polls(connection: Connection) -> None:
    """8 → 9: what each respondent answered, and residents by age and sex."""
    for made in (poll_answer, resident_group):
        made.create(connection, checkfirst=True)
        UNDO_RECORDS[made.name].create(connection, checkfirst=True)


def _words_have_places(connection: Connection) -> None:
    """9 → 10: it is known where in a text each word stands, which the eleventh version writes down."""


def _numbers_lie_apart(connection: Connection) -> None:
    """10 → 11: numbers of different batches have different hashes, İ no longer ends a word: all words anew."""
    for made in (word, case_word):
        made.drop(connection, checkfirst=True)
        made.create(connection)
    index_everything(connection)


# From this version to the next: what to change.
STEPS: dict[int, Callable[[Connection], None]] = {
    1: _records_get_keys,
    2: _cases_count_questions,
    3: _reforms_and_taxonomies,
    4: _search_reads_one_e,
    5: _replies_are_read_once,
    6: _search_knows_words,
    7: _texts_are_stored_once,
    8: _single_answers_of_polls,
    9: _words_have_places,
    10: _numbers_lie_apart,
}


def migrate(engine: Engine) -> list[int]:
    """Apply the steps that are missing and make the indexes that are, all in one transaction, while nobody loads.
    Returns the versions gone through.

    Raises NoWay when a step is missing, leaving the store as it was.
    """
    with engine.begin() as connection:
        connection.execute(update(schema_version).values(version=schema_version.c.version))  # as imports begin
        found = connection.execute(select(schema_version.c.version)).scalar()
        passed = []
        while found != SCHEMA_VERSION:
            if found is not None and found > SCHEMA_VERSION:
                raise NoWay(f"A later version of the program made the store (schema version {found}): run that one.")
            if found not in STEPS:
                raise NoWay(
                    f"There is no way from schema version {found} to {SCHEMA_VERSION}: "
                    "keep the old file and load your files into a new store."
                )
            STEPS[found](connection)
            found += 1
            passed.append(found)
            connection.execute(schema_version.update().values(version=found))
        add_indexes(connection)
    drop_outgrown(engine)
    return passed
