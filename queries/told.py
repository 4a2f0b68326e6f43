"""What alerts have told, kept on the desk: so that each thing is told once, by however many processes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from store.desk_tables import alert_told
from store.engine import open_desk

_LAST = ""  # the subject under which the moment of a rule's last message is kept


@dataclass(frozen=True)
class Told:
    """When something was told (UTC), and whether it has ended since."""

    at: datetime
    is_over: bool = False


@dataclass(frozen=True)
class Memory:
    """What one rule has told, by subject; `last`: when its last message went (None: none yet)."""

    last: datetime | None = None
    told: Mapping[str, Told] = field(default_factory=dict)


def remembered(rule: str, *, engine: Engine | None = None) -> Memory:
    """What the rule of this name has told."""
    question = select(alert_told.c.subject, alert_told.c.at, alert_told.c.is_over).where(alert_told.c.rule == rule)
    with (engine or open_desk()).connect() as connection:
        told = {row.subject: Told(row.at, row.is_over) for row in connection.execute(question)}
    last = told.pop(_LAST, None)
    return Memory(last.at if last else None, told)


def claim(rule: str, subjects: Sequence[str], now: datetime, every: timedelta, *, engine: Engine | None = None) -> bool:
    """Write down, before it is sent, that the rule tells these subjects now; all in one transaction.

    False, and nothing is written, when a message of the rule went less than `every` ago: of two processes that find
    the same at once, one gets it.
    """
    mine = alert_told.c.rule == rule
    rows = [{"rule": rule, "subject": subject, "at": now, "is_over": False} for subject in subjects]
    try:
        with (engine or open_desk()).begin() as connection:
            moved = connection.execute(
                update(alert_told)
                .where(mine, alert_told.c.subject == _LAST, alert_told.c.at <= now - every)
                .values(at=now)
            )
            if moved.rowcount == 0:
                connection.execute(insert(alert_told).values(rule=rule, subject=_LAST, at=now, is_over=False))
            connection.execute(delete(alert_told).where(mine, alert_told.c.subject.in_(subjects)))
            connection.execute(insert(alert_told), rows)
    except IntegrityError:  # there is a last message, and it is too young
        return False
    return True


def give_back(rule: str, subjects: Sequence[str], last: datetime | None, *, engine: Engine | None = None) -> None:
    """The message could not be sent: the subjects are untold again, the rule's last message is the one before."""
    mine = alert_told.c.rule == rule
    with (engine or open_desk()).begin() as connection:
        connection.execute(delete(alert_told).where(mine, alert_told.c.subject.in_(subjects)))
        of_rule = (mine, alert_told.c.subject == _LAST)
        if last is None:
            connection.execute(delete(alert_told).where(*of_rule))
        else:
            connection.execute(update(alert_told).where(*of_rule).values(at=last))


def end(rule: str, subjects: Sequence[str], *, engine: Engine | None = None) -> None:
    """These subjects have ended: when they begin again, they are new."""
    with (engine or open_desk()).begin() as connection:
        connection.execute(
            update(alert_told).where(alert_told.c.rule == rule, alert_told.c.subject.in_(subjects)).values(is_over=True)
        )
