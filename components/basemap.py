"""A map under the map: vector tiles of a PMTiles file that the region provides, served by the dashboard itself.

`SVODKA_BASEMAP` names the file; without it the background stays empty. Names are drawn where a folder `fonts` with
glyphs lies beside it (`fonts/NAME/0-255.pbf`, …). Nothing is asked from anywhere else.
"""

import json
import os
import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import streamlit as st

from components import words

SETTING, PREFIX = "SVODKA_BASEMAP", "/basemap"
TILES, GLYPHS = PREFIX + "/{z:int}/{x:int}/{y:int}.pbf", PREFIX + "/fonts/{stack}/{span}.pbf"
# What is drawn, from the bottom up, of the two usual schemas (Protomaps, OpenMapTiles): layer of the tiles → kind of
# drawing, colour by day and by night, width in pixels at zoom 6 and 14.
DRAWN: dict[str, tuple[str, str, str, tuple[float, float]]] = {
    "earth": ("fill", "#fbfaf7", "#161d25", (0, 0)),
    "landcover": ("fill", "#eef2e6", "#18231f", (0, 0)),
    "landuse": ("fill", "#f1f1ea", "#1a2129", (0, 0)),
    "water": ("fill", "#d3e2ec", "#0c2233", (0, 0)),
    "waterway": ("line", "#d3e2ec", "#0c2233", (0.4, 2)),
    "buildings": ("fill", "#e4e2dc", "#232b34", (0, 0)),
    "building": ("fill", "#e4e2dc", "#232b34", (0, 0)),
    "roads": ("line", "#c9c5ba", "#3a4450", (0.4, 3)),
    "transportation": ("line", "#c9c5ba", "#3a4450", (0.4, 3)),
    "boundaries": ("line", "#a7aeb6", "#4c5763", (0.6, 1.2)),
    "boundary": ("line", "#a7aeb6", "#4c5763", (0.6, 1.2)),
}
NAMED = ("places", "place")
PAPER, INK = ("#f4f3ef", "#10161d"), ("#37424d", "#c5ced7")


class Unusable(Exception):
    """The file named is none that can be drawn; the message says why."""


class Basemap(NamedTuple):
    """What the file holds: tiles as they are stored, whether these are gzipped, and its layers by name."""

    read: Callable[[int, int, int], bytes | None]  # zoom, column, row
    is_gzipped: bool
    deepest: int
    layers: frozenset[str]
    credit: str
    fonts: Path | None


def usable() -> Basemap | None:
    """The region's file for what must live without it: None also where it became unusable while the dashboard runs."""
    try:
        return basemap()
    except Unusable:
        return None


def basemap() -> Basemap | None:
    """The region's file; None where there is none. Raises Unusable."""
    named = os.environ.get(SETTING, "")
    if not named:
        return None
    file = Path(named)
    try:
        return _opened(file, file.stat().st_mtime_ns)
    except OSError as error:
        raise Unusable(f"{SETTING}={named}: {error.strerror or error}. Name a PMTiles file.") from None


@lru_cache(maxsize=1)
def _opened(file: Path, _changed: int) -> Basemap:
    from pmtiles.reader import MmapSource, Reader
    from pmtiles.tile import Compression, TileType

    with file.open("rb") as opened:
        if opened.read(7) != b"PMTiles":
            raise Unusable(f"{SETTING}={file}: this is no PMTiles file.")
        try:
            reader = Reader(MmapSource(opened))
            header, about = reader.header(), reader.metadata()
            layers = frozenset(str(layer["id"]) for layer in about.get("vector_layers", ()))
            reader.get(0, 0, 0)  # whether the directory of tiles can be read
        except Exception as error:  # whatever the reader stumbles over in a damaged file
            raise Unusable(f"{SETTING}={file}: the file is damaged or cut off ({error}). Copy it again.") from None
    if file.stat().st_size < header["tile_data_offset"] + header["tile_data_length"]:
        raise Unusable(f"{SETTING}={file}: the file is cut off. Copy it again.")
    if header["tile_type"] != TileType.MVT:
        raise Unusable(f"{SETTING}={file}: its tiles are pictures; vector tiles are needed.")
    if (packed := header["tile_compression"]) not in (Compression.GZIP, Compression.NONE):
        raise Unusable(f"{SETTING}={file}: its tiles are packed as {packed.name}; GZIP or NONE is needed.")
    fonts = file.parent / "fonts"
    return Basemap(
        reader.get, packed == Compression.GZIP, header["max_zoom"], layers,
        unescape(re.sub(r"<[^>]*>", "", str(about.get("attribution", "")))), fonts if fonts.is_dir() else None,
    )  # fmt: skip


def tile(found: Basemap, z: int, x: int, y: int) -> bytes | None:
    """A tile as it lies in the file; None for places that it does not cover."""
    return found.read(z, x, y) if z <= found.deepest and 0 <= x < 2**z and 0 <= y < 2**z else None


def glyphs(found: Basemap, stack: str, span: str) -> bytes | None:
    """The glyphs of a font for a range of characters; None for what does not lie in the folder of fonts."""
    if found.fonts is None:
        return None
    file = (found.fonts / stack / f"{span}.pbf").resolve()
    return file.read_bytes() if file.is_relative_to(found.fonts.resolve()) and file.is_file() else None


def style(dark: bool) -> str | None:
    """The style of the map as an address that holds it; None without a basemap. Tiles come from where the page does."""
    found = usable()
    page = urlsplit(st.context.url or "")
    if found is None or not page.netloc:
        return None
    drawn = styled(found, f"{page.scheme}://{page.netloc}", dark, words.language())
    return "data:application/json," + quote(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")))


def styled(found: Basemap, origin: str, dark: bool, language: str) -> dict[str, Any]:
    """A style of version 8: only the layers that the tiles have; names in the language of the screen where known."""
    shade = int(dark)
    layers: list[dict[str, Any]] = [
        {"id": "paper", "type": "background", "paint": {"background-color": PAPER[shade]}}
    ]  # fmt: skip
    layers += [_layer(name, *DRAWN[name], shade) for name in DRAWN if name in found.layers]
    fonts = sorted(path.name for path in found.fonts.iterdir() if path.is_dir()) if found.fonts else []
    whole: dict[str, Any] = {"version": 8}
    if fonts:
        whole["glyphs"] = f"{origin}{PREFIX}/fonts/{{fontstack}}/{{range}}.pbf"
        layers += [_names(name, fonts[0], language, shade) for name in NAMED if name in found.layers]
    tiles = {"type": "vector", "tiles": [f"{origin}{PREFIX}/{{z}}/{{x}}/{{y}}.pbf"], "maxzoom": found.deepest}
    return whole | {"sources": {"region": tiles}, "layers": layers}


def _layer(name: str, kind: str, day: str, night: str, width: tuple[float, float], shade: int) -> dict[str, Any]:
    paint: dict[str, Any] = {f"{kind}-color": (day, night)[shade]}
    if kind == "line":
        paint["line-width"] = ["interpolate", ["linear"], ["zoom"], 6, width[0], 14, width[1]]
    # A layer of lines also draws the edges of areas: piers and squares are no roads.
    shape = "LineString" if kind == "line" else "Polygon"
    wanted = ["==", ["geometry-type"], shape]
    return {"id": name, "type": kind, "source": "region", "source-layer": name, "filter": wanted, "paint": paint}


def _names(name: str, font: str, language: str, shade: int) -> dict[str, Any]:
    said = ["coalesce", ["get", f"name:{language}"], ["get", "name"]]
    return {
        "id": name, "type": "symbol", "source": "region", "source-layer": name,
        "layout": {"text-field": said, "text-font": [font], "text-size": 12},
        "paint": {"text-color": INK[shade], "text-halo-color": PAPER[shade], "text-halo-width": 1},
    }  # fmt: skip
