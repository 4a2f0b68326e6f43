"""Boundary files (GeoJSON, GeoPackage, Shapefile) as features in EPSG:4326 with valid polygons."""

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataSourceError
from pyogrio.raw import read as read_layer
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from intake.reference.axis_order import GREATEST_LATITUDE, GREATEST_LONGITUDE, refuse_no_latitudes
from intake.reference.columns import columns_of
from intake.report import FileRefused

LARGEST_ARCHIVE = 1_000_000_000
WGS84 = CRS.from_epsg(4326)


@dataclass(frozen=True)
class Feature:
    """`number` counts from 1; `properties` as the file names them; `remark`: what was done to the geometry.

    The geometry holds polygons only, degrees, exterior rings clockwise; None where the file has none.
    """

    number: int
    properties: dict[str, Any]
    geometry: shapely.Geometry | None
    remark: str | None


def read_features(path: Path, crs: str | None) -> list[Feature]:
    """Read every feature. `crs` is needed where the file states none, and overrides what it states.

    Raises FileRefused: unreadable, no polygons, unknown coordinate system, coordinates that are no degrees or that have
    the latitude first where that shows by itself.
    """
    source = _source(path)
    try:
        layer = _polygon_layer(source, path.name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # open rings are ours to report
            meta, _, wkb, columns = read_layer(source, layer=layer, **_encoding(path))
    except (DataSourceError, ValueError, RuntimeError, UnicodeDecodeError) as error:
        reason = str(error).split(";")[0].replace(source, path.name)  # the rest is advice on drivers
        raise FileRefused(f"{path.name} cannot be read as boundaries: {reason}") from error
    shapes, closed = _shapes(wkb)
    shapes = _in_degrees(shapes, _crs(path.name, meta["crs"], crs), path.name)
    records = [dict(zip(meta["fields"], values, strict=True)) for values in zip(*columns, strict=True)]
    features = [
        Feature(number, record, *_polygons(shape, was_open))
        for number, (record, shape, was_open) in enumerate(zip(records, shapes, closed, strict=True), start=1)
    ]
    if not features:
        raise FileRefused(f"{path.name} holds no features.")
    return features


def _source(path: Path) -> str:
    """What GDAL is to open; archives are looked into first."""
    if path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, OSError) as error:
            raise FileRefused(f"{path.name} is not a whole zip archive.") from error
        if sum(part.file_size for part in parts) > LARGEST_ARCHIVE:
            raise FileRefused(f"{path.name} unpacks to more than {LARGEST_ARCHIVE // 10**9} GB.")
        shapes = [part.filename for part in parts if part.filename.lower().endswith(".shp")]
        if len(shapes) != 1:
            raise FileRefused(f"{path.name} holds {len(shapes)} shapefiles; pack one into an archive.")
        return f"/vsizip/{path.resolve()}/{shapes[0]}"
    if path.suffix.lower() == ".shp":
        missing = [
            s for s in (".shx", ".dbf") if not (path.with_suffix(s).exists() or path.with_suffix(s.upper()).exists())
        ]
        if missing:
            raise FileRefused(f"{path.name}: {' and '.join(missing)} must lie beside the .shp file.")
    return str(path)


def _polygon_layer(source: str, name: str) -> str:
    layers = pyogrio.list_layers(source)
    polygons = [layer for layer, kind in layers if kind is None or "Polygon" in kind or kind == "Unknown"]
    named = [
        layer
        for layer in polygons
        if "name" in columns_of("districts", pyogrio.read_info(source, layer=layer)["fields"])
    ]
    if len(named or polygons) == 1:
        return str((named or polygons)[0])
    if not polygons:
        raise FileRefused(f"{name} holds no polygons.")
    raise FileRefused(f"{name} holds several layers with polygons ({', '.join(polygons)}): export one of them.")


def _encoding(path: Path) -> dict[str, str]:
    """DBF files without a stated encoding are UTF-8 or cp1251 in practice; their bytes tell which."""
    table = next((f for s in (".dbf", ".DBF") if (f := path.with_suffix(s)).exists()), None)
    if path.suffix.lower() != ".shp" or table is None or any(path.with_suffix(s).exists() for s in (".cpg", ".CPG")):
        return {}
    content = table.read_bytes()
    if len(content) > 29 and content[29]:  # the language driver states the code page
        return {}
    try:
        content[32:].decode("utf-8")
    except UnicodeDecodeError:
        return {"encoding": "cp1251"}
    return {"encoding": "utf-8"}


def _shapes(wkb: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Geometries in two dimensions, and which of them had a ring that was not closed."""
    shapes = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    unread = shapely.is_missing(shapes) & np.array([part is not None for part in wkb])
    shapes[unread] = shapely.force_2d(shapely.from_wkb(wkb[unread], on_invalid="fix"))
    return shapes, unread


def _crs(name: str, stated: str | None, given: str | None) -> CRS:
    if given or stated:
        try:
            return CRS.from_user_input(given or stated)
        except CRSError as error:
            raise FileRefused(
                f"{name}: {given or stated!r} is no coordinate system; write it like EPSG:4326."
            ) from error
    raise FileRefused(
        f"{name} does not say in which coordinate system it is (a shapefile says it in its .prj): "
        "give it with --crs, for example --crs EPSG:4326."
    )


def _in_degrees(shapes: np.ndarray, crs: CRS, name: str) -> np.ndarray:
    if not crs.equals(WGS84, ignore_axis_order=True):
        convert = Transformer.from_crs(crs, WGS84, always_xy=True)
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(convert.transform(xy[:, 0], xy[:, 1])))
    else:
        refuse_no_latitudes(name, shapes)
    xy = abs(shapely.get_coordinates(shapes))
    if not (np.isfinite(xy).all() and (xy <= (GREATEST_LONGITUDE, GREATEST_LATITUDE)).all()):
        raise FileRefused(
            f"{name}: the coordinates are not degrees when read as {crs.name}: give the right system with --crs."
        )
    return shapes


def _polygons(shape: shapely.Geometry | None, was_open: bool) -> tuple[shapely.Geometry | None, str | None]:
    """Valid polygons on a grid of 0.00001° (about a metre), exterior rings clockwise, and what had to be done."""
    if shape is None or shapely.is_empty(shape):
        return None, "geometry_lost" if was_open else None
    broken = was_open or not shapely.is_valid(shape)
    whole = shapely.make_valid(shape, method="structure", keep_collapsed=False) if broken else shape
    parts = _polygon_parts(shapely.set_precision(_polygon_parts(whole), 1e-5))
    if shapely.is_empty(parts):
        return None, "geometry_lost"
    return shapely.orient_polygons(parts, exterior_cw=True), "ring_repaired" if broken else None


def _polygon_parts(shape: shapely.Geometry) -> shapely.Geometry:
    flat = shapely.get_parts(shapely.get_parts(shape))
    polygons = [part for part in flat if isinstance(part, shapely.Polygon) and not part.is_empty]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def geojson(shape: shapely.Geometry) -> str:
    """GeoJSON text with at most five decimals."""
    return shapely.to_geojson(shapely.transform(shape, lambda xy: np.round(xy, 5)))
