"""From the matrix to a passport: a cell is clicked, read, proposed as a problem, listed, and read in English."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen


def test_a_clicked_cell_becomes_a_passport_in_the_list(windows: Windows, empty_desk: Dashboard) -> None:
    screen = windows(empty_desk).open("problems", role="admin")
    cells = screen.page.locator("[class*=st-key-matrix_] path[aria-roledescription^=rect]")
    with screen.rerun():
        cells.first.click()
    cell, told = screen.params["cell"], figures(screen, "из 100")
    assert re.fullmatch(r"T\d+:\d{8}", cell)
    assert len(told) > 4
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

    screen.open("problems", role="admin", lang="en", cell=cell)
    for words in ("What the points are made of", "Back to the matrix", "would be usual."):
        assert words in screen.text
    assert figures(screen, "of 100") == told


def figures(screen: Screen, words: str) -> list[str]:
    """The numbers of the sentence with these words, whatever their order and the language."""
    said = screen.page.locator("[data-testid=stMarkdownContainer] p", has_text=words).first.inner_text()
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d)\s(?=\d{3})", "", said).replace(",", ".")))
