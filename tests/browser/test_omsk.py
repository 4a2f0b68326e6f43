"""The map of a real region with the incidents of a real export."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from intake.load import load_file
from store.engine import open_store
from tests.browser import overview
from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard, running


@pytest.fixture(scope="module")
def omsk_store(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Boundaries and incidents of the Omsk region, loaded into an empty store."""
    store = tmp_path_factory.mktemp("omsk") / "store.duckdb"
    engine = open_store(f"duckdb:///{store}")
    load_file(real_data / "boundaries" / "omsk.geojson", engine=engine)
    report = load_file(real_data / "incident_management" / "omsk_2025_12.xlsx", engine=engine)
    assert (report.read, report.new, report.rejected) == (39, 39, 0)
    engine.dispose()
    open_store.cache_clear()
    return store


@pytest.fixture(scope="module")
def omsk(omsk_store: Path) -> Iterator[Dashboard]:
    with running(omsk_store, warm=True) as started:
        yield started


def test_39_incidents_are_counted_listed_and_mapped_on_33_districts(windows: Windows, omsk: Dashboard) -> None:
    screen = windows(omsk).open("overview", role="admin", p="all")
    assert "Омская область" in screen.text
    assert overview.values(screen)["received"] == "39"
    expect(overview.shapes(screen)).to_have_count(33)
    assert "39 обращений" in screen.turn_to("cases").text
    screen.turn_to("live_map")
    assert "Омская область" in screen.text
    expect(screen.page.locator("canvas#deckgl-overlay")).to_be_visible()
