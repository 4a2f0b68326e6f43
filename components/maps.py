"""Maps without a network: districts, cases and hexagonal cells on an empty background. The only importer of pydeck.

Frames come in with their words already chosen (column `text`), a drawing goes out, what was clicked comes back as an
id. Streamlit keeps a selection by row number, which means another case after the next refresh. So the ids of the layers
that can be clicked carry a generation: a click is taken once, and the next generation starts without a selection.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

import pandas as pd
import pydeck
import shapely
from pydeck.bindings.json_tools import default_serialize
from streamlit.typing import PydeckState

from components.map_classes import Colour, mark_colour, ramp

# An empty style: no tiles, no fonts, no sprites, hence no request; the background of the page shows through.
OFFLINE_STYLE = "data:application/json," + quote('{"version":8,"sources":{},"layers":[]}')
MOST_POINTS = 4_500  # above this the cases are drawn as cells: with borders and lists the page stays under 300 kB
MOST_WITH_TOPIC = 1_200  # above this a case's tooltip leaves out the topic, which keeps the page under 300 kB
# What the whole region must fit into before anybody moves the map.
VIEW_PIXELS, PHONE_PIXELS = (560, 500), (340, 500)
CORNERS_OF_NOTHING = (math.inf, math.inf, -math.inf, -math.inf)
DRAWN = ("closed", "no_deadline", "in_time", "due_soon", "overdue")  # from the bottom up
RADIUS = {"overdue": 7.0, "due_soon": 5.5, "in_time": 4.5, "no_deadline": 4.5, "closed": 4.0}  # pixels
LETTER_PIXELS, LINE_PIXELS = (6.2, 12), 17  # width and height of a letter, height of a name with its background
HOLLOW = ("no_deadline", "closed")
TOOLTIP = {"html": "{3}", "style": {"whiteSpace": "pre-line", "maxWidth": "280px", "fontSize": "13px"}}
BORDER = [110, 120, 134, 230]
POSITION = "[this[1],this[2]]"  # rows are [id, longitude, latitude, text]: no names, half the bytes


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


def region_map(layers: Iterable[pydeck.Layer], view: View) -> Drawing:
    """The drawing: layers from the bottom up over an empty background."""
    deck = CompactDeck(
        layers=list(layers),
        initial_view_state=pydeck.ViewState(latitude=view.lat, longitude=view.lon, zoom=view.zoom),
        map_provider=None,
        map_style=OFFLINE_STYLE,
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
    upward = pixels[1] * 2 * math.pi / (512 * max(_mercator(north) - _mercator(south), 0.0004))
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


def district_layer(
    boundaries: Mapping[str, Any], measured: pd.DataFrame, scale: str | None, *, dark: bool, generation: int
) -> pydeck.Layer:
    """The districts. `measured`: columns id, step (0 to 4, NaN where there is no number), text for the tooltip.

    `scale`: quantity, deadline, or None for outlines only. Districts without a number stay unfilled.
    """
    shades = ramp(scale, dark) if scale else ()
    step, text = (dict(zip(measured["id"], measured[column], strict=True)) for column in ("step", "text"))
    features = []
    for feature in boundaries["features"]:
        district = feature["properties"]["id"]
        shown = {"0": district, "3": _harmless(text.get(district, "")), "f": _shade(step.get(district), shades)}
        features.append({"type": "Feature", "geometry": feature["geometry"], "properties": shown})
    return pydeck.Layer(
        "GeoJsonLayer", features, id=f"district-{generation}", pickable=True, stroked=False,
        get_fill_color="properties.f",
    )  # fmt: skip


def border_layer(boundaries: Mapping[str, Any]) -> pydeck.Layer:
    """The borders, each once although two districts share it.

    Apart from the districts, because whatever catches clicks is drawn again at every press of the mouse, and lines are
    the dearest part: without a GPU a click would come too late to be a click. For the same reason nothing lights up
    under the mouse.
    """
    rings = [ring for feature in boundaries["features"] for ring in _rings(feature["geometry"]["coordinates"])]
    pieces = shapely.get_parts(shapely.line_merge(shapely.union_all([shapely.LineString(ring) for ring in rings])))
    lines = [shapely.get_coordinates(piece).round(3).tolist() for piece in pieces]
    return pydeck.Layer(
        "PathLayer", lines, id="borders", pickable=False, get_path="-", get_color=BORDER,
        width_units="'pixels'", get_width=1,
    )  # fmt: skip


def outline_layer(boundaries: Mapping[str, Any], chosen: Sequence[str], dark: bool) -> pydeck.Layer:
    """A thick outline around the chosen districts."""
    shapes = [
        {"type": "Feature", "geometry": feature["geometry"], "properties": {}}
        for feature in boundaries["features"]
        if feature["properties"]["id"] in chosen
    ]
    return pydeck.Layer(
        "GeoJsonLayer", shapes, id="chosen", pickable=False, filled=False,
        get_line_color=_ink(dark), line_width_min_pixels=3,
    )  # fmt: skip


def name_layer(names: pd.DataFrame, dark: bool) -> pydeck.Layer:
    """Short names on the map: columns name, lon, lat."""
    places = zip(names["name"], names["lon"].round(3).tolist(), names["lat"].round(3).tolist(), strict=True)
    return pydeck.Layer(
        "TextLayer", [[_harmless(name), lon, lat] for name, lon, lat in places], id="names", pickable=False,
        character_set="'auto'", get_position=POSITION, get_text="this[0]", get_size=LETTER_PIXELS[1],
        font_family="'Source Sans, Arial, sans-serif'", get_color=_ink(dark),
        background=True, get_background_color=[*_paper(dark)[:3], 110], background_padding=[3, 1],
    )  # fmt: skip


def uncluttered(names: pd.DataFrame, view: View) -> pd.DataFrame:
    """The names that fit beside each other at the first view, the heaviest first (columns name, lon, lat, weight).

    Decided here, because deck.gl's own collision filter takes the clicks away from the layers below.
    """
    scale = 512 * 2**view.zoom / (2 * math.pi)
    kept: list[tuple[float, float, float]] = []
    chosen = []
    for at, row in names.sort_values("weight", ascending=False).iterrows():
        x, y = math.radians(row["lon"]) * scale, _mercator(row["lat"]) * scale
        half = (len(row["name"]) * LETTER_PIXELS[0] + 8) / 2
        if all(abs(x - other_x) > half + other or abs(y - other_y) > LINE_PIXELS for other_x, other_y, other in kept):
            kept.append((x, y, half))
            chosen.append(at)
    return names.loc[chosen]


def case_layers(points: pd.DataFrame, fresh: Iterable[str], *, dark: bool, generation: int) -> list[pydeck.Layer]:
    """A layer for each deadline state, then rings around the cases that just came in (`fresh`, by id).

    `points`: columns id, lat, lon, deadline_state, text. Urgent cases are larger and lie on top; cases without a
    deadline and closed ones are hollow, so that colour is never the only sign.
    """
    shown = points["deadline_state"].where(points["deadline_state"].isin(DRAWN), "closed")
    scale = crowding(len(points))
    layers = [
        _state_layer(points[shown == state], state, scale, dark, generation)
        for state in DRAWN
        if (shown == state).any()
    ]
    new = points[points["id"].isin(list(fresh))]
    return [*layers, ring_layer("fresh", new, 11 * scale + 1, dark)] if len(new) else layers


def crowding(points: int) -> float:
    """How much smaller marks get when there are many: full size up to 300, half of it from 1,200 on."""
    return 1.0 if points <= 300 else max(0.5, math.sqrt(300 / points))


def ring_layer(layer_id: str, points: pd.DataFrame, radius: float, dark: bool) -> pydeck.Layer:
    """Rings that mark cases without hiding them; `radius` in pixels."""
    return pydeck.Layer(
        "ScatterplotLayer", _rows(points), id=layer_id, pickable=False, filled=False, stroked=True,
        get_position=POSITION, get_radius=radius, radius_units="'pixels'",
        get_line_color=_ink(dark), line_width_units="'pixels'", get_line_width=2.5,
    )  # fmt: skip


def cell_layer(cells: pd.DataFrame, scale: str, *, dark: bool, generation: int) -> pydeck.Layer:
    """Hexagonal cells: columns cell, step (0 to 4), marked (gets a red border), text; `scale` names the ramp."""
    shades, red = ramp(scale, dark), [*mark_colour("overdue", dark), 255]
    rows = [
        [cell, red if marked else [0, 0, 0, 0], _shade(step, shades), _harmless(text)]
        for cell, marked, step, text in cells[["cell", "marked", "step", "text"]].itertuples(index=False)
    ]
    return pydeck.Layer(
        "H3HexagonLayer", rows, id=f"cell-{generation}", pickable=True, extruded=False, stroked=True,
        get_hexagon="this[0]", get_line_color="this[1]", get_fill_color="this[2]", line_width_min_pixels=2,
    )  # fmt: skip


def picked(state: PydeckState, generation: int) -> Pick | None:
    """What was clicked in this generation of layers; clicks of older generations were taken already."""
    picked_objects: dict[str, list[Any]] = state.selection.objects
    for layer, objects in picked_objects.items():
        kind, _, of = layer.rpartition("-")
        if of != str(generation) or not objects:
            continue
        if kind == "district":
            return Pick("district", str(objects[0]["properties"]["0"]))
        if kind == "cell":
            return Pick("cell", str(objects[0][0]))
        if kind in DRAWN:
            return Pick("case", str(objects[0][0]))
    return None


def _state_layer(points: pd.DataFrame, state: str, scale: float, dark: bool, generation: int) -> pydeck.Layer:
    colour, hollow = [*mark_colour(state, dark), 235], state in HOLLOW
    return pydeck.Layer(
        "ScatterplotLayer", _rows(points), id=f"{state}-{generation}", pickable=True,
        filled=True, stroked=True, get_position=POSITION, radius_units="'pixels'",
        get_radius=round(RADIUS[state] * scale, 1),
        get_fill_color=[*_paper(dark)[:3], 120] if hollow else colour,
        get_line_color=colour if hollow else _paper(dark), line_width_units="'pixels'",
        get_line_width=2 if hollow else 1,
    )  # fmt: skip


def _rows(points: pd.DataFrame) -> list[list[Any]]:
    """[id, longitude, latitude, text]; four decimals are 10 m, three (for thousands of points) 100 m."""
    decimals = 4 if len(points) <= MOST_WITH_TOPIC else 3
    lon, lat = points["lon"].round(decimals), points["lat"].round(decimals)
    texts = [_harmless(text) for text in points["text"]]
    return [list(row) for row in zip(points["id"].tolist(), lon.tolist(), lat.tolist(), texts, strict=True)]


def _harmless(text: str) -> str:
    """deck.gl evaluates strings that begin with @@; what residents and registers write must stay text."""
    return text.lstrip("@")


def _shade(step: float | None, shades: Sequence[Colour]) -> list[int]:
    if step is None or math.isnan(step) or not shades:
        return [0, 0, 0, 0]
    return [*shades[int(step)], 205]


def _ink(dark: bool) -> list[int]:
    return [236, 240, 245, 255] if dark else [17, 24, 39, 255]


def _paper(dark: bool) -> list[int]:
    return [14, 17, 23, 255] if dark else [255, 255, 255, 255]


def _vertices(coordinates: Any) -> Iterable[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _vertices(part)


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(max(min(lat, 85.0), -85.0)) / 2))


def anchors(boundaries: Mapping[str, Any]) -> pd.DataFrame:
    """Where the names of districts go: columns id, lon, lat, the middle of the largest ring's bounding box."""
    rows = []
    for feature in boundaries["features"]:
        ring = max(_rings(feature["geometry"]["coordinates"]), key=len)
        lon, lat = [vertex[0] for vertex in ring], [vertex[1] for vertex in ring]
        rows.append((feature["properties"]["id"], (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2))
    return pd.DataFrame(rows, columns=["id", "lon", "lat"])


def _rings(coordinates: Any) -> Iterable[Any]:
    if isinstance(coordinates[0][0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _rings(part)
