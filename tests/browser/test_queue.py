"""Two operators at the queue: keys, and taking the same case under control without overwriting each other."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen


def in_hand(screen: Screen) -> str:
    """The number of the case in hand."""
    found = re.search(r"^№\s*(\S+) ·", screen.text, re.MULTILINE)
    assert found, screen.text
    return found[1]


def look_at_control(screen: Screen) -> None:
    """What is under control, on the same page."""
    screen.page.locator(".st-key-queue_section").get_by_text("На контроле", exact=True).click()
    screen.wait_for_params(view="control")


def take(screen: Screen, note: str) -> None:
    screen.page.get_by_label("Что нужно сделать").fill(note)
    with screen.rerun():
        screen.page.locator(".st-key-queue_take button").click()


def test_two_operators_take_the_same_case_and_the_first_keeps_it(windows: Windows, empty_desk: Dashboard) -> None:
    anna = windows(empty_desk).open("queue", role="operator", p="all")
    boris = windows(empty_desk).open("queue", role="admin", p="all")
    first = in_hand(anna)
    with anna.rerun():
        anna.page.keyboard.press("j")
    assert in_hand(anna) != first
    with anna.rerun():
        anna.page.keyboard.press("k")
    assert in_hand(anna) == first == in_hand(boris)
    for screen in (anna, boris):
        with screen.rerun():
            screen.page.keyboard.press("c")
    take(anna, "Позвонить жителю")
    take(boris, "Закрыть молча")
    expect(boris.page.get_by_text("Это уже на контроле: Оператор")).to_be_visible()
    look_at_control(boris)
    expect(boris.page.get_by_text("Позвонить жителю").first).to_be_visible()
    assert "Закрыть молча" not in boris.text
    with boris.rerun():
        boris.page.locator("[class*=st-key-item_] button").filter(has_text="Изменить").first.click()
    look_at_control(anna)
    with anna.rerun():
        anna.page.locator("[class*=st-key-item_] button").filter(has_text="Изменить").first.click()
    for screen, words in ((anna, "Приехать лично"), (boris, "Ничего не делать")):
        screen.page.get_by_label("Что нужно сделать").fill(words)
        with screen.rerun():
            screen.page.get_by_role("button", name="Сохранить").click()
    expect(boris.page.get_by_text("Оператор уже изменил")).to_be_visible()
    boris.open("queue", role="admin", view="control")
    assert "Приехать лично" in boris.text
    assert "Ничего не делать" not in boris.text


def test_enter_opens_the_case_in_hand(windows: Windows, empty_desk: Dashboard) -> None:
    screen = windows(empty_desk).open("queue", role="operator")
    number = in_hand(screen)
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**case=*")
    screen.settle()
    assert screen.params["case"].endswith(f":{number}")
