"""The tables of the desk: what staff write, in small writes from many processes, apart from what residents sent."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

DESK = MetaData()


def _by_whom() -> tuple[Column, Column, Column]:
    """When somebody did it, who, and in which role."""
    return (
        Column("at", DateTime, nullable=False),
        Column("who", Text, nullable=False),
        Column("role", Text, nullable=False),
    )


desk_version = Table("desk_version", DESK, Column("version", Integer, nullable=False))

# Who looked at what: views of case texts and exports.
audit_log = Table(
    "audit_log",
    DESK,
    Column("id", Integer, primary_key=True),
    *_by_whom(),
    Column("action", Text, nullable=False),  # read_text, read_texts, export
    Column("subject", Text, nullable=False),
)

# For what reason somebody without the right to read texts was shown those of one case; never changed.
text_reading = Table(
    "text_reading",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("case_id", Text, nullable=False),
    *_by_whom(),
    Column("reason", Text, nullable=False),  # masked like a text
)

# What somebody watches over until it is done: a case, an event (linked cases) or a signal (a spike).
control_item = Table(
    "control_item",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # case, event, signal
    Column("subject", Text, nullable=False),  # id of the case or the event, topic:district:first day of a signal
    Column("open_key", Text, unique=True),  # kind and subject while it is open, so that two cannot take the same
    Column("district_id", Text),
    Column("title_ru", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Date),
    Column("state", Text, nullable=False),  # open, done
    Column("outcome", Text),
    Column("version", Integer, nullable=False),  # counts changes: who changes an older version is told so
    Column("changed_at", DateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
)

# Who did what with a control item, and when; never changed.
control_history = Table(
    "control_history",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("item_id", Integer, nullable=False),
    *_by_whom(),
    Column("action", Text, nullable=False),  # taken, changed, done
    Column("changes", JSON, nullable=False),  # name of the field → its value from then on
)

# Names of files that nobody wants to be asked about any more; what bears them stays counted as unmapped.
ignored_name = Table(
    "ignored_name",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # district, agency, topic
    Column("region", Text, nullable=False),  # empty: none
    Column("name", Text, nullable=False),  # as the files spell it
    Column("at", DateTime, nullable=False),
    Column("who", Text, nullable=False),
)

# What was done about signals; never changed, the latest row of a topic and district counts.
signal_mark = Table(
    "signal_mark",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("first_day", Text, nullable=False),  # of the signal, YYYY-MM-DD
    *_by_whom(),
    Column("action", Text, nullable=False),  # acknowledged, muted, controlled, closed
    Column("muted_until", DateTime),
    Column("outcome", Text),  # real, planned, false_alarm
    Column("note", Text, nullable=False),
)

# What the rules of alerts have told, so that nothing is told twice, by however many processes.
alert_told = Table(
    "alert_told",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("rule", Text, nullable=False),  # its name
    Column("subject", Text, nullable=False),  # what was told; empty: when the rule's last message went
    Column("at", DateTime, nullable=False),
    Column("is_over", Boolean, nullable=False),  # it has ended since: when it begins again, it is told again
    UniqueConstraint("rule", "subject"),
)

# What reviewers say of replies that look formal; never changed, the latest row of a reviewer and a reply counts.
reply_mark = Table(
    "reply_mark",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("reply_key", Text, nullable=False),  # of the text that was judged: a later reply needs a mark of its own
    *_by_whom(),
    Column("verdict", Text, nullable=False),  # right, wrong
)

# A problem that does not go away and somebody answers for: what it is, why it is one, what is done. Its passport.
problem = Table(
    "problem",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("open_key", Text, unique=True),  # by:topic:unit until solved or withdrawn: two cannot open the same
    Column("topic", Text, nullable=False),  # the definition: cases of this topic group …
    Column("by", Text, nullable=False),  # … of a district or an agency
    Column("unit", Text, nullable=False),
    Column("district_id", Text),  # whose problem it is; null for agencies of the region
    Column("title_ru", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("evidence", JSON, nullable=False),  # the parts of the score as they were when it was opened
    Column("owner", Text, nullable=False),
    Column("status", Text, nullable=False),  # proposed, accepted, in_work, solved, relapsed, withdrawn
    Column("effect", JSON),  # what was shown when it was set to solved
    Column("links", JSON, nullable=False),  # ids of cases and polls, addresses: list of {kind, id}
    Column("meeting", Text),  # YYYY-MM of the governor's meeting it was picked for
    Column("version", Integer, nullable=False),
    Column("opened_at", DateTime, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
)

# What is done about a problem.
problem_measure = Table(
    "problem_measure",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("problem_id", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("starts", Date, nullable=False),
    Column("until", Date),
    Column("money", BigInteger),  # in the region's currency
    Column("at", DateTime, nullable=False),
    Column("who", Text, nullable=False),
)

# Who did what with a problem, and what was said about it; never changed.
problem_history = Table(
    "problem_history",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("problem_id", Integer, nullable=False),
    *_by_whom(),
    # opened, changed, measure, moved, picked, linked, said, withdrawn, reopened
    Column("action", Text, nullable=False),
    Column("changes", JSON, nullable=False),
)

# Which topic of the complaints a poll asks about: people say so, nobody guesses; the latest row of a poll counts.
poll_topic = Table(
    "poll_topic",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("poll_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    *_by_whom(),
)

# Searches that people keep: a name and the parameters of a link.
saved_search = Table(
    "saved_search",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("link", JSON, nullable=False),  # parameter → value
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)
