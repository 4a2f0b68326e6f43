"""A person's alias: stored, and applied to what was already loaded."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, or_, select, update

from intake.linking import link_anew
from intake.names.normal import normalise
from intake.names.record_names import name_records
from intake.names.successors import read_successors
from store.tables import agency, agency_alias, district_alias, import_batch, topic_alias, undo_case
from store.tables import case as case_table
from store.tables import region as region_table

_TABLES: dict[str, tuple[Table, str]] = {
    "district": (district_alias, "district_id"),
    "agency": (agency_alias, "agency_id"),
    "topic": (topic_alias, "topic_id"),
}


def add_alias(connection: Connection, kind: str, region: str | None, alias: str, id: str) -> int:
    """Remember that `alias` means the district, agency or topic `id`, and give it to the unmapped rows that bear it.

    `kind`: district, agency or topic; `region`: where the alias holds (not used for topics). Returns how many cases and
    rows of counts and registers changed; events are looked for again around these cases. A batch of layout ``alias`` is
    written, so that kept answers are asked anew.
    """
    spelling = normalise(alias)
    if not spelling:
        raise ValueError(f"the alias {alias!r} holds no letter and no digit")
    _store(connection, kind, region, spelling, id)
    today = read_successors(connection).get(id, id)
    # The name goes on meaning what it meant; what bears it counts where a reform put that.
    named, others = _apply(connection, kind, region, spelling, today if kind == "district" else id)
    link_anew(connection, named)
    changed = len(named) + others
    _note_batch(connection, kind, alias, id, changed)
    return changed


def _store(connection: Connection, kind: str, region: str | None, spelling: str, id: str) -> None:
    """One person's alias per spelling: a second choice replaces the first."""
    table, column = _TABLES[kind]
    scope = {} if kind == "topic" else {"region": region}
    same = [table.c.alias == spelling, table.c.origin == "person", *(table.c[c] == value for c, value in scope.items())]
    connection.execute(table.delete().where(*same))
    connection.execute(table.insert().values(alias=spelling, origin="person", **{column: id}, **scope))


def _apply(
    connection: Connection, kind: str, region: str | None, spelling: str, id: str
) -> tuple[list[datetime | None], int]:
    """To cases, to what taking an import back would restore, and to the counts of the home region. Returns when the
    cases changed were filed, and how many counts changed.
    """
    _apply_to(connection, undo_case, kind, region, spelling, id)
    named = _apply_to(connection, case_table, kind, region, spelling, id)
    at_home = select(region_table.c.id).where(region_table.c.is_home, region_table.c.id == region)
    if connection.execute(at_home).first() is None:
        return named, 0
    home = connection.execute(select(agency.c.district_id).where(agency.c.id == id)).scalar()
    return named, name_records(connection, kind, spelling, id, home)


def _apply_to(
    connection: Connection, t: Table, kind: str, region: str | None, spelling: str, id: str
) -> list[datetime | None]:
    here = t.c.region == region if kind != "topic" else t.c.region.is_not(None)
    if kind == "topic":
        return _give(connection, t, _unmapped(connection, t, "topic", here, spelling), {"topic_id": id})
    unmapped = _unmapped(connection, t, kind, here, spelling)
    if kind == "district":
        return _give(connection, t, unmapped, {"district_id": id, "place_precision": _precision(t, "district")})
    received = _unmapped(connection, t, "agency_received", here, spelling)
    changed = _filed(connection, t, or_(unmapped, received))
    _give(connection, t, unmapped, {"agency_id": id, **_home(connection, t, id)})
    _give(connection, t, received, {"agency_received_id": id, **_home(connection, t, id, t.c.agency_id.is_(None))})
    return changed


def _home(connection: Connection, t: Table, agency_id: str, *conditions: ColumnElement[bool]) -> dict:
    """ПОС gives no place of its own: its district is the organisation's."""
    home = connection.execute(select(agency.c.district_id).where(agency.c.id == agency_id)).scalar()
    if home is None:
        return {}
    placeless = and_(t.c.channel == "pos", t.c.district_id.is_(None), *conditions)
    return {
        "district_id": case((placeless, home), else_=t.c.district_id),
        "place_precision": case((placeless, _precision(t, "agency")), else_=t.c.place_precision),
    }


def _precision(t: Table, found: str) -> ColumnElement[str]:
    return case((t.c.place_precision == "none", found), else_=t.c.place_precision)


def _unmapped(
    connection: Connection, t: Table, prefix: str, here: ColumnElement[bool], spelling: str
) -> ColumnElement[bool]:
    """Rows without an id whose source name is this one in normal form; of a topic's path the last level is enough."""
    source, target = t.c[f"{prefix}_source"], t.c[f"{prefix}_id"]
    question = select(source).where(here, target.is_(None), source.is_not(None)).distinct()
    same = [
        name
        for name in connection.execute(question).scalars()
        if normalise(name) == spelling or (prefix == "topic" and normalise(name.rsplit(" / ", 1)[-1]) == spelling)
    ]
    return and_(here, target.is_(None), source.in_(same))


def _give(connection: Connection, t: Table, wanted: ColumnElement[bool], values: dict) -> list[datetime | None]:
    if changed := _filed(connection, t, wanted):
        connection.execute(update(t).where(wanted).values(**values))
    return changed


def _filed(connection: Connection, t: Table, wanted: ColumnElement[bool]) -> list[datetime | None]:
    return list(connection.execute(select(t.c.filed_at).where(wanted)).scalars())


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
