"""A phone of 390 × 844: everything fits its width, and operators see the map first."""

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import PAGES, PHONE, Screen

# What sticks out to the right without a scroll bar of its own between it and the page.
STICKING_OUT = """
() => [...document.querySelectorAll("[data-testid=stMain] *")].filter(part => {
  if (!part.checkVisibility() || part.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let holder = part.parentElement; holder; holder = holder.parentElement)
    if (getComputedStyle(holder).overflowX !== "visible") return false;
  return true;
}).map(part => part.className + ": " + part.textContent.slice(0, 60))
"""


def assert_fits(screen: Screen) -> None:
    for holder in ("html", "body", "[data-testid=stAppViewContainer]", "[data-testid=stMain]"):
        wide = screen.page.locator(holder).first.evaluate("part => part.scrollWidth - part.clientWidth")
        assert wide <= 0, f"{holder} can be pushed {wide} pixels to the side"
    assert screen.page.evaluate(STICKING_OUT) == []


def test_no_page_is_wider_than_the_phone(windows: Windows, dashboard: Dashboard) -> None:
    """In Russian, whose words are the longer ones."""
    screen = windows(dashboard, size=PHONE).open(PAGES[0], role="admin", lang="ru")
    assert_fits(screen)
    for page in PAGES[1:]:
        assert_fits(screen.turn_to(page))


def test_the_map_comes_first_on_a_phone_and_a_case_file_fits(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard, size=PHONE).open("live_map")
    drawing = screen.page.get_by_test_id("stDeckGlJsonChart").bounding_box()
    lists = screen.page.get_by_text("Ближайшие сроки").bounding_box()
    assert drawing is not None
    assert lists is not None
    assert drawing["y"] < lists["y"]
    assert drawing["y"] < PHONE[1] / 2
    screen.page.locator("[class*=st-key-_due_badge_] button").first.click()
    screen.page.get_by_role("dialog").get_by_text("№").wait_for()
    screen.settle()
    assert_fits(screen)
