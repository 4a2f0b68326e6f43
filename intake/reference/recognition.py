"""Which files are about the region itself, told by their beginning; other files are left to others."""

import contextlib
import json
import re
import zipfile
from pathlib import Path

from intake.grids import open_grids
from intake.reference.columns import columns_of, layout_of, missing_fields
from intake.reference.tables import TABLE_SUFFIXES, TEXT_SUFFIXES
from intake.report import FileRefused

_HEAD = 1_000_000
# A sheet must be read whole to see its header: only those small enough to be a lookup are opened (unpacked bytes).
_LARGEST_SHEET = 8_000_000
_GEOMETRY = re.compile(rb'"type"\s*:\s*"((?:Multi)?(?:Point|LineString|Polygon)|GeometryCollection)"')
_COLLECTION = re.compile(rb'"type"\s*:\s*"FeatureCollection"')


def recognise(path: Path) -> str | None:
    """districts, population, agencies or topics; None for every other file. Never raises."""
    suffix = path.suffix.lower()
    with contextlib.suppress(OSError, ValueError, FileRefused, zipfile.BadZipFile, NotImplementedError):
        if suffix in (".gpkg", ".shp"):
            return "districts"
        if suffix == ".zip":
            return "districts" if _holds_shapefile(path) else None
        if suffix in (".geojson", ".json"):
            return _json_layout(path)
        if suffix in TABLE_SUFFIXES and _is_small(path):
            _, grids = open_grids(path)
            return next(filter(None, (layout_of(line) for grid in grids for line in grid.top)), None)
    return None


def _is_small(path: Path) -> bool:
    """Of a text table only the beginning is read, whatever its size; of a spreadsheet the largest part counts."""
    if path.suffix.lower() in TEXT_SUFFIXES:
        return True
    if not zipfile.is_zipfile(path):
        return path.stat().st_size <= _LARGEST_SHEET
    with zipfile.ZipFile(path) as archive:
        return max((part.file_size for part in archive.infolist()), default=0) <= _LARGEST_SHEET


def _holds_shapefile(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name.lower().endswith(".shp") for name in archive.namelist())


def _json_layout(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if _COLLECTION.search(head):
        if shape := _GEOMETRY.search(head):
            return "districts" if shape.group(1).endswith(b"Polygon") else None
        return "districts" if _names_districts(head) else None
    return "topics" if len(head) < _HEAD and is_severity_list(head) else None


def _names_districts(head: bytes) -> bool:
    """Whether features without any geometry have the properties of districts."""
    keys = re.findall(r'"([^"]{1,40})"\s*:', head[:20_000].decode("utf-8", errors="ignore"))
    return not missing_fields("districts", columns_of("districts", keys))


def is_severity_list(content: bytes) -> bool:
    """Whether a JSON object gives each topic a severity from 1 to 5."""
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return False
    severities = json.loads(content).values()
    return bool(severities) and all(type(value) is int and 1 <= value <= 5 for value in severities)
