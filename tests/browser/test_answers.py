"""An administrator reads who answers with nothing, checks a reply, and follows an example to its case."""

from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard


def test_from_the_sentence_to_the_text_to_the_check_and_to_the_case(windows: Windows, empty_desk: Dashboard) -> None:
    screen = windows(empty_desk).open("answers", role="admin", p="all")
    assert "Чаще остальных, и не случайно: Администрация города Каменноборска" in screen.text.replace("\n", " ")
    assert "Выборку ещё никто не проверял" in screen.text
    assert "один текст на" in screen.text
    with screen.rerun():
        screen.page.get_by_text("Проверка", exact=True).click()
    assert screen.params["view"] == "review"
    for verdict in ("right", "right", "wrong"):
        with screen.rerun():
            screen.page.locator(f".st-key-review_{verdict} button").click()
    assert "Действительно отписки: 67" in screen.text
    with screen.rerun():
        screen.page.get_by_text("Отписки", exact=True).click()
    assert "из 3 случайно выбранных ответов действительно отписок — 2" in screen.text
    screen.page.get_by_test_id("stPageLink").first.get_by_role("link").click()
    screen.page.wait_for_url("**/cases?*case=*")
    screen.settle()
    expect(screen.page.get_by_text("Это ответ?")).to_be_visible()
    expect(screen.page.get_by_text("похоже на отписку")).to_be_visible()
    expect(screen.page.get_by_text("Этим текстом ответили на")).to_be_visible()
