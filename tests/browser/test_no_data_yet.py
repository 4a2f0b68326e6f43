"""An empty store, and a region without boundaries: each page says what is missing and what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import PAGES


def test_every_page_of_an_empty_store_says_what_to_do(
    windows: Windows, serve: Callable[..., Dashboard], empty_duckdb: Path, tmp_path: Path
) -> None:
    dashboard = serve(Path(shutil.copy(empty_duckdb, tmp_path / "store.duckdb")))
    screen = windows(dashboard).open(PAGES[0], role="admin")
    said = {PAGES[0]: screen.text} | {page: screen.turn_to(page).text for page in PAGES[1:]}
    for page, text in said.items():
        assert "Загруз" in text or "загруз" in text or "пуст" in text, f"{page}: {text}"
        assert "Traceback" not in text and "Обновить не удалось" not in text
