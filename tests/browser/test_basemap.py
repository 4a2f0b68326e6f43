"""The region's own basemap lies under the live map, and no other host is asked for it."""

import io
import shutil
from pathlib import Path

from PIL import Image
from sqlalchemy import Engine

from components.basemap import SETTING
from tests.browser.conftest import Windows
from tests.browser.dashboard import running
from tests.browser.live_map import live_map
from tests.sample_basemap import write_basemap

WATER = (211, 226, 236)


def test_tiles_of_the_region_s_file_are_drawn_under_the_municipalities(
    windows: Windows, demo_store: Path, known: Engine, tmp_path: Path
) -> None:
    store = Path(shutil.copy(demo_store, tmp_path / "store.duckdb"))
    shutil.rmtree(write_basemap(tmp_path / "region.pmtiles").parent / "fonts")
    with running(store, **{SETTING: str(tmp_path / "region.pmtiles")}) as dashboard:
        screen = windows(dashboard).open("live_map")
        drawn = live_map(screen, known)
        assert f"{dashboard.url}/basemap/0/0/0.pbf" in screen.requests
        picture = Image.open(io.BytesIO(drawn.wait_until_drawn())).convert("RGB")
        assert picture.getpixel((picture.width // 2, 5)) == WATER  # outside of the region
        assert "© OpenStreetMap" in screen.text
