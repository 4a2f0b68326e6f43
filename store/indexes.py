"""The indexes of the store. PostgreSQL only: DuckDB scans columns faster than it keeps an index."""

from sqlalchemy import Connection, text

# Keys for the merge, BRIN on time (as good as btree at 1/200 of the size) and on the batch of a word, the keys of what
# was read of replies and of what the search looks up. A case's number leads to what a page of hits is counted and
# sorted by: to read that of 600,000 hits out of the table took three times as long.
INDEXES = (
    'CREATE INDEX IF NOT EXISTS case_id ON "case" (id)',
    'CREATE INDEX IF NOT EXISTS case_filed ON "case" USING brin (filed_at)',
    "CREATE INDEX IF NOT EXISTS case_text_id ON case_text (case_id)",
    "CREATE INDEX IF NOT EXISTS case_event_id ON case_event (case_id)",
    "CREATE INDEX IF NOT EXISTS reply_reading_key ON reply_reading (text_key)",
    "CREATE INDEX IF NOT EXISTS reply_wording_key ON reply_wording (wording)",
    'CREATE INDEX IF NOT EXISTS case_number_told ON "case" (number) INCLUDE (filed_at, id)',
    "CREATE INDEX IF NOT EXISTS case_word_id ON case_word (word_id) INCLUDE (case_number)",
    "CREATE INDEX IF NOT EXISTS case_word_number ON case_word USING brin (case_number)",
)
OUTGROWN = ("case_number",)


def add_indexes(connection: Connection) -> None:
    """Make the indexes that are missing, drop those that others stand in for; nothing on DuckDB."""
    if connection.dialect.name != "postgresql":
        return
    for statement in INDEXES:
        connection.execute(text(statement))
    for name in OUTGROWN:
        connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
