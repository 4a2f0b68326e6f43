"""Without a mouse: the Tab key reaches what matters, Enter opens it, Escape leaves it."""

from playwright.sync_api import expect

from tests.browser.screen import Screen

FOCUSED = "() => document.activeElement.closest('[class*=st-key-]')?.className.match(/st-key-\\S+/)[0] || ''"


def tab_until(screen: Screen, key: str, most: int) -> None:
    """Press Tab until the focus lies within the element with this key."""
    seen = []
    for _press in range(most):
        screen.page.keyboard.press("Tab")
        seen.append(str(screen.page.evaluate(FOCUSED)))
        if key in seen[-1]:
            return
    raise AssertionError(f"{most} presses of Tab did not reach {key}, only {seen}")


def test_the_filters_are_reached_opened_and_left(screen: Screen) -> None:
    screen.open("overview", role="staff")
    tab_until(screen, "period_choice", 8)
    with screen.rerun():
        screen.page.keyboard.press("ArrowRight")
        screen.page.keyboard.press("Enter")
    assert screen.params.get("p")
    for _press in range(4):
        screen.page.keyboard.press("Tab")
        if "Отбор" in screen.page.evaluate("() => document.activeElement.innerText"):
            break
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator(".st-key-channels_choice")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".st-key-channels_choice")).to_be_hidden()


def test_the_first_card_leads_to_its_cases(screen: Screen) -> None:
    screen.open("overview", role="staff")
    tab_until(screen, "passport_received", 20)
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("link", name="Обращения за этим числом")).to_be_visible()
    for _press in range(6):
        screen.page.keyboard.press("Tab")
        if screen.page.evaluate("() => document.activeElement.tagName") == "A":
            break
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**/cases*metric=received*")


def test_a_case_is_opened_from_the_live_map_without_a_mouse(screen: Screen) -> None:
    screen.open("live_map")
    tab_until(screen, "_due_badge_", 40)
    with screen.rerun():
        screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("dialog")).to_be_visible()


def test_every_drawing_says_what_it_shows(screen: Screen) -> None:
    for page in ("overview", "live_map"):
        screen.open(page, role="admin")
        drawings = screen.page.locator("[data-testid=stVegaLiteChart], [data-testid=stDeckGlJsonChart]")
        for drawing in drawings.all():
            label = drawing.get_attribute("aria-label") or drawing.locator("[aria-label]").first.get_attribute(
                "aria-label"
            )
            assert len(label or "") > 20
