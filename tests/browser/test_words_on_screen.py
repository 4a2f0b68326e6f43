"""No English on the Russian pages, no Russian on the English ones, in everything that can be opened."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Locator, expect
from sqlalchemy import Engine, select

from queries.loads import unmapped
from store.record_tables import annotation, discussion, poll, poll_option, poll_question, poll_statement
from store.tables import case, case_text
from tests.browser.conftest import PATIENCE, Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import PAGES, READABLE, Screen

ALLOWED = Path(__file__).with_name("allowed_latin.txt")
KINDS = ("district", "agency", "topic")  # names in files that nobody knows have no English
FILE_NAME = re.compile(r"\S+\.(xlsx|csv|json|geojson)\b")
ADDRESS = re.compile(r"https?://\S+")  # of a page in a network: as it is
LATIN = re.compile(r"[A-Za-z][A-Za-z'’]*")
OPENERS = "[data-testid=stPopoverButton]"
OWN_OPENERS = f"{OPENERS}:not(.st-key-who *, .st-key-bar_lists *)"
RUSSIAN = re.compile(r"[А-Яа-яЁё](.*[А-Яа-яЁё])?")  # from the first Russian letter of a line to its last


def allowed_latin() -> set[str]:
    """Latin words that Russian pages may show: a word a line, # begins a comment."""
    lines = (line.split("#")[0].strip() for line in ALLOWED.read_text(encoding="utf-8").splitlines())
    return {word.casefold() for line in lines for word in line.split()}


def everything(screen: Screen) -> Iterator[tuple[str, list[str]]]:
    """Every page with its lines, those of each of its tabs and of whatever opens over it."""
    for page in PAGES:
        first = page == PAGES[0]
        yield page, lines_of(screen if first else screen.turn_to(page), everywhere=first)


def lines_of(screen: Screen, everywhere: bool) -> list[str]:
    """With what opens from the bar, which is the same on every page, if `everywhere`."""
    lines = screen.text.splitlines()
    tabs = screen.page.get_by_role("tab")
    for number in range(tabs.count()):
        if number:
            with screen.rerun():
                tabs.nth(number).click()
        lines += screen.text.splitlines()
    opened = screen.page.get_by_test_id("stPopoverBody")
    for opener in screen.page.locator(OPENERS if everywhere else OWN_OPENERS).all():
        opener.click()
        expect(opened).to_have_count(1)
        screen.settle()
        lines += str(opened.evaluate(READABLE)).splitlines()
        _shut(screen, opened)
    return list(dict.fromkeys(lines))


def _shut(screen: Screen, opened: Locator) -> None:
    """As somebody would: a key pressed while the page draws anew may be lost, then it is pressed again."""
    for patience in (2_000, 5_000, PATIENCE):
        screen.page.keyboard.press("Escape")
        with suppress(AssertionError):
            return expect(opened).to_have_count(0, timeout=patience)
    raise AssertionError("what was opened does not shut")


def test_the_russian_pages_have_no_english_words(windows: Windows, dashboard: Dashboard) -> None:
    known = allowed_latin()
    found = {
        (page, word): line
        for page, lines in everything(windows(dashboard).open(PAGES[0], role="admin"))
        for line in lines
        for word in LATIN.findall(FILE_NAME.sub("", ADDRESS.sub("", line)))
        if word.casefold() not in known
    }
    assert found == {}


def test_the_english_pages_have_no_russian_words_of_their_own(
    windows: Windows, dashboard: Dashboard, known: Engine
) -> None:
    screen = windows(dashboard).open(PAGES[0], role="admin", lang="en")
    as_they_came = _as_written(known)
    found = {
        page: {line for line in lines if (own := RUSSIAN.search(line)) and own.group() not in as_they_came}
        for page, lines in everything(screen)
    }
    assert {page: lines for page, lines in found.items() if lines} == {}


def _as_written(known: Engine) -> str:
    """What residents, offices and files wrote: it is shown as it came, whole or in part."""
    names = {name for kind in KINDS for name in unmapped(kind, engine=known)["name"]}
    told = (
        case_text.c.text, case_text.c.reply, case.c.address, case.c.source_number, annotation.c.title, poll.c.title,
        poll_question.c.title, poll_option.c.title, poll_statement.c.text, discussion.c.title, discussion.c.outcome,
    )  # fmt: skip
    with known.connect() as connection:
        written = [connection.execute(select(column).where(column.is_not(None))).scalars() for column in told]
        return "\n".join([*names, *(" ".join(one.split()) for column in written for one in column)])
