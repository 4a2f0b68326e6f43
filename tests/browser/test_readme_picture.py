"""The picture in the README: taken by `SVODKA_SCREENSHOTS=1 pytest …`, else only looked after."""

import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser import demo, pictures
from tests.browser.dashboard import ROOT, running
from tests.browser.screen import DESKTOP, window

PICTURE = ROOT / "docs" / "overview.png"
MOST_BYTES = 300_000


def test_the_readme_shows_the_dashboard(chromium: Browser, tmp_path: Path) -> None:
    if os.environ.get("SVODKA_SCREENSHOTS"):
        take(chromium, tmp_path)
    with Image.open(PICTURE) as picture:
        assert picture.size == DESKTOP
    assert PICTURE.stat().st_size <= MOST_BYTES


def take(chromium: Browser, folder: Path) -> None:
    """The overview of the demo region as `make run` shows it."""
    files = demo.write_files(folder / "files", cases=120_000, months=24)
    store = demo.load_files(files, folder / "store.duckdb")
    with running(store) as dashboard, window(chromium, dashboard.url) as screen:
        screen.open("overview", role="staff")
        pictures.save(screen, PICTURE)
