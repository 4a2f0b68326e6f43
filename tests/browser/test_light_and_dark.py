"""Light and dark follow the browser; both keep text readable."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen

PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 22, 29)"}
COLOURS = "part => [getComputedStyle(part).color, getComputedStyle(part).backgroundColor]"


def luminance(colour: str) -> float:
    """WCAG relative luminance of rgb(…)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(screen: Screen) -> tuple[float, bool]:
    """The contrast of text on the page, and whether the page is dark."""
    text, paper = (luminance(colour) for colour in screen.page.get_by_test_id("stApp").evaluate(COLOURS))
    return (max(text, paper) + 0.05) / (min(text, paper) + 0.05), paper < 0.2


def test_the_pages_follow_the_browser_also_when_it_changes_its_mind(windows: Windows, dashboard: Dashboard) -> None:
    screen = windows(dashboard, dark=True).open("overview", role="admin")
    for page, schemes in {"overview": ("dark", "light"), "live_map": ("light", "dark")}.items():
        if page != screen.path:
            screen.turn_to(page)
        for scheme in schemes:
            screen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            expect(screen.page.get_by_test_id("stApp")).to_have_css("background-color", PAPER[scheme])
            ratio, is_dark = contrast(screen.settle())
            assert is_dark is (scheme == "dark")
            assert ratio > 7
