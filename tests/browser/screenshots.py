"""``python -m tests.browser.screenshots OUT``: every page × language × theme × size, to be looked at by people."""

import argparse
import itertools
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import demo, pictures
from tests.browser.chromium import launched
from tests.browser.dashboard import Dashboard, running
from tests.browser.screen import DESKTOP, PAGES, PHONE, Screen, window

SIZES = {"desktop": DESKTOP, "phone": PHONE}


def main() -> None:
    """Build a demo region, serve it, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cases", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = demo.write_files(Path(folder) / "files", options.cases, 24)
        store = demo.load_files(files, Path(folder) / "store.duckdb")
        with running(store) as dashboard, launched() as browser:
            take_all(browser, dashboard, options.out)


def take_all(browser: Browser, dashboard: Dashboard, out: Path) -> None:
    """One window for each language, theme and size; all pages, and what opens over them."""
    for language, theme, size in itertools.product(("ru", "en"), ("light", "dark"), SIZES):
        locale = {"ru": "ru-RU", "en": "en-GB"}[language]
        with window(browser, dashboard.url, size=SIZES[size], locale=locale, dark=theme == "dark") as screen:
            tail = f"{language}-{theme}-{size}.png"
            for page in PAGES:
                screen.open(page, role="admin")
                pictures.save(screen, out / f"{page}-{tail}", whole_page=True)
            open_parts(screen, out, tail)


def open_parts(screen: Screen, out: Path, tail: str) -> None:
    """The case file, the filters, a passport, and the tabs of the Data page."""
    screen.open("live_map", role="operator")
    screen.page.locator("[class*=st-key-_due_badge_] button").first.click()
    screen.page.get_by_role("dialog").get_by_text("№").wait_for()
    pictures.save(screen, out / f"case-drawer-{tail}")
    screen.open("cases", role="operator", case=screen.params["case"])
    pictures.save(screen, out / f"case-file-{tail}", whole_page=True)
    screen.open("overview", role="staff", p="90d", ch="pos,social")
    screen.page.locator(".st-key-card_on_time").get_by_test_id("stPopoverButton").click()
    screen.page.get_by_test_id("stPopoverBody").wait_for()
    pictures.save(screen, out / f"passport-{tail}")
    screen.open("data", role="admin")
    tabs = screen.page.get_by_role("tab")
    for number in range(1, tabs.count()):
        with screen.rerun():
            tabs.nth(number).click()
        pictures.save(screen, out / f"data-{number}-{tail}")


if __name__ == "__main__":
    main()
