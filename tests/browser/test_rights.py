"""Who has no rights sees nothing, also by a deep link to a process that nobody has visited yet."""

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.asking import asked
from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard, running

SECRET = "sesame"


@pytest.fixture(scope="module")
def behind_a_proxy(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A fresh process that believes only a proxy."""
    store = Path(shutil.copy(demo_store, tmp_path_factory.mktemp("proxied") / "store.duckdb"))
    with running(store, SVODKA_IDENTITY="proxy", SVODKA_PROXY_SECRET=SECRET) as started:
        yield started


@pytest.mark.parametrize("page", ["", "live_map", "cases", "data"])  # one door for all pages
def test_a_deep_link_without_rights_is_denied(windows: Windows, behind_a_proxy: Dashboard, page: str) -> None:
    screen = windows(behind_a_proxy)
    screen.open(page, role="admin", case="pos:1", d="none")
    assert "Нет доступа" in screen.text
    said = screen.text + screen.received
    assert "область" not in said
    for page_title in ("Обзор", "Обращения", "Данные"):
        assert page_title not in said
    assert screen.page.get_by_test_id("stMetric").count() == 0


def test_a_head_does_not_see_a_case_of_another_municipality(windows: Windows, dashboard: Dashboard) -> None:
    here, there = asked(dashboard, "received", by="district")[:2]
    (case,) = asked(dashboard, "cases", districts=[there["key"]], limit=1)
    screen = windows(dashboard).open("cases", role="head", **{"as": here["key"], "case": case["id"]})
    assert "Такого обращения нет" in screen.text
    assert case["source_number"] not in screen.text + screen.received


def test_staff_read_words_of_residents_only_when_they_say_why(windows: Windows, empty_desk: Dashboard) -> None:
    (case,) = asked(empty_desk, "cases", channels=["social"], limit=1, role="operator")
    operator = windows(empty_desk).open("cases", role="operator", case=case["id"])
    words = operator.page.get_by_test_id("stText").first.inner_text()
    assert len(words) > 20
    staff = windows(empty_desk).open("cases", role="staff", case=case["id"])
    assert f"№\N{NO-BREAK SPACE}{case['source_number']}" in staff.text
    assert words not in staff.text + staff.received
    staff.page.get_by_label("Зачем вам нужен текст").fill("Ответ разбирают на совещании")
    staff.page.get_by_role("button", name="Показать текст").click()
    assert staff.page.get_by_test_id("stText").first.inner_text() == words
    note = asked(empty_desk, "readings", subject=case["id"], role="admin")[0]
    assert (note["who"], note["reason"]) == ("staff", "Ответ разбирают на совещании")


def test_the_route_for_scripts_is_closed_to_browsers(dashboard: Dashboard) -> None:
    request = urllib.request.Request(f"{dashboard.url}/api/ask", data=b'{"about": "received"}', method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403
