"""The region's own basemap lies under the live map, and no other host is asked for it."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from PIL import Image
from playwright.sync_api import Position
from sqlalchemy import Engine

from components.basemap import SETTING
from components.maps import start_view
from components.rectangle import latitude, northing
from queries.options import boundaries
from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.live_map import TILE, live_map
from tests.sample_basemap import write_basemap

WATER = (211, 226, 236)
ABOVE = 265  # pixels from the middle of the map to a place outside of the region, which fits into 250


def test_tiles_and_letters_of_the_region_s_files_are_drawn_under_the_municipalities(
    windows: Windows, serve: Callable[..., Dashboard], demo_store: Path, known: Engine, tmp_path: Path
) -> None:
    store = Path(shutil.copy(demo_store, tmp_path / "store.duckdb"))
    view = start_view(boundaries(engine=known), pd.DataFrame())
    assert view is not None
    place = latitude(northing(view.lat) + ABOVE * 360 / (TILE * 2**view.zoom)), view.lon
    write_basemap(tmp_path / "region.pmtiles", at=place, lettered=True)
    dashboard = serve(store, **{SETTING: str(tmp_path / "region.pmtiles")})
    screen = windows(dashboard).open("live_map")
    drawn = live_map(screen, known)
    own = [asked.removeprefix(dashboard.url) for asked in screen.requests if "/basemap/" in asked]
    assert {"/basemap/0/0/0.pbf", "/basemap/fonts/Some%20Sans/1024-1279.pbf"} <= set(own)
    picture = Image.open(io.BytesIO(drawn.wait_until_drawn())).convert("RGB")
    assert picture.getpixel((picture.width // 2 - 100, 5)) == WATER  # outside of the region
    assert _inked(picture, drawn.place(*place)) > 20
    assert _inked(picture, drawn.place(place[0], place[1] - 1)) == 0  # beside it
    assert "© OpenStreetMap" in screen.text


def _inked(picture: Image.Image, at: Position) -> int:
    """Pixels much darker than water around a place, where a short name has room."""
    x, y = round(at["x"]), round(at["y"])
    around = picture.crop((x - 20, y - 8, x + 20, y + 8))
    return sum(n for n, colour in around.getcolors(1 << 16) or [] if isinstance(colour, tuple) and max(colour) < 190)
