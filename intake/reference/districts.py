"""Municipalities with their boundaries, names and regions into the store."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from intake.names.english import english_place
from intake.names.known_regions import known_regions, region_id, region_of_oktmo
from intake.names.normal import normalise
from intake.names.places import place_name
from intake.names.words import district_kind, stated_by
from intake.reference.axis_order import refuse_swapped
from intake.reference.boundaries import Feature, geojson, read_features
from intake.reference.codes import day_of, oktmo_of
from intake.reference.columns import columns_of
from intake.reference.merging import merge_aliases, merge_rows, stored_rows
from intake.reference.region_rows import keep_regions
from intake.reference.remarks import reject, warn
from intake.reference.tables import TABLE_SUFFIXES, read_table
from intake.report import FileRefused, ImportReport
from store.tables import district, district_alias

_KIND_STATED = {"raion": "municipal_raion", "okrug": "municipal_okrug", "urban": "urban_okrug", "city": "urban_okrug"}


@dataclass(frozen=True)
class Municipality:
    """One municipality of a file: its row number, its fields as text, its boundary (GeoJSON), its id and region."""

    number: int
    fields: dict[str, str | None]
    geometry: str | None
    id: str
    region: str

    def __getitem__(self, field: str) -> str | None:
        return self.fields.get(field)


def load_districts(
    connection: Connection, path: Path, region: str | None, crs: str | None, report: ImportReport
) -> None:
    """Load municipalities from a boundary file, or from a plain table (ОКТМО, Муниципалитет, Тип) without boundaries.

    A row is rejected without a name or an id, with an id that is no municipality's, or with an id met before. A file
    with the latitude before the longitude is refused.
    """
    features, has_boundaries = _features(path, crs, report)
    accepted = _accepted(path.name, features, region, report)
    keep_regions(connection, accepted, report)
    stored = stored_rows(connection, district, [row.id for row in accepted])
    columns = set().union(*(row.fields for row in accepted))
    values = [_values(row, columns, stored.get(row.id), has_boundaries, report) for row in accepted]
    outcome = merge_rows(connection, district, values)
    aliases = list(_aliases(accepted, {v["id"]: v for v in values}))
    for id in merge_aliases(connection, district_alias, "district_id", aliases, list(outcome), "boundaries"):
        outcome[id] = "updated" if outcome[id] == "unchanged" else outcome[id]
    counts = Counter(outcome.values())
    report.new, report.updated, report.unchanged = counts["new"], counts["updated"], counts["unchanged"]


def _features(path: Path, crs: str | None, report: ImportReport) -> tuple[list[Feature], bool]:
    """Features with their fields under our names, and whether the file is one that holds boundaries."""
    if path.suffix.lower() in TABLE_SUFFIXES:
        return [
            Feature(row.number, dict(row.fields), None, None) for row in read_table(path, "districts", report).rows
        ], False
    features = read_features(path, crs)
    report.read = len(features)
    columns = columns_of("districts", features[0].properties)
    if "name" not in columns and "official" not in columns:
        raise FileRefused(
            f"{path.name}: no property holds the names of the districts (name, name_osm, «Муниципалитет»)."
        )
    codes = {field: columns.get(field) for field in ("oktmo", "code")}
    if not any(codes.values()):
        raise FileRefused(f"{path.name}: no property holds the codes of the districts (oktmo, «ОКТМО», code).")
    return [
        Feature(
            f.number, {field: _text(f.properties[column]) for field, column in columns.items()}, f.geometry, f.remark
        )
        for f in features
    ], True


def _text(value: Any) -> str | None:
    if value is None or value != value:
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return " ".join(text.split()) or None


def _accepted(file: str, features: list[Feature], region: str | None, report: ImportReport) -> list[Municipality]:
    accepted: dict[str, Municipality] = {}
    by_oktmo = any(feature.properties.get("oktmo") for feature in features)
    for feature in features:
        fields = feature.properties
        id, reason = _id(fields, by_oktmo)
        if not (fields.get("name") or fields.get("official")):
            reject(report, "no_name", None, feature.number, "name")
        elif id is None:
            reject(report, reason, None, feature.number, "oktmo", fields.get("oktmo"))
        elif id in accepted:
            reject(report, "duplicate_id", None, feature.number, "oktmo", id)
        else:
            if feature.remark:
                warn(report, feature.remark, None, feature.number, "geometry", fields.get("name"))
            home, name = _region(file, fields, id, region), fields.get("name") or fields["official"]
            refuse_swapped(file, feature.number, str(name), feature.geometry, home, bool(fields.get("oktmo")))
            shape = geojson(feature.geometry) if feature.geometry is not None else None
            accepted[id] = Municipality(feature.number, fields, shape, id, home)
    if not accepted:
        raise FileRefused(f"{file}: none of its {len(features)} rows is a municipality with a name and a code.")
    return list(accepted.values())


def _id(fields: dict[str, Any], by_oktmo: bool) -> tuple[str | None, str]:
    """(id, "") or (None, why not). `by_oktmo`: other rows of the file have an OKTMO; a code beside it is then often
    nothing but a running number.
    """
    if fields.get("oktmo"):
        return oktmo_of(fields["oktmo"]), "not_a_municipality"
    return None if by_oktmo else fields.get("code"), "no_id"


def _region(file: str, fields: dict[str, Any], id: str, given: str | None) -> str:
    """The region the OKTMO states, then the given one, then the one the row names."""
    of_code = region_of_oktmo(id) if fields.get("oktmo") else None
    chosen = region_id(given) if given else None
    if chosen and (of_code is None or id.startswith(chosen)):
        return chosen
    if of_code:
        return of_code
    if fields.get("region_name"):
        return region_id(fields["region_name"])
    raise FileRefused(f"{file} does not say which region its districts belong to: give it with --region.")


def _values(
    row: Municipality, columns: set[str], stored: dict[str, Any] | None, has_boundaries: bool, report: ImportReport
) -> dict[str, Any]:
    """What the file says of a municipality, in the store's columns; what it does not say is not mentioned."""
    short = row["name"] or row["official"] or ""
    kind = _kind(row, report)
    values: dict[str, Any] = {"id": row.id, "region": row.region, "name_ru": short, "kind": kind}
    if has_boundaries and row.geometry is not None:
        values["geometry"] = row.geometry
    if "official" in columns:
        values["name_official"] = row["official"]
    if "center" in columns:
        values["center"] = row["center"]
    for field in ("valid_from", "valid_to"):
        if field in columns:
            values[field] = _date(row, field, report)
    known = stored["name_en"] if stored else None
    said = place_name(row["official"] or short).kind  # «городской округ город Радужный» says that it is a city
    values["name_en"] = row["name_en"] or known or english_place(short, said or stated_by(kind))
    return values


def _kind(row: Municipality, report: ImportReport) -> str | None:
    if row["type"] and (kind := district_kind(row["type"])):
        return kind
    if row["type"]:
        warn(report, "unknown_kind", None, row.number, "type", row["type"])
    stated = place_name(row["official"] or row["name"] or "").kind
    country = known_regions()[row.region].country if row.region in known_regions() else None
    if country == "BY":
        return "raion" if stated == "raion" else "city"
    return _KIND_STATED.get(stated or "")


def _date(row: Municipality, field: str, report: ImportReport) -> date | None:
    text = row[field]
    found = day_of(text)
    if text is not None and found is None:
        warn(report, "unreadable_date", None, row.number, field, text)
    return found


def _aliases(rows: list[Municipality], values: dict[str, dict[str, Any]]) -> Iterable[dict[str, str]]:
    """Short, official and English names, the variants the file lists, and the city an urban okrug is named for."""
    own = {place_name(name).stem for row in rows for name in (row["name"], row["official"]) if name}
    for row in rows:
        names = [row["name"], row["official"], values[row.id]["name_en"], *(row["variants"] or "").split("|")]
        center = row["center"] or ""
        if values[row.id]["kind"] == "urban_okrug" and center.startswith(("г ", "г. ", "город ")):
            # Of a raion the centre says nothing: its town may be a municipality of its own.
            names += [center] if place_name(center).stem not in own else []
        for alias in sorted({normalise(name) for name in names if name} - {""}):
            yield {"region": row.region, "alias": alias, "district_id": row.id}
