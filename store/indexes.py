"""The indexes of the store. PostgreSQL only: DuckDB scans columns faster than it keeps an index."""

from sqlalchemy import Connection, text

# Keys for the merge, BRIN on time (as good as btree at 1/200 of the size), the keys of what was read of replies.
INDEXES = (
    'CREATE INDEX IF NOT EXISTS case_id ON "case" (id)',
    'CREATE INDEX IF NOT EXISTS case_filed ON "case" USING brin (filed_at)',
    "CREATE INDEX IF NOT EXISTS case_text_id ON case_text (case_id)",
    "CREATE INDEX IF NOT EXISTS case_event_id ON case_event (case_id)",
    "CREATE INDEX IF NOT EXISTS reply_reading_key ON reply_reading (text_key)",
    "CREATE INDEX IF NOT EXISTS reply_wording_key ON reply_wording (wording)",
)
# Pieces of three letters of what the search looks through: a piece of a word, and a pattern, are found by index.
TRIGRAMS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS case_text_words ON case_text USING gin (normalised gin_trgm_ops)",
)


def add_indexes(connection: Connection) -> None:
    """Make the indexes that are missing; nothing on DuckDB.

    The search's own needs the extension pg_trgm, which comes with PostgreSQL and which the owner of a database may
    switch on; where a server has not got it, the search scans.
    """
    if connection.dialect.name != "postgresql":
        return
    for statement in INDEXES:
        connection.execute(text(statement))
    there = "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'"
    if connection.execute(text(there)).scalar():
        for statement in TRIGRAMS:
            connection.execute(text(statement))
