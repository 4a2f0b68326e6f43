"""From the matrix to a passport: a cell is clicked, read, proposed as a problem, and listed."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard


def test_a_clicked_cell_becomes_a_passport_in_the_list(windows: Windows, shared_desk: Dashboard) -> None:
    screen = windows(shared_desk).open("problems", role="admin")
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
