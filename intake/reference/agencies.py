"""Organisations that answer: their tree, kinds, home districts and the names they go by."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from intake.names.normal import normalise
from intake.names.words import agency_kind
from intake.reference.codes import made_id
from intake.reference.district_lookup import DistrictLookup
from intake.reference.merging import merge_aliases, merge_rows
from intake.reference.region_rows import chosen_region
from intake.reference.remarks import reject, unmapped, warn
from intake.reference.tables import ReferenceTable, Row, read_table
from intake.report import ImportReport
from store.tables import agency, agency_alias


@dataclass(frozen=True)
class Organisation:
    """One accepted row and what it was found to be."""

    row: Row
    id: str
    name: str
    region: str
    district: str | None


def load_agencies(connection: Connection, path: Path, region: str | None, report: ImportReport) -> None:
    """Load the lookup of organisations. Its region is the home district's, else the given one, else the home region.

    Rejected: rows without a name, and with a code or name met before. Kept with a warning: a home district or a parent
    that is not known (left empty), a kind that is not known.
    """
    fallback = chosen_region(connection, region, path.name)
    table = read_table(path, "agencies", report)
    accepted = _accepted(connection, table, fallback, report)
    outcome = merge_rows(connection, agency, _values(connection, table, accepted, report))
    aliases = list(_aliases(accepted, report))
    for id in merge_aliases(connection, agency_alias, "agency_id", aliases, list(outcome), "lookup"):
        outcome[id] = "updated" if outcome[id] == "unchanged" else outcome[id]
    counts = Counter(outcome.values())
    report.new, report.updated, report.unchanged = counts["new"], counts["updated"], counts["unchanged"]


def _accepted(connection: Connection, table: ReferenceTable, fallback: str, report: ImportReport) -> list[Organisation]:
    lookup = DistrictLookup.load(connection)
    taken = {row.id: row.region for row in connection.execute(select(agency.c.id, agency.c.region))}
    accepted: dict[str, Organisation] = {}
    for row in table.rows:
        name = row["name"] or row["short"]
        if name is None:
            reject(report, "no_name", row.sheet, row.number, table.columns["name"])
            continue
        home = lookup.today(row, "district", fallback)
        if home is None and (stated := row["district"] or row["oktmo"]):
            unmapped(report, "district", stated)
            warn(report, "unmapped_district", row.sheet, row.number, table.columns.get("district"), stated)
        region = lookup.region_of(home) if home else fallback
        id = row["code"] or made_id(region, name)
        if taken.get(id, region) != region:
            id = f"{region}-{id}"  # two regions number their organisations alike
        if id in accepted:
            reject(report, "duplicate_id", row.sheet, row.number, table.columns.get("code", table.columns["name"]), id)
            continue
        accepted[id] = Organisation(row, id, name, region, home)
    return list(accepted.values())


def _values(
    connection: Connection, table: ReferenceTable, accepted: list[Organisation], report: ImportReport
) -> list[dict[str, Any]]:
    """Rows of the agency table; columns the file does not have are not mentioned and stay as they are."""
    ids = _ids(connection, accepted)
    values = []
    for found in accepted:
        row = found.row
        each: dict[str, Any] = {"id": found.id, "region": found.region, "name_ru": found.name}
        each |= {column: row[field] for field, column in _PLAIN.items() if field in table.columns}
        if "kind" in table.columns:
            each["kind"] = agency_kind(row["kind"] or "")
            if row["kind"] and each["kind"] is None:
                warn(report, "unknown_kind", row.sheet, row.number, table.columns["kind"], row["kind"])
        if "parent" in table.columns:
            each["parent_id"] = _parent(row["parent"], found, ids)
            if row["parent"] and each["parent_id"] is None:
                warn(report, "unknown_parent", row.sheet, row.number, table.columns["parent"], row["parent"])
        if {"oktmo", "district"} & table.columns.keys():
            each["district_id"] = found.district
        values.append(each)
    return values


_PLAIN = {"short": "short_ru", "name_en": "name_en"}


def _ids(connection: Connection, accepted: list[Organisation]) -> dict[tuple[str, str], str]:
    """(region, code or name in normal form) → id, of organisations stored and in the file."""
    ids = {}
    for row in connection.execute(select(agency.c.id, agency.c.region, agency.c.name_ru)):
        ids[row.region, row.id] = ids[row.region, normalise(row.name_ru)] = row.id
    for found in accepted:
        for key in (found.row["code"], found.id, normalise(found.name)):
            if key:
                ids[found.region, key] = found.id
    return ids


def _parent(stated: str | None, found: Organisation, ids: dict[tuple[str, str], str]) -> str | None:
    if stated is None:
        return None
    parent = ids.get((found.region, stated)) or ids.get((found.region, normalise(stated)))
    return None if parent == found.id else parent


def _aliases(accepted: list[Organisation], report: ImportReport) -> list[dict[str, str]]:
    """Full, short and English names and the variants. One that several organisations share names none of them."""
    bearers: dict[tuple[str, str], set[str]] = {}
    for found in accepted:
        row = found.row
        names = [found.name, row["short"], row["name_en"], *(row["variants"] or "").split("|")]
        for spelling in {normalise(name) for name in names if name} - {""}:
            bearers.setdefault((found.region, spelling), set()).add(found.id)
    for (_, spelling), ids in bearers.items():
        if len(ids) > 1:
            warn(report, "ambiguous_name", None, None, None, f"{spelling}: {', '.join(sorted(ids))}")
    return [
        {"region": region, "alias": spelling, "agency_id": id}
        for (region, spelling), ids in bearers.items()
        for id in ids
    ]
