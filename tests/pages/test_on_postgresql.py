"""The dashboard on a PostgreSQL server shows what it shows on its own file; the desk lies on the same server."""

import re
from pathlib import Path

import pytest

from components.page_list import PAGES
from store.engine import open_store
from tests.pages.conftest import Dashboard, own
from tests.pages.small_store import fill

AGE = re.compile(r"\d+\s(h|min)\b")  # of the data: goes on from page to page


@pytest.mark.postgres
def test_every_page_says_the_same_as_on_duckdb(
    changed_store: Path, postgres_store_url: str, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_duckdb = _pages(dashboard)
    engine = open_store(postgres_store_url)
    fill(engine)
    engine.dispose()
    with own(postgres_store_url, postgres_store_url, monkeypatch):
        on_postgresql = _pages(dashboard)
    assert on_postgresql == on_duckdb
    assert all(len(said) > 1 for said in on_duckdb.values())


def _pages(dashboard: Dashboard) -> dict[str, list[str]]:
    """Page → its texts, numbers and tables, in their order."""
    said = {}
    for page in PAGES:
        at = dashboard(page.id, role="admin", p="1y")
        assert not at.exception, page.id
        texts = [str(node.value) for kind in (at.markdown, at.caption, at.info, at.metric) for node in kind]
        tables = [table.value.convert_dtypes().to_csv() for table in at.dataframe]  # 4.0 is drawn as 4
        said[page.id] = [AGE.sub("", text) for text in (*texts, *tables)]
    return said
