"""A table nobody knows is told what it means in the browser, and its cases are there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.asking import asked
from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard, running
from tests.browser.screen import Screen
from tests.pages.test_layout_wizard import GERMAN

# A list of choices closes when the page moves: it is opened when the page stands still.
INTO_VIEW = """e => new Promise(done => {
  e.scrollIntoView({block: "center"});
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
FILE = "sao_paulo_sp156_2018_8k.csv"


@pytest.fixture(scope="module")
def own(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard on an empty store, with a folder of layouts of its own."""
    folder = tmp_path_factory.mktemp("own")
    with running(folder / "store.duckdb", warm=True, SVODKA_LAYOUTS=str(folder / "layouts")) as started:
        yield started


def choose(screen: Screen, column: str, field: str) -> None:
    """Say what a column is."""
    box = screen.page.get_by_role("combobox", name=column, exact=False)
    box.evaluate(INTO_VIEW)
    box.fill(field)
    expect(screen.page.get_by_role("option", name=field, exact=True)).to_be_visible()
    with screen.rerun():
        box.press("Enter")


def describe(screen: Screen, file: Path) -> None:
    """Upload a file nobody knows and ask to say what its columns are."""
    screen.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(file)
    screen.page.get_by_role("button", name="Указать, что значат столбцы").click()


def save_as(screen: Screen, title: str) -> None:
    """Give the layout a name, save it and load the file."""
    page = screen.page
    named = page.get_by_role("textbox", name="Имя формата")
    named.fill(title)
    with screen.rerun():
        named.press("Enter")
    page.get_by_role("button", name="Сохранить формат").click()
    expect(page.get_by_text("Такие файлы теперь распознаются")).to_be_visible()
    page.get_by_role("button", name="Загрузить 1 файл").click()


def test_a_portuguese_file_is_mapped_corrected_saved_and_loaded(
    windows: Windows, own: Dashboard, real_data: Path
) -> None:
    screen = windows(own).open("data", role="admin")
    page = screen.page
    describe(screen, real_data / "appeals" / FILE)
    report = page.locator(".st-key-wizard_report")
    expect(report).to_contain_text("Прочитано 8 000")
    screen.settle()

    choose(screen, "Subprefeitura", "не загружать")  # the smaller of the two is the district
    choose(screen, "Distrito", "Муниципалитет")
    expect(report).to_contain_text("муниципалитеты (97)")  # 33 before
    assert "Нет первого ответа: первый ответ" in screen.text
    expect(report).to_contain_text("по статусу обращение открыто")  # open requests carry an answer date
    save_as(screen, "sp156")
    expect(page.get_by_text("загружено, номер загрузки 1")).to_be_visible()
    assert asked(own, "received", by="channel")[0]["numerator"] == 8_000
    again = own.command("intake", str(real_data / "appeals" / FILE), "--layout", "sp156")
    assert "new 0, updated 0, unchanged 8000" in again.stdout

    with screen.rerun():
        page.get_by_role("tab", name="История загрузок").click()
    page.get_by_test_id("stDataFrame").click(position={"x": 200, "y": 50})
    screen.wait_for_params(batch="1")
    expect(page.get_by_role("button", name="Скачать отчёт")).to_be_visible()
    assert "Прочитано 8 000" in " ".join(screen.text.split())


def test_a_german_file_is_mapped_saved_and_loaded(windows: Windows, own: Dashboard, tmp_path: Path) -> None:
    file = tmp_path / "Meldungen Oktober.csv"
    file.write_bytes(GERMAN)
    before = asked(own, "received")[0]["numerator"]
    screen = windows(own).open("data", role="admin")
    describe(screen, file)
    expect(screen.page.locator(".st-key-wizard_report")).to_contain_text("Прочитано 24")
    screen.settle()
    choose(screen, "Ortsteil", "Муниципалитет")
    save_as(screen, "maengel")
    expect(screen.page.get_by_text("загружено, номер загрузки")).to_be_visible()
    assert asked(own, "received")[0]["numerator"] == before + 24
