"""A basemap in miniature: one gzipped vector tile of the whole world, all water, with one place that has two names."""

import gzip
import math
from pathlib import Path

import streamlit
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write

from tests.sample_letters import letters, part, varints

FONT = next(Path(streamlit.__file__).parent.glob("static/static/media/SourceSansVF-Upright*"))
NAMES = ("Тавда", "Tavda")
ACROSS = 4096  # units of a tile


def write_basemap(
    file: Path, tile_type: str = "MVT", packed: str = "GZIP", at: tuple[float, float] = (0, 0), lettered: bool = False
) -> Path:
    """Writes the file, its place `at` a latitude and longitude, and beside it a folder `fonts`: a font of one byte, or
    one that has the letters of the place's names.
    """
    layers = [{"id": "water", "fields": {}}, {"id": "places", "fields": {"name": "String"}}]
    header = {
        "tile_type": TileType[tile_type], "tile_compression": Compression[packed], "center_zoom": 0, "center_lon_e7": 0,
        "center_lat_e7": 0, "min_lon_e7": -1_800_000_000, "min_lat_e7": -850_000_000, "max_lon_e7": 1_800_000_000,
        "max_lat_e7": 850_000_000,
    }  # fmt: skip
    with write(str(file)) as archive:
        archive.write_tile(zxy_to_tileid(0, 0, 0), gzip.compress(tile(at), mtime=0))
        archive.finalize(header, {"vector_layers": layers, "attribution": '<a href="#">&copy; OpenStreetMap</a>'})
    font = file.parent / "fonts" / "Some Sans"
    font.mkdir(parents=True)
    (font / "0-255.pbf").write_bytes(b"\n\x00")
    for span in ("0-255", "1024-1279") if lettered else ():
        (font / f"{span}.pbf").write_bytes(letters(str(FONT), font.name, span, "".join(NAMES)))
    return file


def tile(at: tuple[float, float] = (0, 0)) -> bytes:
    """The tile by the specification of vector tiles 2.1: a square and a point."""
    sea = [9, 0, 0, 26, 2 * ACROSS, 0, 0, 2 * ACROSS, 2 * ACROSS - 1, 0, 15]  # to the corner, three edges, closed
    water = part(1, b"water") + part(2, b"\x18\x03" + part(4, varints(sea))) + b"\x28\x80\x20\x78\x02"
    spot = part(2, varints([0, 0, 1, 1])) + b"\x18\x01" + part(4, varints([9, *_zigzags(at)]))
    places = part(1, b"places") + part(2, spot) + part(3, b"name") + part(3, b"name:en")
    names = b"".join(part(4, part(1, name.encode())) for name in NAMES)
    return part(3, water) + part(3, places + names + b"\x28\x80\x20\x78\x02")


def _zigzags(at: tuple[float, float]) -> tuple[int, int]:
    """Where a latitude and a longitude lie in the one tile of the world."""
    lat, lon = at
    north = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return 2 * round(ACROSS * (0.5 + lon / 360)), 2 * round(ACROSS * (0.5 - north / (2 * math.pi)))
