"""The Overview page as a user sees it: its cards and its map of rates."""

from playwright.sync_api import Locator, expect

from tests.browser.asking import CARDS
from tests.browser.screen import READABLE, Screen

# A point that lies inside the shape: the middle of a bounding box may lie outside of it.
INSIDE = """
path => {
  const box = path.getBBox();
  for (const down of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8])
    for (const right of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
      const point = new DOMPoint(box.x + box.width * right, box.y + box.height * down);
      if (!path.isPointInFill(point)) continue;
      const on = point.matrixTransform(path.getScreenCTM());
      if (document.elementFromPoint(on.x, on.y) === path) return [on.x, on.y];
    }
  return null;
}
"""


def card(screen: Screen, metric_id: str) -> Locator:
    return screen.page.locator(f".st-key-card_{metric_id}")


def values(screen: Screen) -> dict[str, str]:
    """Metric → the value on its card; nothing where an icon stands in its place."""
    return {
        metric: str(card(screen, metric).get_by_test_id("stMetricValue").evaluate(READABLE)).strip() for metric in CARDS
    }


def shapes(screen: Screen) -> Locator:
    """The districts of the map of rates."""
    return screen.page.locator("[class*=st-key-rate_map_] path[aria-roledescription=geoshape]")


def click_district(screen: Screen, name: str) -> None:
    """Click a district on the map of rates and wait for the page that follows."""
    shape = shapes(screen).and_(screen.page.locator(f"[aria-label*='{name}']"))
    expect(shape).to_be_visible()
    shape.scroll_into_view_if_needed()
    at = shape.evaluate(INSIDE)
    assert at is not None, f"no point of {name} can be clicked"
    with screen.rerun():
        screen.page.mouse.click(*at)
