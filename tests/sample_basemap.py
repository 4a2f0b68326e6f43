"""A basemap in miniature: one gzipped vector tile of the whole world, all water, with one place that has two names."""

import gzip
from pathlib import Path

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write


def write_basemap(file: Path, tile_type: str = "MVT", packed: str = "GZIP") -> Path:
    """Writes the file and, beside it, a folder `fonts` with a font of one byte."""
    layers = [{"id": "water", "fields": {}}, {"id": "places", "fields": {"name": "String"}}]
    header = {
        "tile_type": TileType[tile_type], "tile_compression": Compression[packed], "center_zoom": 0, "center_lon_e7": 0,
        "center_lat_e7": 0, "min_lon_e7": -1_800_000_000, "min_lat_e7": -850_000_000, "max_lon_e7": 1_800_000_000,
        "max_lat_e7": 850_000_000,
    }  # fmt: skip
    with write(str(file)) as archive:
        archive.write_tile(zxy_to_tileid(0, 0, 0), gzip.compress(tile(), mtime=0))
        archive.finalize(header, {"vector_layers": layers, "attribution": '<a href="#">&copy; OpenStreetMap</a>'})
    font = file.parent / "fonts" / "Some Sans"
    font.mkdir(parents=True)
    (font / "0-255.pbf").write_bytes(b"\n\x00")
    return file


def tile() -> bytes:
    """The tile by the specification of vector tiles 2.1: a square and a point."""
    sea = [9, 0, 0, 26, 8192, 0, 0, 8192, 8191, 0, 15]  # to the corner, three edges of 4,096, closed
    water = _part(1, b"water") + _part(2, b"\x18\x03" + _part(4, _numbers(sea))) + b"\x28\x80\x20\x78\x02"
    spot = _part(2, _numbers([0, 0, 1, 1])) + b"\x18\x01" + _part(4, _numbers([9, 4096, 4096]))
    places = _part(1, b"places") + _part(2, spot) + _part(3, b"name") + _part(3, b"name:en")
    names = _part(4, _part(1, "Тавда".encode())) + _part(4, _part(1, b"Tavda"))
    return _part(3, water) + _part(3, places + names + b"\x28\x80\x20\x78\x02")


def _part(field: int, content: bytes) -> bytes:
    return _numbers([field << 3 | 2, len(content)]) + content


def _numbers(values: list[int]) -> bytes:
    packed = bytearray()
    for value in values:
        while value > 127:
            packed.append(value & 127 | 128)
            value >>= 7
        packed.append(value)
    return bytes(packed)
