"""The dashboard while data come in: it notices by itself, keeps its place, and nobody meets a lock."""

import json
import re
import shutil
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import Engine

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.live_map import live_map
from tests.browser.new_calls import write_calls
from tests.browser.places import empty_districts

TWO_TICKS = 25_000  # milliseconds


def calls(demo_files: Path) -> Path:
    return sorted(demo_files.glob("calls_122_*.csv"))[-1]


def test_an_import_beside_the_open_map_shows_up_without_a_reload(
    windows: Windows, changing: Dashboard, demo_files: Path, known: Engine, tmp_path: Path
) -> None:
    chosen, busy = empty_districts(known, 2)
    screen = windows(changing)
    drawn = live_map(screen.open("live_map", layer="rate"), known).zoom_in()
    drawn.drawing.evaluate("canvas => { canvas.dataset.seen = 'before' }")
    words = screen.page.get_by_text(re.compile(r"^В работе \d"))
    before = words.inner_text()
    file = write_calls(calls(demo_files), tmp_path / "calls_122_new.csv", ["122-90001", "122-90002"], busy)

    said = changing.command("intake", str(file), "--format", "json")

    assert (said.returncode, said.stderr) == (0, "")
    report = json.loads(said.stdout)
    assert (report["read"], report["new"], report["rejected"]) == (2, 2, 0)
    newcomer = screen.page.locator("[class*='st-key-_filed_badge_call_122'] button", has_text="новое").first
    expect(newcomer).to_be_visible(timeout=TWO_TICKS)
    assert words.inner_text() != before
    # The same drawing, the same colours, the same zoom: another zoom would put another municipality here.
    assert drawn.drawing.get_attribute("data-seen") == "before"
    assert screen.params["layer"] == "rate"
    drawn.wait_until_drawn()
    drawn.click(chosen.lat, chosen.lon)
    screen.wait_for_params(d=chosen.id)


def test_an_open_case_file_outlives_a_tick_and_a_paused_map_stands_still(windows: Windows, changing: Dashboard) -> None:
    screen = windows(changing).open("live_map")
    with screen.rerun():
        screen.page.locator("[class*=st-key-_due_badge_] button").first.click()
    shown = screen.page.get_by_role("dialog").inner_text()
    with screen.rerun():
        pass  # the next tick
    assert screen.page.get_by_role("dialog").inner_text() == shown
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
