"""From the matrix to a passport: a cell is clicked, read, proposed as a problem, and listed."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard, running


@pytest.fixture(scope="module")
def own_desk(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard whose desk this test writes to."""
    with running(Path(shutil.copy(demo_store, tmp_path_factory.mktemp("problems") / "store.duckdb"))) as started:
        yield started


def test_a_clicked_cell_becomes_a_passport_in_the_list(windows: Windows, own_desk: Dashboard) -> None:
    screen = windows(own_desk).open("problems", role="admin")
    cells = screen.page.locator("[class*=st-key-matrix_] path[aria-roledescription^=rect]")
    with screen.rerun():
        cells.first.click()
    assert re.fullmatch(r"T\d+:\d{8}", screen.params["cell"])
    assert "Из чего сложились баллы" in screen.text
    screen.page.get_by_role("button", name="Открыть паспорт").click()
    screen.page.get_by_label("Кто отвечает").fill("Водоканал")
    with screen.rerun():
        screen.page.get_by_role("button", name="Предложить").click()
    screen.settle()
    assert screen.params["view"] == "passports"
    expect(screen.page.get_by_text("Отвечает Водоканал")).to_be_visible()
    with screen.rerun():
        screen.page.get_by_role("button", name="К паспортам").click()
    assert "1 открытый паспорт" in screen.text
