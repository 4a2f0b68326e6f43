"""The dashboard while data come in: it notices by itself, keeps its place, and nobody meets a lock."""

import json
import os
import re
import shutil
from pathlib import Path
from time import monotonic

from playwright.sync_api import expect
from sqlalchemy import Engine

from tests.browser.conftest import PATIENCE, Windows
from tests.browser.dashboard import Dashboard
from tests.browser.live_map import live_map
from tests.browser.new_calls import unheard_of, write_calls
from tests.browser.places import empty_districts

IN_WORK = re.compile(r"^В работе \d")
SOON = 15  # seconds from the file to the screen


def calls(demo_files: Path) -> Path:
    return sorted(demo_files.glob("calls_122_*.csv"))[-1]


def own_seconds() -> float:
    """A clock that stands still while a virtual machine's host has given its processors to others."""
    told = Path("/proc/stat")
    ticks = int(told.read_text(encoding="ascii").split(maxsplit=9)[8]) if told.exists() else 0
    return monotonic() - ticks / os.sysconf("SC_CLK_TCK") / (os.cpu_count() or 1)


def test_a_row_in_a_watched_folder_is_on_the_open_map_within_fifteen_seconds_and_nothing_typed_is_lost(
    windows: Windows, changing: Dashboard, demo_files: Path, known: Engine, tmp_path: Path
) -> None:
    chosen, busy = empty_districts(known, 2)
    first, second = unheard_of(2)
    screen = windows(changing)
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    with changing.beside("intake", "watch", str(incoming)):
        drawn = live_map(screen.open("live_map", layer="rate"), known).zoom_in()
        drawn.drawing.evaluate("canvas => { canvas.dataset.seen = 'before' }")
        words = screen.page.get_by_text(IN_WORK)
        before = words.inner_text()
        screen.page.get_by_text("Только прямоугольник").click()
        south = screen.page.get_by_label("Юг, ° с. ш.")
        south.click(click_count=3)
        south.press_sequentially("55.1")  # and no Enter
        write_calls(calls(demo_files), incoming / "calls_122_new.csv", [first, second], busy)
        newcomer = screen.page.locator("[class*='st-key-_filed_badge_call_122'] button", has_text="новое").first
        written = own_seconds()
        expect(newcomer).to_be_visible(timeout=2 * PATIENCE)
        assert own_seconds() - written < SOON
    screen.wait_until_received(f'"call_122:{first}"')  # a mark of the drawing, which is sent after the lists
    assert words.inner_text() != before
    assert (south.input_value(), south.evaluate("e => e === document.activeElement")) == ("55.1", True)
    # The same drawing, the same colours, the same zoom: another zoom would put another municipality here.
    assert drawn.drawing.get_attribute("data-seen") == "before"
    assert screen.params["layer"] == "rate"
    drawn.wait_until_drawn()
    drawn.click(chosen.lat, chosen.lon)
    screen.wait_for_params(d=chosen.id)


def test_an_open_case_file_outlives_news_and_a_paused_map_stands_still(
    windows: Windows, changing: Dashboard, demo_files: Path, known: Engine, tmp_path: Path
) -> None:
    screen = windows(changing).open("live_map")
    with screen.rerun():
        screen.page.locator("[class*=st-key-_due_badge_] button").first.click()
    shown = screen.page.get_by_role("dialog").inner_text()
    words = screen.page.get_by_text(IN_WORK)
    before = words.inner_text()
    file = write_calls(calls(demo_files), tmp_path / "more.csv", unheard_of(1), empty_districts(known, 1)[0])
    assert changing.command("intake", str(file)).returncode == 0
    expect(words).not_to_have_text(before)
    assert screen.settle().page.get_by_role("dialog").inner_text() == shown
    screen.page.keyboard.press("Escape")
    screen.wait_for_params(case=None)
    with screen.rerun():
        screen.page.get_by_text("Пауза", exact=True).click()
    assert "Пауза с" in screen.text
    with screen.rerun():
        screen.page.get_by_text("Пауза", exact=True).click()
    assert "Пауза с" not in screen.text


def test_a_broken_file_is_refused_in_one_line_while_the_dashboard_runs(changing: Dashboard, tmp_path: Path) -> None:
    broken = tmp_path / "export.xlsx"
    broken.write_bytes(b"%PDF-1.7 not a workbook")
    said = changing.command("intake", str(broken))
    assert said.returncode == 2
    assert len(said.stderr.strip().splitlines()) == 1
    assert "export.xlsx" in said.stderr


def test_the_same_file_again_changes_nothing(changing: Dashboard, demo_files: Path, tmp_path: Path) -> None:
    again = Path(shutil.copy(calls(demo_files), tmp_path))
    report = json.loads(changing.command("intake", str(again), "--format", "json").stdout)
    assert (report["new"], report["updated"]) == (0, 0)
    assert report["unchanged"] == report["read"] > 100
