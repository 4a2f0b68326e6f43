"""A reader of polls: from the list to an answer, who took part, the complaints, groups of opinion, a file."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen


def look_at(screen: Screen, view: str) -> None:
    with screen.rerun():
        screen.page.locator(".st-key-view_choice").get_by_text(view, exact=True).click()


def test_a_poll_is_read_from_the_list_to_the_groups(windows: Windows, empty_desk: Dashboard) -> None:
    screen = windows(empty_desk).open("polls", role="staff", p="all")
    assert "опросов и обсуждений" in screen.text
    table = screen.page.get_by_test_id("data-grid-canvas").first.bounding_box()
    assert table is not None
    with screen.rerun():
        screen.page.mouse.click(table["x"] + 200, table["y"] + 52)  # the title in the first row
    screen.page.wait_for_url("**poll=*")
    screen.settle()
    assert screen.params["poll"]
    screen.page.get_by_role("button", name="Все опросы").click()
    screen.page.wait_for_url(lambda url: "poll=" not in url)

    screen.open("polls", role="staff", p="all", poll="О-2")
    assert "нерепрезентативен" in screen.text
    assert re.search(r"Чаще всего выбирали\s+Ночью", screen.text)
    look_at(screen, "Кто участвовал")
    expect(screen.page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    assert "С весами по населению" in screen.text
    look_at(screen, "Рядом с жалобами")
    assert "угадывать её никто не будет" in screen.text
    screen.page.locator(".st-key-poll_topic input").click()
    with screen.rerun():
        screen.page.get_by_role("option").first.click()
    assert screen.params["topic"]
    assert "Спирмена" in screen.text

    screen.open("polls", role="staff", lang="en", p="all", poll="polis:demo-buses", view="opinions")
    assert re.search(r"2\s+groups of opinion", screen.text)
    with screen.page.expect_download() as file:
        screen.page.locator(".st-key-opinion_groups_xlsx button").click()
    assert file.value.suggested_filename == "opinion_groups.xlsx"
    with screen.rerun():
        screen.page.locator(".st-key-polls_back button").click()
    assert "poll" not in screen.params
