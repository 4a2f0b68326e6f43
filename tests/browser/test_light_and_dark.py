"""Light and dark follow the browser; both keep text readable."""

import re

import pytest

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen

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


@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_follow_the_browser(windows: Windows, dashboard: Dashboard, dark: bool) -> None:
    screen = windows(dashboard, dark=dark).open("overview", role="admin")
    for ratio, is_dark in (contrast(screen), contrast(screen.turn_to("live_map"))):
        assert is_dark is dark
        assert ratio > 7
