"""The tables of the store, written once for every engine: what residents sent, read-mostly and analytical.

Times are UTC without zone; a day-precision date is the local midnight, a day-precision deadline the last
second of the local day, so that ``closed_at <= due_at`` means "on time" for both precisions. Durations are seconds.
No primary keys on the large tables: the merge keeps ids unique (see ``store.dialects.replace_rows``), and DuckDB pays
heavily for the index.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

SCHEMA_VERSION = 11

STORE = MetaData()


def _table(name: str, *columns: Column) -> Table:
    return Table(name, STORE, *columns)


# One row: which schema the file was made with.
schema_version = _table("schema_version", Column("version", Integer, nullable=False))

# Regions that were loaded; the home region names the dashboard and gives it its time zone.
region = _table(
    "region",
    Column("id", Text, nullable=False),
    Column("name_ru", Text, nullable=False),
    Column("name_en", Text),
    Column("country", Text),  # RU, BY
    Column("timezone", Text, nullable=False),  # IANA name
    Column("is_home", Boolean, nullable=False),
)

district = _table(
    "district",
    Column("id", Text, nullable=False),  # OKTMO (8 digits) or SOATO, as text: leading zeros matter
    Column("region", Text, nullable=False),
    Column("name_ru", Text, nullable=False),  # short, as people say it
    Column("name_official", Text),
    Column("name_en", Text),
    Column("kind", Text),  # municipal_raion, urban_okrug, municipal_okrug, raion, city
    Column("center", Text),
    Column("population", Integer),
    Column("population_year", SmallInteger),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor_id", Text),  # what a reform made of it; its cases are counted there
    Column("geometry", Text),  # GeoJSON, EPSG:4326, exterior rings clockwise; null where no boundary is known
)

district_alias = _table(
    "district_alias",
    Column("region", Text, nullable=False),
    Column("alias", Text, nullable=False),  # normalised
    Column("district_id", Text, nullable=False),
    Column("origin", Text, nullable=False),  # boundaries, lookup, person
)

agency = _table(
    "agency",
    Column("id", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("name_ru", Text, nullable=False),
    Column("short_ru", Text),
    Column("name_en", Text),
    Column("kind", Text),  # region_body, municipality, institution, utility, federal
    Column("parent_id", Text),
    Column("district_id", Text),  # home district
)

agency_alias = _table(
    "agency_alias",
    Column("region", Text, nullable=False),
    Column("alias", Text, nullable=False),
    Column("agency_id", Text, nullable=False),
    Column("origin", Text, nullable=False),
)

topic = _table(
    "topic",
    Column("id", Text, nullable=False),
    Column("region", Text),  # whose taxonomy it is; null: common to all
    Column("level_1", Text, nullable=False),
    Column("level_2", Text),
    Column("level_3", Text),
    Column("name_en", Text),
    Column("common_group", Text),
    Column("severity", SmallInteger),  # 1 (least) to 5
)

topic_alias = _table(
    "topic_alias",
    Column("alias", Text, nullable=False),
    Column("topic_id", Text, nullable=False),
    Column("origin", Text, nullable=False),
)

channel = _table(
    "channel",
    Column("code", Text, nullable=False),
    Column("precision", Text, nullable=False),  # day, minute
    Column("clock", Text, nullable=False),  # what starts the clock: filing, registration, detection, call
    Column("data_until", DateTime),  # the channel's own data time: nothing after it is known
)

deadline = _table(
    "deadline",
    Column("channel", Text, nullable=False),
    Column("importance", Text),  # high, ordinary, dm; null = any
    Column("fast_track", Boolean),  # null = any
    Column("topic_id", Text),  # null = any
    Column("reply", Text, nullable=False),  # first, final
    Column("limit_amount", Integer, nullable=False),
    Column("limit_unit", Text, nullable=False),  # hour, day, month
    Column("calendar", Text, nullable=False),  # calendar, working
)


def _case_columns() -> list[Column]:
    return [
        Column("id", Text, nullable=False),
        Column("region", Text, nullable=False),
        Column("channel", Text, nullable=False),
        Column("source_number", Text, nullable=False),
        Column("source_url", Text),
        Column("filed_at", DateTime),  # null only for layouts without any date
        Column("registered_at", DateTime),
        Column("first_response_at", DateTime),
        Column("due_at", DateTime),  # the deadline in force
        Column("first_due_at", DateTime),  # the deadline first set
        Column("closed_at", DateTime),
        # What stops the deadline's clock: the first reply where the channel's limit is for the first reply, else
        # closing.
        Column("decided_at", DateTime),
        Column("precision", Text, nullable=False),  # day, minute
        Column("stage_source", Text),
        Column("status_source", Text),  # verbatim
        Column("state", Text, nullable=False),
        Column("outcome", Text),
        Column("importance", Text),
        Column("fast_track", Boolean),
        Column("statutory", Boolean),
        Column("topic_id", Text),
        Column("topic_source", Text),
        Column("agency_received_id", Text),
        Column("agency_received_source", Text),
        Column("agency_id", Text),
        Column("agency_source", Text),
        Column("district_id", Text),
        Column("district_source", Text),
        Column("address", Text),
        Column("lat", Double),
        Column("lon", Double),
        Column("place_precision", Text, nullable=False),
        Column("rating", SmallInteger),  # 1 to 5
        Column("author_reaction", Text),
        Column("repeat_review", Boolean),
        Column("source_overdue", Boolean),
        Column("response_seconds", BigInteger),
        Column("close_seconds", BigInteger),
        Column("applicant_key", Text),  # salted hash, the salt lives outside the data
        Column("network", Text),
        Column("reach", BigInteger),
        Column("batch_id", Integer, nullable=False),
        Column("questions", SmallInteger),  # how many an appeal holds, where the source counts them
        Column("number", BigInteger),  # no two cases ever have the same: what `case_word` names them by
    ]


def _text_columns() -> list[Column]:
    return [
        Column("case_id", Text, nullable=False),
        Column("text", Text),  # masked
        Column("reply", Text),  # masked
    ]


def _event_columns() -> list[Column]:
    return [
        Column("case_id", Text, nullable=False),
        Column("at", DateTime, nullable=False),
        Column("kind", Text, nullable=False),  # filed, registered, assigned, first_response, extended, closed, rated, …
        Column("agency_id", Text),
        Column("note", Text),
        Column("precision", Text, nullable=False),
    ]


case = _table("case", *_case_columns())
case_text = _table("case_text", *_text_columns())
case_event = _table("case_event", *_event_columns())

# What was read of replies (see analysis/replies.py), each text once: derived, may be emptied at any time. A text that
# is not here is read when it is asked for; what other rules read counts for nothing.
reply_reading = _table(
    "reply_reading",
    Column("text_key", Text, nullable=False),  # MD5 of the reply as it stands in `case_text`
    Column("rules", BigInteger, nullable=False),  # checksum of the rules that read it
    Column("wording", BigInteger, nullable=False),  # hash of the masked words, the key of `reply_wording`
    Column("facts", BigInteger, nullable=False),  # hash of what was masked
    Column("content", SmallInteger, nullable=False),  # a bit for each kind of concrete content
    Column("is_away", Boolean, nullable=False),
    Column("is_interim", Boolean, nullable=False),
)

reply_wording = _table(
    "reply_wording",
    Column("wording", BigInteger, nullable=False),
    Column("rules", BigInteger, nullable=False),
    Column("skeleton", Text, nullable=False),  # masked words
    Column("signature", Text, nullable=False),  # MinHash bands in hexadecimal digits, "" for a short one
)

# What the search looks in: see `store.words`.
word = _table(
    "word",
    Column("id", Integer, nullable=False),
    Column("place", Text, nullable=False),  # text, reply, address, topic
    Column("word", Text, nullable=False),  # lower case, е for ё
)
case_word = _table(
    "case_word",
    Column("word_id", Integer, nullable=False),
    Column("at", Integer, nullable=False),  # the how many-th word of its place, from 0
    Column("case_number", BigInteger, nullable=False),
)

case_link = _table(
    "case_link",
    Column("event_id", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("reason", Text, nullable=False),  # source (a number in the row), similarity, person
)


import_batch = _table(
    "import_batch",
    Column("id", Integer, nullable=False),
    Column("file", Text, nullable=False),  # name only, no path
    Column("sha256", Text, nullable=False),
    Column("layout", Text, nullable=False),
    Column("channel", Text),
    Column("imported_at", DateTime, nullable=False),
    Column("data_from", DateTime),
    Column("data_until", DateTime),
    Column("read", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("report", JSON),  # the whole import report
    Column("undone_at", DateTime),
)

import_issue = _table(
    "import_issue",
    Column("batch_id", Integer, nullable=False),
    Column("level", Text, nullable=False),  # rejected, warning
    Column("kind", Text, nullable=False),  # no_key, no_filing_date, unmapped_district, …
    Column("sheet", Text),
    Column("row", Integer),
    Column("column", Text),
    Column("value", Text),
)

# What a batch replaced, so that it can be taken back: the rows as they were before it.
undo_case = _table("undo_case", *_case_columns(), Column("undo_batch", Integer, nullable=False))
undo_text = _table("undo_text", *_text_columns(), Column("undo_batch", Integer, nullable=False))
undo_event = _table("undo_event", *_event_columns(), Column("undo_batch", Integer, nullable=False))
