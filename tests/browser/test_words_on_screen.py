"""No English on the Russian pages, no Russian on the English ones, in everything that can be opened."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Locator, expect
from sqlalchemy import Engine, select

from queries.loads import unmapped
from queries.queue import EXCERPT
from store.record_tables import discussion, poll
from store.tables import case_text
from tests.browser.conftest import PATIENCE, Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import PAGES, Screen

ALLOWED = Path(__file__).with_name("allowed_latin.txt")
KINDS = ("district", "agency", "topic")  # names in files that nobody knows have no English
FILE_NAME = re.compile(r"\S+\.(xlsx|csv|json|geojson)\b")
ADDRESS = re.compile(r"https?://\S+")  # of a page in a network: as it is
LATIN, CYRILLIC = re.compile(r"[A-Za-z][A-Za-z'’]*"), re.compile(r"[А-Яа-яЁё]+")


def allowed_latin() -> set[str]:
    """Latin words that Russian pages may show: a word a line, # begins a comment."""
    lines = (line.split("#")[0].strip() for line in ALLOWED.read_text(encoding="utf-8").splitlines())
    return {word.casefold() for line in lines for word in line.split()}


def everything(screen: Screen) -> Iterator[tuple[str, list[str]]]:
    """Every page with its lines, those of each of its tabs and of whatever opens over it."""
    for page in PAGES:
        yield page, lines_of(screen.turn_to(page) if page != PAGES[0] else screen)


def lines_of(screen: Screen) -> list[str]:
    lines = screen.text.splitlines()
    tabs = screen.page.get_by_role("tab")
    for number in range(tabs.count()):
        if number:
            with screen.rerun():
                tabs.nth(number).click()
        lines += screen.text.splitlines()
    opened = screen.page.get_by_test_id("stPopoverBody")
    for opener in screen.page.get_by_test_id("stPopoverButton").all():
        opener.click()
        expect(opened).to_have_count(1)
        lines += screen.settle().text.splitlines()
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
    as_they_came = {name for kind in KINDS for name in unmapped(kind, engine=known)["name"]}
    as_they_came |= _of_residents(known) | _of_polls(known)
    found = {page: {line for line in lines if CYRILLIC.search(line)} for page, lines in everything(screen)}
    assert {page: lines - as_they_came for page, lines in found.items() if lines - as_they_came} == {}


def _of_residents(known: Engine) -> set[str]:
    """The lines that residents wrote, as far as a list shows them."""
    with known.connect() as connection:
        texts = connection.execute(select(case_text.c.text).where(case_text.c.text.is_not(None))).scalars()
        return {line.strip() for text in texts for line in text[:EXCERPT].splitlines()}


def _of_polls(known: Engine) -> set[str]:
    """Titles and outcomes of polls and discussions: as their files spell them."""
    columns = (poll.c.title, discussion.c.title, discussion.c.outcome, poll.c.district_source, poll.c.agency_source)
    with known.connect() as connection:
        return {words for column in columns for words in connection.execute(select(column)).scalars() if words}
