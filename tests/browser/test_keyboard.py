"""Without a mouse: the Tab key reaches what matters, Enter opens it, Escape leaves it."""

from playwright.sync_api import expect

from tests.browser.screen import Screen

# What has the focus: the key of its element, and its words.
FOCUSED = """
() => {
  const holder = document.activeElement.closest("[class*=st-key-]");
  return `${holder ? holder.className.match(/st-key-\\S+/)[0] : ""} ${document.activeElement.innerText.slice(0, 80)}`;
}
"""


def tab_until(screen: Screen, wanted: str, most: int) -> None:
    """Press Tab until the focus lies on what has this key or these words."""
    seen = []
    for _press in range(most):
        screen.page.keyboard.press("Tab")
        seen.append(str(screen.page.evaluate(FOCUSED)))
        if wanted in seen[-1]:
            return
    raise AssertionError(f"{most} presses of Tab did not reach {wanted}, only {seen}")


def test_the_bar_the_cards_and_the_lists_need_no_mouse(screen: Screen) -> None:
    screen.open("overview", role="staff")
    tab_until(screen, "period_choice", 16)  # the pages of the navigation come first
    with screen.rerun():
        screen.page.keyboard.press("ArrowRight")
        screen.page.keyboard.press("Enter")
    assert screen.params.get("p")
    tab_until(screen, "Отбор", 3)
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator(".st-key-channels_choice")).to_be_visible()
    screen.settle()
    tab_until(screen, "comparison_choice", 60)
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".st-key-channels_choice")).to_be_hidden()
    tab_until(screen, "passport_received", 20)
    screen.page.keyboard.press("Enter")
    link = screen.page.get_by_role("link", name="Обращения за этим числом")
    expect(link).to_be_visible()
    link.focus()
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**/cases*metric=received*")
    screen.settle()
    live_map = screen.page.locator("a[data-testid=stTopNavLink][href*='/live_map']")
    with screen.rerun():
        live_map.press("Enter")
    tab_until(screen, "_due_badge_", 40)
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("dialog")).to_be_visible()
