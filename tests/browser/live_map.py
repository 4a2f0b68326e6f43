"""The Live map as a user sees it: where a place lies on the drawing, and clicks on it."""

import io
import math
from dataclasses import dataclass

import pandas as pd
from PIL import Image
from playwright.sync_api import Locator, Position
from sqlalchemy import Engine

from components.maps import View, start_view
from queries.options import boundaries
from tests.browser.screen import Screen

TILE = 512  # pixels; the world's width at zoom 0


@dataclass(frozen=True)
class LiveMap:
    """The map in a window; `view` is where it starts, `zoomed` how often + was pressed since."""

    screen: Screen
    view: View
    zoomed: int = 0

    @property
    def drawing(self) -> Locator:
        return self.screen.page.locator("canvas#deckgl-overlay")

    def wait_until_drawn(self) -> bytes:
        """Wait for a picture with colours that has come to rest; returns it."""
        self.drawing.wait_for()
        last = b""
        for _attempt in range(60):
            picture = self.drawing.screenshot()
            colours = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24) or []
            if picture == last and len(colours) > 50:
                return picture
            last = picture
        raise AssertionError("the map did not come to rest")

    def zoom_in(self) -> "LiveMap":
        """Press + once."""
        before = self.wait_until_drawn()
        self.screen.page.locator(".mapboxgl-ctrl-zoom-in").click()
        while self.drawing.screenshot() == before:
            self.screen.page.wait_for_function("() => new Promise(requestAnimationFrame)")
        self.wait_until_drawn()
        return LiveMap(self.screen, self.view, self.zoomed + 1)

    def click(self, lat: float, lon: float) -> None:
        """Click the place; what follows is for the caller to wait for."""
        box, place = self.drawing.bounding_box(), self.place(lat, lon)
        assert box is not None
        self.screen.quick_click(box["x"] + place["x"], box["y"] + place["y"])

    def place(self, lat: float, lon: float) -> Position:
        """Where a place lies on the drawing: web Mercator around the middle of the view."""
        box = self.drawing.bounding_box()
        assert box is not None
        world = TILE * 2 ** (self.view.zoom + self.zoomed)
        right = (lon - self.view.lon) / 360 * world
        down = (_mercator(self.view.lat) - _mercator(lat)) / (2 * math.pi) * world
        return {"x": box["width"] / 2 + right, "y": box["height"] / 2 + down}


def live_map(screen: Screen, known: Engine) -> LiveMap:
    """The drawn map of an opened page; `known` is a store with the same content as the dashboard's."""
    view = start_view(boundaries(engine=known), pd.DataFrame())
    assert view is not None
    drawn = LiveMap(screen, view)
    drawn.wait_until_drawn()
    return drawn


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
