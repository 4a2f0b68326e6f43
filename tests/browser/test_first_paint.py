"""What somebody sees on opening the dashboard: the page of the role, with its main answer, without a click."""

import re

from playwright.sync_api import expect

from tests.browser import overview
from tests.browser.asking import CARDS, as_card, asked
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen


def land(screen: Screen, page: str, **params: str) -> None:
    """Open the address without a page: it leads to this one."""
    screen.open(**params)
    screen.page.wait_for_url(f"**/{page}*")
    screen.settle()


def every_drawing_says_what_it_shows(screen: Screen) -> bool:
    drawings = screen.page.locator("[data-testid=stVegaLiteChart], [data-testid=stDeckGlJsonChart]")
    expect(drawings.first).to_be_visible()
    return all(len(drawing.get_attribute("aria-label") or "") > 20 for drawing in drawings.all())


def test_staff_land_on_the_overview_with_its_sentence_cards_map_and_chart(screen: Screen, dashboard: Dashboard) -> None:
    land(screen, "overview", role="staff")
    (received,) = asked(dashboard, "received", date_from="2025-11-01", date_to="2025-11-30")
    expect(screen.page.get_by_text("За 30 дней")).to_contain_text(f"{received['value']:.0f}")
    assert as_card("received", received) in screen.text
    assert all(overview.values(screen)[metric] for metric in CARDS)
    expect(overview.shapes(screen)).to_have_count(31)  # of 32 municipalities one has no boundary
    expect(screen.page.locator("[aria-label^='В обычный день'] svg.marks")).to_be_visible()
    assert every_drawing_says_what_it_shows(screen)
    bar = screen.page.locator(".st-key-bar").bounding_box()
    assert bar is not None
    assert bar["height"] < 60, "the bar takes more than one row"


def test_an_operator_lands_on_the_live_map_and_what_is_due_next(screen: Screen, dashboard: Dashboard) -> None:
    land(screen, "live_map", role="operator")
    (in_work,) = asked(dashboard, "in_work")
    expect(screen.page.get_by_text(re.compile("^В работе \\d+"))).to_contain_text(f" {in_work['value']:.0f} ")
    expect(screen.page.locator("canvas").first).to_be_visible()
    expect(screen.page.get_by_text("Ближайшие сроки")).to_be_visible()
    expect(screen.page.locator("[class*=st-key-_due_badge_] button").first).to_be_visible()
    assert every_drawing_says_what_it_shows(screen)


def test_an_administrator_finds_the_number_of_cases_and_the_place_for_files(
    screen: Screen, dashboard: Dashboard
) -> None:
    land(screen, "overview", role="admin", p="all")
    screen.turn_to("cases")
    everything = asked(dashboard, "received")[0]["value"]
    assert f"{everything:,.0f} обращений".replace(",", "\u202f") in screen.text
    expect(screen.page.get_by_test_id("stDataFrame").locator("canvas").first).to_be_visible()
    screen.turn_to("data")
    expect(screen.page.get_by_test_id("stFileUploader")).to_be_visible()
