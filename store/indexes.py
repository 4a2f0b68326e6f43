"""The indexes of the store. PostgreSQL only: DuckDB scans columns faster than it keeps an index."""

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

# Keys for the merge, BRIN on time (as good as btree at 1/200 of the size) and on the batch of a word, the keys of what
# was read of replies and of what the search looks up. A case's number leads to what a page of hits is counted and
# sorted by, and in a second index, which is half as large again, to what it is most often filtered by: to read that of
# 600,000 hits out of the table took three times as long. The cases of a word stand in order, so that words in a row are
# joined without sorting; words by their letters, so that few are matched with a pattern.
INDEXES = {
    "case_id": 'ON "case" (id)',
    "case_filed": 'ON "case" USING brin (filed_at)',
    "case_text_id": "ON case_text (case_id)",
    "case_event_id": "ON case_event (case_id)",
    "reply_reading_key": "ON reply_reading (text_key)",
    "reply_wording_key": "ON reply_wording (wording)",
    "case_number_told": 'ON "case" (number) INCLUDE (filed_at, id)',
    "case_number_leads": 'ON "case" (number) INCLUDE (filed_at, id, channel, district_id, agency_id, topic_id)',
    "case_word_told": 'ON case_word (word_id, case_number, "at")',
    "word_spelt": "ON word (word text_pattern_ops)",
    "case_word_number": "ON case_word USING brin (case_number)",
}
OUTGROWN = ("case_number", "case_word_id")
PATIENCE = "3s"


def add_indexes(connection: Connection) -> None:
    """Make the indexes that are missing; nothing on DuckDB. Of those that are there nothing is asked: even to hear that
    an index exists waits for whoever writes.
    """
    if connection.dialect.name == "postgresql":
        made = _made(connection)
        for name, what in INDEXES.items():
            if name not in made:
                connection.execute(text(f"CREATE INDEX IF NOT EXISTS {name} {what}"))


def drop_outgrown(engine: Engine) -> None:
    """Drop the indexes that others stand in for, where nobody reads for a moment: who waits for long to drop one keeps
    all who come after waiting, too. What stays costs room and goes another time.
    """
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
        try:
            for name in _made(connection).intersection(OUTGROWN):
                connection.execute(text(f"DROP INDEX {name}"))
        except OperationalError:  # somebody reads
            transaction.rollback()


def _made(connection: Connection) -> set[str]:
    return set(
        connection.execute(text("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")).scalars()
    )
