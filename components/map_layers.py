"""The layers of a map: districts, borders, names, cases, cells, and what is laid over them.

Frames come in with their words already chosen (column `text`). What catches clicks has the generation in its id, see
components.maps.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import h3
import pandas as pd
import pydeck
import shapely

from components.map_classes import HOT, Colour, mark_colour, ramp
from components.map_marks import Mark
from components.maps import MOST_WITH_TOPIC, View, mercator, rings
from queries.filters import Bounds

LETTER_PIXELS, LINE_PIXELS = (6.7, 12), 17  # width and height of a letter, height of a name with its background
BORDER = [110, 120, 134, 230]
CELL_BORDER = [*BORDER[:3], 110]  # the faintest shade is hardly seen on an empty background
POSITION = "[this[1],this[2]]"  # rows are [id, longitude, latitude, text]: no names, half the bytes


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
    lines = [
        shapely.LineString(ring)
        for feature in boundaries["features"]
        for ring in rings(feature["geometry"]["coordinates"])
    ]
    pieces = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    paths = [shapely.get_coordinates(piece).round(3).tolist() for piece in pieces]
    return pydeck.Layer(
        "PathLayer", paths, id="borders", pickable=False, get_path="-", get_color=BORDER,
        width_units="'pixels'", get_width=1,
    )  # fmt: skip


def outline_layer(
    boundaries: Mapping[str, Any], chosen: Sequence[str], dark: bool, layer_id: str = "chosen"
) -> pydeck.Layer:
    """A thick outline around the chosen districts; a thicker plum one around hot spots."""
    shapes = [
        {"type": "Feature", "geometry": feature["geometry"], "properties": {}}
        for feature in boundaries["features"]
        if feature["properties"]["id"] in chosen
    ]
    return pydeck.Layer(
        "GeoJsonLayer", shapes, id=layer_id, pickable=False, filled=False,
        get_line_color=_ink(dark) if layer_id == "chosen" else [*HOT[dark], 255],
        line_width_min_pixels=3 if layer_id == "chosen" else 4,
    )  # fmt: skip


def cell_outlines(cells: Sequence[str], dark: bool) -> pydeck.Layer:
    """A plum outline around each of these H3 cells."""
    rings_of = [[[round(lon, 4), round(lat, 4)] for lat, lon in h3.cell_to_boundary(cell)] for cell in cells]
    return pydeck.Layer(
        "PathLayer", [[*ring, ring[0]] for ring in rings_of], id="hot-cells", pickable=False, get_path="-",
        get_color=[*HOT[dark], 255], width_units="'pixels'", get_width=3,
    )  # fmt: skip


def rectangle_layer(bounds: Bounds, dark: bool) -> pydeck.Layer:
    """The edges of the rectangle that is the filter."""
    (south, west), (north, east) = (bounds.south, bounds.west), (bounds.north, bounds.east)
    path = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    return pydeck.Layer(
        "PathLayer", [path], id="rectangle", pickable=False, get_path="-", get_color=_ink(dark),
        width_units="'pixels'", get_width=2,
    )  # fmt: skip


def name_layer(names: pd.DataFrame, dark: bool, layer_id: str = "names", below: int = 0) -> pydeck.Layer:
    """Short names on the map: columns name, lon, lat, aside (pixels to the right of their places); other words go so
    many pixels `below` them.
    """
    places = zip(*(names[each].round(3).tolist() for each in ("lon", "lat", "aside")), strict=True)
    rows = [[_harmless(name), *place] for name, place in zip(names["name"], places, strict=True)]
    return pydeck.Layer(
        "TextLayer", rows, id=layer_id, pickable=False, get_pixel_offset=f"[this[3],{below}]",
        character_set="'auto'", get_position=POSITION, get_text="this[0]", get_size=LETTER_PIXELS[1],
        font_family="'Source Sans, Arial, sans-serif'", get_color=_ink(dark),
        background=True, get_background_color=[*_paper(dark)[:3], 110], background_padding=[3, 1],
    )  # fmt: skip


def uncluttered(names: pd.DataFrame, view: View, width: float = math.inf) -> pd.DataFrame:
    """The names that fit beside each other at the first view, the heaviest first (columns name, lon, lat, weight, and
    below: pixels under the place), with column aside: pixels to the right that keep a name whole on a map of that
    width.

    Decided here, because deck.gl's own collision filter takes the clicks away from the layers below.
    """
    scale = 512 * 2**view.zoom / (2 * math.pi)
    kept: list[tuple[float, float, float]] = []
    chosen: dict[Any, float] = {}
    for at, row in names.sort_values("weight", ascending=False).iterrows():
        x, y = math.radians(row["lon"]) * scale, mercator(row["lat"]) * scale - row.get("below", 0)
        half = (len(row["name"]) * LETTER_PIXELS[0] + 8) / 2
        room, place = max(width / 2 - half, 0), x - math.radians(view.lon) * scale
        x += (aside := min(max(place, -room), room) - place)
        if all(abs(x - other_x) > half + other or abs(y - other_y) > LINE_PIXELS for other_x, other_y, other in kept):
            kept.append((x, y, half))
            chosen[at] = round(aside)
    return names.loc[list(chosen)].assign(aside=pd.Series(chosen, dtype=float))


def case_layers(
    points: pd.DataFrame, marks: Sequence[Mark], fresh: Iterable[str], *, dark: bool, generation: int
) -> list[pydeck.Layer]:
    """A layer for each mark, from the bottom up, then rings around the cases that just came in (`fresh`, by id).

    `points`: columns id, lat, lon, mark (a mark's key), text.
    """
    scale = crowding(len(points))
    layers = [
        _mark_layer(points[points["mark"] == mark.key], mark, scale, dark, generation)
        for mark in marks
        if (points["mark"] == mark.key).any()
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


def event_layers(joined: pd.DataFrame, radius: float, dark: bool) -> list[pydeck.Layer]:
    """Lines through the cases of one event in the order of filing, and a ring around its first case.

    `joined`: columns event, id, lat, lon, text. An event with a single case on the map is none.
    """
    several = joined[joined.groupby("event")["id"].transform("size") > 1]
    paths = [part[["lon", "lat"]].round(4).to_numpy().tolist() for _event, part in several.groupby("event", sort=False)]
    lines = pydeck.Layer(
        "PathLayer", paths, id="events", pickable=False, get_path="-", get_color=[*_ink(dark)[:3], 190],
        width_units="'pixels'", get_width=2,
    )  # fmt: skip
    return [lines, ring_layer("event-rings", several.drop_duplicates("event"), radius, dark)]


def cell_layer(cells: pd.DataFrame, scale: str, *, dark: bool, generation: int) -> pydeck.Layer:
    """Hexagonal cells: columns cell, step (0 to 4), marked (gets a red border), text; `scale` names the ramp."""
    shades, red = ramp(scale, dark), [*mark_colour("overdue", dark), 255]
    rows = [
        [cell, red if marked else CELL_BORDER, _shade(step, shades), _harmless(text)]
        for cell, marked, step, text in cells[["cell", "marked", "step", "text"]].itertuples(index=False)
    ]
    return pydeck.Layer(
        "H3HexagonLayer", rows, id=f"cell-{generation}", pickable=True, extruded=False, stroked=True,
        get_hexagon="this[0]", get_line_color="this[1]", get_fill_color="this[2]", line_width_min_pixels=2,
    )  # fmt: skip


def _mark_layer(points: pd.DataFrame, mark: Mark, scale: float, dark: bool, generation: int) -> pydeck.Layer:
    colour = [*mark.colour, 235]
    return pydeck.Layer(
        "ScatterplotLayer", _rows(points), id=f"{mark.key}-{generation}", pickable=True,
        filled=True, stroked=True, get_position=POSITION, radius_units="'pixels'",
        get_radius=round(mark.radius * scale, 1),
        get_fill_color=[*_paper(dark)[:3], 120] if mark.hollow else colour,
        get_line_color=colour if mark.hollow else _paper(dark), line_width_units="'pixels'",
        get_line_width=2 if mark.hollow else 1,
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
