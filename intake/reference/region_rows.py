"""The rows of the ``region`` table: made when districts of a region are first loaded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, select

from intake.names.english import transliterate
from intake.names.known_regions import ASSUMED_TIMEZONE, known_regions, other_names, region_id
from intake.reference.merging import merge_rows
from intake.reference.remarks import warn
from intake.report import FileRefused, ImportReport
from store.tables import region as region_table


class InRegion(Protocol):
    """A row of a file that belongs to a region and may say something of it."""

    @property
    def region(self) -> str: ...

    def __getitem__(self, field: str, /) -> str | None: ...


def keep_regions(connection: Connection, rows: Sequence[InRegion], report: ImportReport) -> None:
    """Write the regions these rows belong to. The first region ever loaded becomes the home region."""
    stored = {row["id"]: dict(row) for row in connection.execute(select(region_table)).mappings()}
    has_home = any(row["is_home"] for row in stored.values())
    for id, _ in Counter(row.region for row in rows).most_common():
        before: dict[str, Any] = stored.get(id, {})
        values = _values(id, [row for row in rows if row.region == id], before, report)
        merge_rows(connection, region_table, [{**values, "is_home": before.get("is_home", not has_home)}])
        has_home = True


def _values(id: str, rows: Sequence[InRegion], before: Mapping[str, Any], report: ImportReport) -> dict[str, Any]:
    """The file's word first, then what is stored, then what is known beforehand."""
    known = known_regions().get(id)
    name = _said(rows, "region_name") or before.get("name_ru") or (known.name_ru if known else id)
    if known and _said(rows, "region_name") and name in known.also:
        name = known.name_ru
    listed = known if known and name in other_names(known.name_ru) else None
    return {
        "id": id,
        "name_ru": name,
        "name_en": _said(rows, "region_en")
        or before.get("name_en")
        or (listed.name_en if listed else transliterate(name)),
        "country": before.get("country") or (known.country if known else None),
        "timezone": _timezone(rows, before, known.timezone if known else None, name, report),
    }


def _timezone(
    rows: Sequence[InRegion], before: Mapping[str, Any], known: str | None, name: str, report: ImportReport
) -> str:
    said = _said(rows, "timezone")
    if said and _is_zone(said):
        return said
    if said:
        warn(report, "unknown_timezone", None, None, "timezone", said)
    if stored_or_known := before.get("timezone") or known:
        return stored_or_known
    warn(report, "timezone_assumed", None, None, "timezone", f"{name}: {ASSUMED_TIMEZONE}")
    return ASSUMED_TIMEZONE


def _said(rows: Sequence[InRegion], field: str) -> str | None:
    """What most rows say; the city of Minsk is one row among the raions of its region."""
    said = Counter(value for row in rows if (value := row[field]))
    return said.most_common(1)[0][0] if said else None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def chosen_region(connection: Connection, given: str | None, file: str) -> str:
    """The region a lookup is about: the given one, else the home region. Raises FileRefused when it is not loaded."""
    rows = connection.execute(select(region_table.c.id, region_table.c.is_home)).all()
    wanted = region_id(given) if given else next((row.id for row in rows if row.is_home), None)
    if wanted is None:
        raise FileRefused(f"{file}: no region is loaded yet: load its districts first.")
    if wanted not in {row.id for row in rows}:
        raise FileRefused(f"{file}: region {given} is not loaded: load its districts first.")
    return wanted
