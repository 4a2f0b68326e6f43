"""Writing to the desk: taking something under control, changing it, finishing it. Nobody overwrites anybody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from queries.desk import remember, wall_time
from queries.scope import Scope
from store.desk_tables import control_history, control_item
from store.engine import open_desk

KINDS = ("case", "event", "signal")
WRITERS = ("operator", "head", "admin")
CHANGEABLE = ("note", "owner", "due")


class AlreadyTaken(Exception):
    """Somebody has it under control already; `by` and `at` say who and since when."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(f"taken by {by} at {at}")
        self.by, self.at = by, at


class ChangedMeanwhile(Exception):
    """Somebody else changed the item after it was read; `by` and `at` say who and when. Nothing was written."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(f"changed by {by} at {at}")
        self.by, self.at = by, at


@dataclass(frozen=True)
class Subject:
    """What is taken under control: a case by its id, an event by its id, a signal as topic:district:first day."""

    kind: str
    id: str
    title_ru: str
    title_en: str
    district_id: str | None


def may_control(scope: Scope, district_id: str | None) -> bool:
    """Operators and administrators everything; a head what happens in their municipality; others only look."""
    return scope.role in WRITERS and (scope.whole_region or district_id in scope.districts)


def take(
    scope: Scope, subject: Subject, note: str = "", owner: str = "", due: date | None = None, *,
    engine: Engine | None = None,
) -> int:  # fmt: skip
    """Take something under control. Returns the item's id.

    Raises AlreadyTaken when somebody has it, PermissionError for who may not, ValueError for an unknown kind.
    """
    if subject.kind not in KINDS:
        raise ValueError(f"unknown kind {subject.kind!r}: choose one of {', '.join(KINDS)}")
    _check(scope, subject.district_id)
    now, key = wall_time(), f"{subject.kind}:{subject.id}"
    facts = {"note": note.strip(), "owner": owner.strip() or scope.who, "due": due}
    row = facts | {
        "kind": subject.kind, "subject": subject.id, "open_key": key, "district_id": subject.district_id,
        "title_ru": subject.title_ru, "title_en": subject.title_en, "state": "open", "version": 1,
        "changed_at": now, "changed_by": scope.who,
    }  # fmt: skip
    desk = engine or open_desk()
    try:
        with desk.begin() as connection:
            item_id = int(
                connection.execute(insert(control_item).values(row).returning(control_item.c.id)).scalar_one()
            )
            remember(connection, control_history, {"item_id": item_id}, scope, "taken", now, facts)
    except IntegrityError:
        with desk.connect() as connection:
            if (taken := connection.execute(_taken(key)).first()) is None:
                raise
            raise AlreadyTaken(taken.who, taken.at) from None
    return item_id


def _taken(key: str) -> Select:
    """Who took what is open under this key, and when: others may have changed it since."""
    h, item = control_history.c, control_item.c
    opened = select(h.who, h.at).join_from(control_history, control_item, item.id == h.item_id)
    return opened.where(item.open_key == key, h.action == "taken")


def change(scope: Scope, item_id: int, version: int, *, engine: Engine | None = None, **facts: Any) -> int:
    """Change note, owner or due date of the version that was read. Returns the new version.

    Raises ChangedMeanwhile when it is no longer that version, PermissionError, ValueError for another field.
    """
    if strange := set(facts) - set(CHANGEABLE):
        raise ValueError(f"{', '.join(sorted(strange))} cannot be changed: choose from {', '.join(CHANGEABLE)}")
    return _write(scope, item_id, version, "changed", facts, engine)


def finish(scope: Scope, item_id: int, version: int, outcome: str, *, engine: Engine | None = None) -> int:
    """The item is done, with words on how it ended. Returns the new version. Raises as `change` does."""
    facts = {"state": "done", "outcome": outcome.strip(), "open_key": None}
    return _write(scope, item_id, version, "done", facts, engine)


def _write(scope: Scope, item_id: int, version: int, action: str, facts: dict, engine: Engine | None) -> int:
    now = wall_time()
    with (engine or open_desk()).begin() as connection:
        found = connection.execute(select(control_item).where(control_item.c.id == item_id)).first()
        if found is None:
            raise ValueError(f"no control item {item_id}")
        _check(scope, found.district_id)
        written = connection.execute(
            update(control_item)
            .where(control_item.c.id == item_id, control_item.c.version == version, control_item.c.state == "open")
            .values(facts | {"version": version + 1, "changed_at": now, "changed_by": scope.who})
        )
        if written.rowcount == 0:
            raise ChangedMeanwhile(found.changed_by, found.changed_at)
        told = {name: value for name, value in facts.items() if name != "open_key"}
        remember(connection, control_history, {"item_id": item_id}, scope, action, now, told)
    return version + 1


def _check(scope: Scope, district_id: str | None) -> None:
    if not may_control(scope, district_id):
        raise PermissionError(f"{scope.role} may not take this under control")
