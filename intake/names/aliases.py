"""A person's alias: stored, and applied to what was already loaded."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, case, false, func, or_, select, update

from analysis.masking import holds_mask
from intake.batches import reserve
from intake.linking import keep_moving, link_moved
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
    written, so that kept answers are asked anew. Raises ValueError for an alias without letters, and for a district's
    or an agency's with something hidden («ИП [имя]»), which may be that of several.
    """
    spelling = normalise(alias)
    if not spelling:
        raise ValueError(f"the alias {alias!r} holds no letter and no digit")
    if kind != "topic" and holds_mask(alias):
        raise ValueError(f"the alias {alias!r} hides what may tell two apart: list each under its whole name")
    batch = reserve(connection)
    _store(connection, kind, region, spelling, id)
    changed = _apply(connection, kind, region, spelling, id)
    _note_batch(connection, batch, kind, alias, id, changed)
    return changed


def _store(connection: Connection, kind: str, region: str | None, spelling: str, id: str) -> None:
    """One person's alias per spelling: a second choice replaces the first."""
    table, column = _TABLES[kind]
    scope = {} if kind == "topic" else {"region": region}
    same = [table.c.alias == spelling, table.c.origin == "person", *(table.c[c] == value for c, value in scope.items())]
    connection.execute(table.delete().where(*same))
    connection.execute(table.insert().values(alias=spelling, origin="person", **{column: id}, **scope))


def _apply(connection: Connection, kind: str, region: str | None, spelling: str, id: str) -> int:
    """To what taking an import back would restore, to cases, and to the counts of the home region. Returns how many
    cases and counts changed.
    """
    # The name goes on meaning what it meant; what bears it counts where a reform put that.
    today = read_successors(connection).get(id, id) if kind == "district" else id
    _apply_to(connection, undo_case, kind, region, spelling, today)
    changed = _apply_to(connection, case_table, kind, region, spelling, today)
    at_home = select(region_table.c.id).where(region_table.c.is_home, region_table.c.id == region)
    if connection.execute(at_home).first() is None:
        return changed
    home = connection.execute(select(agency.c.district_id).where(agency.c.id == id)).scalar()
    return changed + name_records(connection, kind, spelling, id, home)


def _apply_to(connection: Connection, t: Table, kind: str, region: str | None, spelling: str, id: str) -> int:
    """To the rows of one table; those of cases in use whose place or topic becomes known are linked anew."""
    here = t.c.region == region if kind != "topic" else t.c.region.is_not(None)
    bears = [_unmapped(connection, t, kind, here, spelling)]
    given: list[dict[str, Any]] = [{f"{kind}_id": id}]
    moves = bears[0]
    if kind == "district":
        given[0]["place_precision"] = _precision(t, "district")
    elif kind == "agency":
        bears.append(_unmapped(connection, t, "agency_received", here, spelling))
        bodiless = t.c.agency_id.is_(None)
        given[0] |= _home(connection, t, id)
        given.append({"agency_received_id": id, **_home(connection, t, id, bodiless)})
        moves = and_(_placeless(t), or_(bears[0], and_(bears[1], bodiless))) if len(given[0]) > 1 else false()
    changed = connection.execute(select(func.count()).select_from(t).where(or_(*bears))).scalar_one()
    if not changed:
        return 0
    left = keep_moving(connection, moves) if t is case_table else None
    for rows, values in zip(bears, given, strict=True):
        connection.execute(update(t).where(rows).values(**values))
    if left is not None:
        link_moved(connection, left)
    return changed


def _home(connection: Connection, t: Table, agency_id: str, *conditions: ColumnElement[bool]) -> dict:
    """ПОС gives no place of its own: its district is the organisation's."""
    home = connection.execute(select(agency.c.district_id).where(agency.c.id == agency_id)).scalar()
    if home is None:
        return {}
    placeless = and_(_placeless(t), *conditions)
    return {
        "district_id": case((placeless, home), else_=t.c.district_id),
        "place_precision": case((placeless, _precision(t, "agency")), else_=t.c.place_precision),
    }


def _placeless(t: Table) -> ColumnElement[bool]:
    return and_(t.c.channel == "pos", t.c.district_id.is_(None))


def _precision(t: Table, found: str) -> ColumnElement[str]:
    return case((t.c.place_precision == "none", found), else_=t.c.place_precision)


def _unmapped(
    connection: Connection, t: Table, prefix: str, here: ColumnElement[bool], spelling: str
) -> ColumnElement[bool]:
    """Rows without an id whose source name is this one in normal form; of a topic's path the last level is enough. Of
    a place or a body with something hidden no row: «Приёмная, [имя]» is not «Приёмная имя».
    """
    source, target = t.c[f"{prefix}_source"], t.c[f"{prefix}_id"]
    question = select(source).where(here, target.is_(None), source.is_not(None)).distinct()
    names = connection.execute(question).scalars()
    if prefix == "topic":
        same = [name for name in names if spelling in (normalise(name), normalise(name.rsplit(" / ", 1)[-1]))]
    else:
        same = [name for name in names if normalise(name) == spelling and not holds_mask(name)]
    return and_(here, target.is_(None), source.in_(same))


def _note_batch(connection: Connection, batch: int, kind: str, alias: str, id: str, changed: int) -> None:
    connection.execute(
        import_batch.insert().values(
            id=batch,
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
