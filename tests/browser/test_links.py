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


def test_choices_made_by_hand_survive_a_reload_and_a_shared_link(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard)
    screen.open("overview", role="staff")
    with screen.rerun():
        screen.page.get_by_text("Год", exact=True).click()
    with screen.rerun():
        screen.page.locator(".st-key-language_choice").get_by_text("EN").click()
    overview.click_district(screen, "Kamennoborsk")
    shown, chosen = overview.values(screen), screen.params
    assert (chosen["p"], chosen["lang"]) == ("1y", "en")
    screen.page.reload()
    screen.settle()
    assert (overview.values(screen), screen.params) == (shown, chosen)
    colleague = windows(dashboard)  # his browser is Russian; the link is not
    colleague.open(screen.path, **chosen)
    assert overview.values(colleague) == shown
    assert colleague.page.locator(".st-key-chips").inner_text() == screen.page.locator(".st-key-chips").inner_text()


@pytest.mark.parametrize("page", PAGES)
def test_a_shared_link_shows_the_same_words(windows: Windows, dashboard: Dashboard, page: str) -> None:
    first, second = windows(dashboard), windows(dashboard)
    assert first.open(page, **PAGES[page]).text == second.open(page, **PAGES[page]).text
    assert first.params == second.params == PAGES[page]


def test_a_case_opens_beside_the_live_map_and_is_part_of_the_link(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard).open("live_map")
    with screen.rerun():
        screen.page.locator("[class*=st-key-_due_badge_] button").first.click()
    number = screen.params["case"].split(":", 1)[1]
    expect(screen.page.get_by_role("dialog")).to_contain_text(f"№ {number}")
    colleague = windows(dashboard)
    colleague.open(screen.path, **screen.params)
    assert f"№\N{NO-BREAK SPACE}{number}" in colleague.page.get_by_role("dialog").inner_text()
    screen.page.keyboard.press("Escape")
    screen.wait_for_params(case=None)
    expect(screen.page.get_by_role("dialog")).to_have_count(0)


def test_the_choices_follow_from_page_to_page(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard).open("overview", role="staff", p="7d", ch="pos", lang="en")
    screen.page.get_by_test_id("stTopNavLink").filter(has_text="Cases").click()
    screen.page.wait_for_url("**/cases*")
    screen.page.wait_for_url("**ch=pos*")
    screen.settle()
    assert screen.params == {"role": "staff", "p": "7d", "ch": "pos", "lang": "en"}


def test_the_language_follows_the_browser_and_the_switch(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard, locale="en-GB").open("cases")
    assert "Filters" in screen.text
    with screen.rerun():
        screen.page.locator(".st-key-language_choice").get_by_text("RU").click()
    assert "Отбор" in screen.text
    assert screen.params["lang"] == "ru"
