"""The link is the screen: a reload and a colleague's browser show the same."""

import pytest
from playwright.sync_api import expect

from tests.browser import overview
from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard

PAGES = {
    "overview": {"role": "staff", "p": "90d", "cmp": "last_year", "ch": "pos,social"},
    "cases": {"role": "operator", "p": "all", "sort": "oldest", "q": "снег"},
}


def test_choices_made_by_hand_survive_a_reload_a_shared_link_and_the_way_to_another_page(
    windows: Windows, dashboard: Dashboard
) -> None:
    screen = windows(dashboard)
    screen.open("overview", role="staff", ch="pos")
    with screen.rerun():
        screen.page.get_by_text("Год", exact=True).click()
    with screen.rerun():
        screen.page.locator(".st-key-language_choice").get_by_text("EN").click()
    overview.click_district(screen, "Kamennoborsk")
    shown, chosen = overview.values(screen), screen.params
    assert (chosen["p"], chosen["lang"], chosen["ch"]) == ("1y", "en", "pos")
    screen.page.reload()
    screen.settle()
    assert (overview.values(screen), screen.params) == (shown, chosen)
    colleague = windows(dashboard)  # his browser is Russian; the link is not
    colleague.open(screen.path, **chosen)
    assert overview.values(colleague) == shown
    assert colleague.page.locator(".st-key-chips").inner_text() == screen.page.locator(".st-key-chips").inner_text()
    colleague.page.get_by_test_id("stTopNavLink").filter(has_text="Cases").click()
    colleague.page.wait_for_url("**/cases*")
    colleague.page.wait_for_url("**ch=pos*")
    assert colleague.settle().params == chosen


@pytest.mark.parametrize("page", PAGES)
def test_a_shared_link_shows_the_same_words(windows: Windows, dashboard: Dashboard, page: str) -> None:
    first, second = windows(dashboard), windows(dashboard)
    assert first.open(page, **PAGES[page]).text == second.open(page, **PAGES[page]).text
    assert first.params == second.params == PAGES[page]


def test_a_case_opens_beside_the_live_map_and_is_part_of_the_link(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard).open("live_map")
    with screen.rerun():
        screen.page.locator("[class*=st-key-_due_badge_] button").first.click()
    chosen = screen.params
    number = chosen["case"].split(":", 1)[1]
    expect(screen.page.get_by_role("dialog")).to_contain_text(f"№ {number}")
    screen.page.keyboard.press("Escape")
    screen.wait_for_params(case=None)
    expect(screen.page.get_by_role("dialog")).to_have_count(0)
    address = screen.path
    screen.page.goto("about:blank")  # two maps would take twice the time to draw
    colleague = windows(dashboard).open(address, **chosen)
    assert f"№\N{NO-BREAK SPACE}{number}" in colleague.page.get_by_role("dialog").inner_text()


def test_the_language_follows_the_browser_and_the_switch(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard, locale="en-GB").open("cases")
    assert "Filters" in screen.text
    with screen.rerun():
        screen.page.locator(".st-key-language_choice").get_by_text("RU").click()
    assert "Отбор" in screen.text
    assert screen.params["lang"] == "ru"
