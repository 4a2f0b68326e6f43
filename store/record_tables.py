"""The tables of what comes as counts, ratings and registers instead of cases.

`key` is a row's natural key, made of what it is about: a later file with the same key replaces it. `…_source`: the name
as the file spells it; of a name nobody knows, without what it says of people: a key then holds a hash of it. Times as
in `store.tables`.
"""

from sqlalchemy import Boolean, Column, Date, DateTime, Double, Integer, SmallInteger, Table, Text

from store.tables import STORE


def _place_columns() -> list[Column]:
    return [
        Column("district_id", Text),
        Column("district_source", Text),
        Column("agency_id", Text),
        Column("agency_source", Text),
    ]


def _record_table(name: str, *columns: Column) -> Table:
    return Table(name, STORE, Column("key", Text), *columns, Column("batch_id", Integer, nullable=False))


volume = _record_table(
    "volume",
    Column("day", Date, nullable=False),
    Column("channel", Text, nullable=False),
    *_place_columns(),
    Column("service", Text),
    Column("count", Integer, nullable=False),  # served: calls answered, visits, orders, dialogues
    Column("lost", Integer),  # gave up waiting
    Column("waiting_seconds", Double),  # mean over those served
    Column("rating", Double),  # mean, 1 to 5
    Column("ratings", Integer),  # how many rated
)

service_rating = _record_table(
    "service_rating",
    Column("day", Date),  # the day the ratings were counted on; null where the file has none
    *_place_columns(),
    Column("criterion", Text, nullable=False),  # simplicity, access, deadline, courtesy
    Column("value", Double, nullable=False),  # mean, 1 to 5
    Column("ratings", Integer),
)

official_page = _record_table(
    "official_page",
    Column("url", Text, nullable=False),
    *_place_columns(),
    Column("network", Text),
    Column("followers", Integer),
    Column("last_post_at", DateTime),
    Column("has_mark", Boolean),  # the state's mark of an official page
    Column("as_of", Date),  # the day the register was made
)

poll = _record_table(
    "poll",
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # poll, vote, ranked_vote, discussion, hearing, statements
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("url", Text),
    Column("starts_at", DateTime),
    Column("ends_at", DateTime),
    *_place_columns(),
    Column("self_selected", Boolean),  # whoever wanted took part: not a sample of residents
    Column("voters", Integer),  # people who took part, as the source counts them
    Column("views", Integer),
)

poll_question = _record_table(
    "poll_question",
    Column("id", Text, nullable=False),
    Column("poll_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # single, multiple, ranked, scale, text
    Column("title", Text, nullable=False),
    Column("position", Integer),
)

poll_option = _record_table(
    "poll_option",
    Column("id", Text, nullable=False),
    Column("poll_id", Text, nullable=False),
    Column("question_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("position", Integer),
)

poll_result = _record_table(
    "poll_result",
    Column("poll_id", Text, nullable=False),
    Column("option_id", Text, nullable=False),
    Column("district_id", Text),
    Column("district_source", Text),
    Column("votes", Integer, nullable=False),
    Column("voters", Integer),  # people who answered the question, in this district
)

# Polls whose source tells single answers: what was chosen, or what was written.
poll_answer = _record_table(
    "poll_answer",
    Column("poll_id", Text, nullable=False),
    Column("question_id", Text, nullable=False),
    Column("option_id", Text),  # null for a written answer
    Column("text", Text),  # masked; null for a chosen one
    Column("respondent_key", Text, nullable=False),  # salted hash
    Column("district_id", Text),
    Column("district_source", Text),
    Column("age", Text),  # a band of intake.records.people.BANDS, never the age itself
    Column("sex", Text),  # f, m
    Column("at", DateTime),
)

# Residents by age and sex, of a municipality or of the region as a whole: what samples are weighted to.
resident_group = _record_table(
    "resident_group",
    Column("district_id", Text),
    Column("district_source", Text),
    Column("sex", Text, nullable=False),  # f, m
    Column("age_from", SmallInteger, nullable=False),  # years, both included
    Column("age_to", SmallInteger, nullable=False),
    Column("year", SmallInteger),
    Column("people", Integer, nullable=False),
)

# Consultations in which people write statements and agree or disagree with those of others.
poll_statement = _record_table(
    "poll_statement",
    Column("id", Text, nullable=False),
    Column("poll_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("text", Text),  # masked
    Column("agrees", Integer),
    Column("disagrees", Integer),
    Column("moderated", SmallInteger),  # 1 accepted, 0 not looked at, -1 turned away
    Column("created_at", DateTime),
)

statement_vote = _record_table(
    "statement_vote",
    Column("poll_id", Text, nullable=False),
    Column("statement_id", Text, nullable=False),
    Column("voter_key", Text, nullable=False),  # salted hash
    Column("vote", SmallInteger, nullable=False),  # 1 agrees, 0 passes, -1 disagrees
    Column("at", DateTime),
)

discussion = _record_table(
    "discussion",
    Column("id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),  # discussion, hearing
    Column("starts_at", DateTime),
    Column("ends_at", DateTime),
    *_place_columns(),
    Column("proposals", Integer),
    Column("accepted", Integer),
    Column("participants", Integer),
    Column("outcome", Text),
)

callback = _record_table(
    "callback",
    Column("case_id", Text),
    Column("day", Date),
    *_place_columns(),
    Column("contacted", Boolean),
    Column("solved", Boolean),
    Column("satisfied", Boolean),
    Column("valid", Boolean, nullable=False),  # a call to the right person about the right case
)

annotation = _record_table(
    "annotation",
    Column("starts_at", DateTime, nullable=False),
    Column("ends_at", DateTime),
    Column("kind", Text, nullable=False),  # storm, outage, direct_line, other
    Column("district_id", Text),
    Column("district_source", Text),
    Column("title", Text, nullable=False),
)

RECORDS = (
    volume,
    service_rating,
    official_page,
    poll,
    poll_question,
    poll_option,
    poll_result,
    poll_answer,
    poll_statement,
    statement_vote,
    discussion,
    resident_group,
    callback,
    annotation,
)

# What a batch replaced, so that it can be taken back: a table each, like `store.tables.undo_case`.
UNDO_RECORDS = {
    table.name: Table(
        f"undo_{table.name}",
        STORE,
        *(Column(c.name, c.type, nullable=c.nullable) for c in table.columns),
        Column("undo_batch", Integer, nullable=False),
    )
    for table in RECORDS
}

# The whole schema. Who creates or walks it takes it from here: then the tables above are in it.
WHOLE_STORE = STORE
