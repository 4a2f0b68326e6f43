"""The wall goes on by itself when the server was away."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE
from tests.browser.dashboard import running
from tests.browser.screen import window

WALL = (1920, 1080)
NIGHT = "rgb(16, 22, 29)"


def test_the_wall_is_dark_fits_the_screen_and_outlives_a_restart_of_the_server(
    chromium: Browser, demo_store: Path, tmp_path: Path
) -> None:
    store = Path(shutil.copy(demo_store, tmp_path / "store.duckdb"))
    served = ExitStack()
    url = served.enter_context(running(store, warm=True)).url
    # What the browser says on its console while nobody answers is no fault: hence no window that listens for it.
    with served, window(chromium, url, size=WALL) as screen:
        page = screen.open("live_map", wall="1").page
        numbers, unreachable = page.get_by_test_id("stMetricValue"), page.get_by_role("dialog")
        expect(numbers).to_have_count(3)
        assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == NIGHT
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight <= innerHeight")
        assert numbers.first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > 40
        told = numbers.all_inner_texts()
        served.close()
        expect(unreachable).to_be_visible(timeout=2 * PATIENCE)
        with page.expect_websocket(timeout=2 * PATIENCE):
            served.enter_context(running(store, warm=True, PORT=str(urlsplit(url).port)))
        expect(unreachable).to_have_count(0)
        expect(numbers).to_have_text(told)
