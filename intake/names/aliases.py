"""A person's alias: stored, and applied to what was already loaded."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, or_, select, update

from intake.names.normal import normalise
from store.tables import agency, agency_alias, district_alias, import_batch, topic_alias
from store.tables import case as case_table

_TABLES: dict[str, tuple[Table, str]] = {
    "district": (district_alias, "district_id"),
    "agency": (agency_alias, "agency_id"),
    "topic": (topic_alias, "topic_id"),
}


def add_alias(connection: Connection, kind: str, region: str | None, alias: str, id: str) -> int:
    """Remember that `alias` means the district, agency or topic `id`, and give it to the unmapped cases that bear it.

    `kind`: district, agency or topic; `region`: where the alias holds (not used for topics). Returns the number of
    cases changed. An import batch of layout ``alias`` is written, so that kept answers are asked anew.
    """
    spelling = normalise(alias)
    if not spelling:
        raise ValueError(f"the alias {alias!r} holds no letter and no digit")
    _store(connection, kind, region, spelling, id)
    changed = _apply(connection, kind, region, spelling, id)
    _note_batch(connection, kind, alias, id, changed)
    return changed


def _store(connection: Connection, kind: str, region: str | None, spelling: str, id: str) -> None:
    """One person's alias per spelling: a second choice replaces the first."""
    table, column = _TABLES[kind]
    scope = {} if kind == "topic" else {"region": region}
    same = [table.c.alias == spelling, table.c.origin == "person", *(table.c[c] == value for c, value in scope.items())]
    connection.execute(table.delete().where(*same))
    connection.execute(table.insert().values(alias=spelling, origin="person", **{column: id}, **scope))


def _apply(connection: Connection, kind: str, region: str | None, spelling: str, id: str) -> int:
    here = case_table.c.region == region if kind != "topic" else case_table.c.region.is_not(None)
    if kind == "topic":
        return _give(connection, _unmapped(connection, "topic", here, spelling), {"topic_id": id})
    unmapped = _unmapped(connection, kind, here, spelling)
    if kind == "district":
        return _give(connection, unmapped, {"district_id": id, "place_precision": _precision("district")})
    received = _unmapped(connection, "agency_received", here, spelling)
    changed = _count(connection, or_(unmapped, received))
    _give(connection, unmapped, {"agency_id": id, **_home(connection, id)})
    _give(connection, received, {"agency_received_id": id, **_home(connection, id, case_table.c.agency_id.is_(None))})
    return changed


def _home(connection: Connection, agency_id: str, *conditions: ColumnElement[bool]) -> dict:
    """ПОС gives no place of its own: its district is the organisation's."""
    home = connection.execute(select(agency.c.district_id).where(agency.c.id == agency_id)).scalar()
    if home is None:
        return {}
    placeless = and_(case_table.c.channel == "pos", case_table.c.district_id.is_(None), *conditions)
    return {
        "district_id": case((placeless, home), else_=case_table.c.district_id),
        "place_precision": case((placeless, _precision("agency")), else_=case_table.c.place_precision),
    }


def _precision(found: str) -> ColumnElement[str]:
    return case((case_table.c.place_precision == "none", found), else_=case_table.c.place_precision)


def _unmapped(connection: Connection, prefix: str, here: ColumnElement[bool], spelling: str) -> ColumnElement[bool]:
    """Cases without an id whose source name is this one in normal form; of a topic's path the last level is enough."""
    source, target = case_table.c[f"{prefix}_source"], case_table.c[f"{prefix}_id"]
    question = select(source).where(here, target.is_(None), source.is_not(None)).distinct()
    same = [
        name
        for name in connection.execute(question).scalars()
        if normalise(name) == spelling or (prefix == "topic" and normalise(name.rsplit(" / ", 1)[-1]) == spelling)
    ]
    return and_(here, target.is_(None), source.in_(same))


def _give(connection: Connection, wanted: ColumnElement[bool], values: dict) -> int:
    if count := _count(connection, wanted):
        connection.execute(update(case_table).where(wanted).values(**values))
    return count


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(case_table).where(wanted)).scalar_one()


def _note_batch(connection: Connection, kind: str, alias: str, id: str, changed: int) -> None:
    last = connection.execute(select(func.max(import_batch.c.id))).scalar() or 0
    connection.execute(
        import_batch.insert().values(
            id=last + 1,
            file=f"{kind}: {alias} → {id}",
            sha256=hashlib.sha256(f"{kind}\n{alias}\n{id}".encode()).hexdigest(),
            layout="alias",
            imported_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            read=changed,
            new=0,
            updated=changed,
            unchanged=0,
            rejected=0,
        )
    )
