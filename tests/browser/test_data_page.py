"""Loading a file by hand: checked first, loaded after that, taken back again."""

from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import Engine

from tests.browser.asking import asked
from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.new_calls import unheard_of, write_calls
from tests.browser.places import empty_districts


def received(dashboard: Dashboard) -> int:
    return int(asked(dashboard, "received")[0]["numerator"])


def test_a_file_is_checked_then_loaded_then_taken_back(
    windows: Windows, changing: Dashboard, demo_files: Path, known: Engine, tmp_path: Path
) -> None:
    (place,) = empty_districts(known, 1)
    template = sorted(demo_files.glob("calls_122_*.csv"))[-1]
    file = write_calls(template, tmp_path / "calls_122_by_hand.csv", unheard_of(3), place)
    before = received(changing)
    screen = windows(changing).open("data", role="admin")

    screen.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(file)
    load = screen.page.get_by_role("button", name="Загрузить 1 файл")
    expect(load).to_be_visible()
    assert "Прочитано 3 = новых 3" in " ".join(screen.text.split())
    assert received(changing) == before  # a dry run

    load.click()
    expect(screen.page.get_by_text("загружено")).to_be_visible()
    assert received(changing) == before + 3

    with screen.rerun():
        screen.page.get_by_role("tab", name="История загрузок").click()
    expect(screen.page.locator("canvas [role=gridcell]", has_text="calls_122_by_hand.csv").first).to_be_attached()
    screen.page.get_by_role("button", name="Отменить загрузку").click()
    screen.page.locator(".st-key-undo_now button").click()
    expect(screen.page.get_by_text("calls_122_by_hand.csv", exact=False).first).to_be_visible()
    screen.settle()
    assert received(changing) == before


def test_a_file_of_another_kind_is_refused_in_words(windows: Windows, changing: Dashboard, tmp_path: Path) -> None:
    broken = tmp_path / "export.xlsx"
    broken.write_bytes(b"%PDF-1.7 not a workbook")
    screen = windows(changing).open("data", role="admin")
    screen.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(broken)
    expect(screen.page.get_by_test_id("stAlert")).to_be_visible()
    assert "export.xlsx" in screen.text
    assert screen.page.get_by_role("button", name="Загрузить 1 файл").count() == 0


def test_only_the_administrator_gets_in(windows: Windows, changing: Dashboard) -> None:
    screen = windows(changing).open("data", role="operator")
    assert "не предназначена для вашей роли" in screen.text
    assert screen.page.get_by_test_id("stFileUploader").count() == 0
