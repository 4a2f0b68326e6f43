"""What a new store starts with: the channels and the shipped deadlines, read from editable TOML beside this file."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from store.tables import channel, deadline

SHIPPED = Path(__file__).with_name("reference.toml")


@lru_cache(maxsize=4)
def read_reference(path: Path = SHIPPED) -> dict[str, Any]:
    """Keys: channel and deadline (lists of rows), working_day (days, from, until), interim_reply
    (working_days).
    """
    return tomllib.loads(path.read_text(encoding="utf-8"))


def fill_reference(connection: Connection) -> None:
    """Put the shipped channels and deadlines into empty tables."""
    shipped = read_reference()
    connection.execute(channel.insert(), shipped["channel"])
    names = [c.name for c in deadline.columns]
    connection.execute(deadline.insert(), [{n: row.get(n) for n in names} for row in shipped["deadline"]])


def add_new_channels(connection: Connection) -> None:
    """Channels that are shipped and not in the table yet, with their deadlines; what a region changed stays."""
    known = set(connection.execute(select(channel.c.code)).scalars())
    shipped = read_reference()
    fresh = [row for row in shipped["channel"] if row["code"] not in known]
    if not fresh:
        return
    connection.execute(channel.insert(), fresh)
    codes = {row["code"] for row in fresh}
    names = [c.name for c in deadline.columns]
    limits = [{n: row.get(n) for n in names} for row in shipped["deadline"] if row["channel"] in codes]
    if limits:
        connection.execute(deadline.insert(), limits)
