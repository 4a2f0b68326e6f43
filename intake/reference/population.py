"""Population by municipality into the district table."""

import re
from pathlib import Path

from sqlalchemy import Connection

from intake.reference.columns import year_in
from intake.reference.district_lookup import DistrictLookup
from intake.reference.merging import merge_rows, stored_rows
from intake.reference.region_rows import chosen_region
from intake.reference.remarks import reject, unmapped, warn
from intake.reference.tables import ReferenceTable, Row, read_table
from intake.report import ImportReport
from store.tables import district


def load_population(connection: Connection, path: Path, region: str | None, report: ImportReport) -> None:
    """Load residents by municipality. Of several years of one municipality the latest counts.

    Rejected: a municipality that is not loaded (totals of the region too), a population that is no positive number.
    """
    chosen_region(connection, region, path.name)
    table = read_table(path, "population", report)
    accepted = _accepted(connection, table, region, report)
    latest = {id: max(rows, key=lambda found: found[1] or 0) for id, rows in accepted.items()}
    before = stored_rows(connection, district, list(latest))
    values = []
    for id, (population, year) in latest.items():
        kept_year = before[id]["population_year"]
        if year is not None and kept_year is not None and year < kept_year:
            warn(report, "older_year", None, None, "year", f"{before[id]['name_ru']}: {year} < {kept_year}")
            continue
        values.append({"id": id, "population": population, "population_year": year})
    outcome = merge_rows(connection, district, values)
    for id, rows in accepted.items():
        report.unchanged += len(rows) - 1
        first = outcome.get(id) == "updated" and before[id]["population"] is None
        report.new += first
        report.updated += outcome.get(id) == "updated" and not first
        report.unchanged += outcome.get(id, "unchanged") == "unchanged"


def _accepted(
    connection: Connection, table: ReferenceTable, region: str | None, report: ImportReport
) -> dict[str, list[tuple[int, int | None]]]:
    """District → (residents, year) of each of its rows."""
    lookup = DistrictLookup.load(connection)
    heading_year = year_in(table.columns["population"]) or None
    thousands = bool(re.search(r"тыс", table.columns["population"].casefold()))
    accepted: dict[str, list[tuple[int, int | None]]] = {}
    for row in table.rows:
        id = lookup.find(row, "name", region)
        population = _residents(row["population"], thousands)
        if id is None:
            unmapped(report, "district", row["name"] or row["oktmo"] or "")
            reject(
                report, "unknown_district", row.sheet, row.number, _header(table, "name"), row["name"] or row["oktmo"]
            )
        elif population is None:
            column = _header(table, "population")
            reject(report, "unreadable_population", row.sheet, row.number, column, row["population"])
        else:
            accepted.setdefault(id, []).append((population, _year(row) or heading_year))
    return accepted


def _header(table: ReferenceTable, field: str) -> str:
    return table.columns.get(field, field)


def _year(row: Row) -> int | None:
    return year_in(row["year"] or "") or None


def _residents(text: str | None, thousands: bool) -> int | None:
    """«1 104 485», «12345.0», «12,3» (thousands) as a whole number of people; None when it is no positive number."""
    compact = re.sub(r"[\s\u00a0\u202f]", "", text or "").replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", compact):
        return None
    number = round(float(compact) * (1000 if thousands else 1))
    return number if 0 < number < 2**31 else None
