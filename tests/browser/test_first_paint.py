"""What somebody sees on opening a page: its main answer, without a click."""

import re

from playwright.sync_api import expect

from tests.browser import overview
from tests.browser.asking import CARDS, as_card, asked
from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen


def test_the_overview_opens_with_its_sentence_cards_map_and_chart(screen: Screen, dashboard: Dashboard) -> None:
    screen.open("overview", role="staff")
    (received,) = asked(dashboard, "received", date_from="2025-11-01", date_to="2025-11-30")
    expect(screen.page.get_by_text("За 30 дней")).to_contain_text(f"{received['value']:.0f}")
    assert all(overview.values(screen)[metric] for metric in CARDS)
    expect(overview.shapes(screen)).to_have_count(31)  # of 32 municipalities one has no boundary
    expect(screen.page.locator("[aria-label^='В обычный день'] svg.marks")).to_be_visible()
    bar = screen.page.locator(".st-key-bar").bounding_box()
    assert bar is not None
    assert bar["height"] < 60, "the bar takes more than one row"


def test_the_live_map_opens_with_the_map_and_what_is_due_next(screen: Screen, dashboard: Dashboard) -> None:
    screen.open("live_map")
    (in_work,) = asked(dashboard, "in_work")
    expect(screen.page.get_by_text(re.compile("^В работе \\d+"))).to_contain_text(f" {in_work['value']:.0f} ")
    expect(screen.page.locator("canvas").first).to_be_visible()
    expect(screen.page.get_by_text("Ближайшие сроки")).to_be_visible()
    expect(screen.page.locator("[class*=st-key-_due_badge_] button").first).to_be_visible()


def test_the_list_of_cases_opens_with_the_number_of_cases_and_the_newest(screen: Screen, dashboard: Dashboard) -> None:
    screen.open("cases", p="all")
    everything = asked(dashboard, "received")[0]["value"]
    assert f"{everything:,.0f} обращений".replace(",", "\u202f") in screen.text
    expect(screen.page.get_by_test_id("stDataFrame").locator("canvas").first).to_be_visible()


def test_the_data_page_opens_with_the_place_for_files(screen: Screen) -> None:
    screen.open("data", role="admin")
    expect(screen.page.get_by_test_id("stFileUploader")).to_be_visible()


def test_each_role_lands_on_its_own_page(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard)
    for role, page in (("operator", "live_map"), ("staff", "overview"), ("admin", "overview")):
        screen.open(role=role)
        screen.page.wait_for_url(f"**/{page}*")
        screen.settle()
    assert as_card("received", asked(dashboard, "received", date_from="2025-11-01")[0]) in screen.text
