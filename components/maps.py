"""Maps without a network: layers (see map_layers) on an empty background, the first view, and what was clicked.

A drawing goes out, what was clicked comes back as an id. Streamlit keeps a selection by row number, which means another
case after the next refresh. So the ids of the layers that can be clicked carry a generation: a click is taken once, and
the next generation starts without a selection.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

import pandas as pd
import pydeck
from pydeck.bindings.json_tools import default_serialize
from streamlit.typing import PydeckState

# An empty style: no tiles, no fonts, no sprites, hence no request; the background of the page shows through.
OFFLINE_STYLE = "data:application/json," + quote('{"version":8,"sources":{},"layers":[]}')
MOST_POINTS = 4_500  # above this the cases are drawn as cells: with borders and lists the page stays under 300 kB
MOST_WITH_TOPIC = 1_200  # above this a case's tooltip leaves out the topic, which keeps the page under 300 kB
# What the whole region must fit into before anybody moves the map.
VIEW_PIXELS, PHONE_PIXELS = (560, 500), (340, 500)
CORNERS_OF_NOTHING = (math.inf, math.inf, -math.inf, -math.inf)
NOTHING = (255, 255, 255, 0)  # what is not filled, in legends
TOOLTIP = {"html": "{3}", "style": {"whiteSpace": "pre-line", "maxWidth": "280px", "fontSize": "13px"}}


class CompactDeck(pydeck.Deck):
    """pydeck writes indented and escaped JSON; without spaces and with plain Cyrillic it is five times smaller."""

    def to_json(self) -> str:
        return json.dumps(self, default=default_serialize, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Drawing:
    """A finished map: Streamlit only asks it for its JSON, so it can be kept from one tick to the next."""

    json: str
    layers: None = None
    _tooltip: Mapping[str, Any] = field(default_factory=lambda: TOOLTIP)

    def to_json(self) -> str:
        return self.json


@dataclass(frozen=True)
class Pick:
    """What was clicked: a district or a case, by its id in the store, or a cell, by its H3 index."""

    kind: Literal["district", "case", "cell"]
    id: str


@dataclass(frozen=True)
class View:
    """Where the map starts: the middle in degrees, and the zoom."""

    lat: float
    lon: float
    zoom: float


def region_map(layers: Iterable[pydeck.Layer], view: View, style: str | None = None) -> Drawing:
    """The drawing: layers from the bottom up over a basemap's style or an empty background."""
    deck = CompactDeck(
        layers=list(layers),
        initial_view_state=pydeck.ViewState(latitude=view.lat, longitude=view.lon, zoom=view.zoom),
        map_provider=None,
        map_style=style or OFFLINE_STYLE,
    )
    return Drawing(deck.to_json())


def start_view(
    boundaries: Mapping[str, Any], points: pd.DataFrame, pixels: tuple[int, int] = VIEW_PIXELS
) -> View | None:
    """The view that shows all districts, else all points (columns lat, lon), on a map of so many pixels; None when
    there is neither.
    """
    west, south, east, north = corners(boundaries)
    if west > east and len(points):
        west, south, east, north = (
            points["lon"].min(), points["lat"].min(), points["lon"].max(), points["lat"].max(),
        )  # fmt: skip
    if west > east:
        return None
    across = pixels[0] * 360 / (512 * max(east - west, 0.02))
    upward = pixels[1] * 2 * math.pi / (512 * max(mercator(north) - mercator(south), 0.0004))
    zoom = math.log2(min(across, upward))
    return View(round(float(south + north) / 2, 3), round(float(west + east) / 2, 3), round(zoom, 2))


def corners(boundaries: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north of all districts; inside out when there are none."""
    west, south, east, north = CORNERS_OF_NOTHING
    for feature in boundaries["features"]:
        for lon, lat in _vertices(feature["geometry"]["coordinates"]):
            west, south, east, north = min(west, lon), min(south, lat), max(east, lon), max(north, lat)
    return west, south, east, north


def cell_resolution(view: View) -> int:
    """The H3 resolution whose cells are some 20 pixels wide at the first zoom: finer for a city than for a country."""
    kilometres_a_pixel = 40_075 * math.cos(math.radians(view.lat)) / (512 * 2**view.zoom)
    edge = 10 * kilometres_a_pixel
    return max(2, min(9, round(math.log(1281 / max(edge, 0.01), math.sqrt(7)))))


def picked(state: PydeckState, generation: int) -> Pick | None:
    """What was clicked in this generation of layers; clicks of older generations were taken already."""
    picked_objects: dict[str, list[Any]] = state.selection.objects
    for layer, objects in picked_objects.items():
        kind, _, of = layer.rpartition("-")
        if of != str(generation) or not objects:
            continue
        if kind == "district":
            return Pick("district", str(objects[0]["properties"]["0"]))
        return Pick("cell" if kind == "cell" else "case", str(objects[0][0]))
    return None


def _vertices(coordinates: Any) -> Iterable[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _vertices(part)


def mercator(lat: float) -> float:
    """How far north a latitude lies on the map, in radians of its width."""
    return math.log(math.tan(math.pi / 4 + math.radians(max(min(lat, 85.0), -85.0)) / 2))


def anchors(boundaries: Mapping[str, Any]) -> pd.DataFrame:
    """Where the names of districts go: columns id, lon, lat, the middle of the largest ring's bounding box."""
    rows = []
    for feature in boundaries["features"]:
        ring = max(rings(feature["geometry"]["coordinates"]), key=len)
        lon, lat = [vertex[0] for vertex in ring], [vertex[1] for vertex in ring]
        rows.append((feature["properties"]["id"], (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2))
    return pd.DataFrame(rows, columns=["id", "lon", "lat"])


def rings(coordinates: Any) -> Iterable[Any]:
    """The rings of a polygon or of several."""
    if isinstance(coordinates[0][0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from rings(part)
