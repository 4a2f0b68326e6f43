"""The tables of the desk: what staff write, in small writes from many processes, apart from what residents sent."""

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text

DESK = MetaData()

desk_version = Table("desk_version", DESK, Column("version", Integer, nullable=False))

# Who looked at what: views of case texts and exports.
audit_log = Table(
    "audit_log",
    DESK,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),  # read_text, export
    Column("subject", Text, nullable=False),
)
