"""The live map over fifty thousand open cases with coordinates, in Chromium: what is sent, how smoothly it moves."""

import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random

from playwright.sync_api import Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from store.dialects import append_rows
from store.engine import open_store
from store.tables import case
from tests.bench.page_speed import open_settled, serving
from tests.browser.chromium import launched
from tests.pages.small_store import NOW, _arrow, _case, fill

OPEN_CASES, TICKS, PULLS = 50_000, 3, 40
WITHOUT_A_CASE = "99602000"  # a municipality of the small region
# Milliseconds between the frames that the browser draws while somebody pulls the map about.
FRAMES = """
() => { window.__frames = []; let last = performance.now();
  const note = now => { window.__frames.push(now - last); last = now; window.__noting = requestAnimationFrame(note); };
  window.__noting = requestAnimationFrame(note); }
"""


def run() -> None:
    """Print the bytes of the page and of a tick, and the frames while the map is moved."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "many.duckdb"
        _fill(store)
        with serving(store) as address, launched() as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            sent: list[bytes] = []
            page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(_bytes(frame))))
            begun = time.perf_counter()
            open_settled(page, f"{address}/live_map?role=operator&lang=en")
            took, whole = time.perf_counter() - begun, sum(map(len, sent))
            drawing = max(len(_drawing(frame)) for frame in sent)
            sent.clear()
            _wait_for_ticks(page, sent)
            tick = sum(map(len, sent)) / TICKS
            frames = _moved(page)
            open_settled(page, f"{address}/live_map?role=operator&lang=en&d={WITHOUT_A_CASE}")
            bare = _moved(page)
    rate, slow = 1000 / statistics.mean(frames), sorted(frames)[int(0.99 * len(frames))]
    print(
        f"\nlive map, {OPEN_CASES:,} open cases with coordinates, in Chromium without a GPU: drawn in {took:.1f} s; "
        f"page {whole / 1000:.0f} kB, of it the map {drawing / 1000:.0f} kB (budget 300); a tick {tick / 1000:.1f} kB; "
        f"moved at {rate:.0f} frames a second, one in a hundred takes {slow:.0f} ms (without any case: "
        f"{1000 / statistics.mean(bare):.0f} frames)",
        flush=True,
    )


def _fill(store: Path) -> None:
    engine, random = open_store(f"duckdb:///{store}"), Random(7)
    fill(engine, days=3)
    rows = [
        _case(1_000_000 + n, NOW - timedelta(days=1), 1, random)
        | {"id": f"social:{1_000_000 + n}", "channel": "social", "precision": "minute", "state": "in_progress",
           "filed_at": NOW - timedelta(minutes=n), "closed_at": None, "decided_at": None, "district_id": "99701000",
           "lat": 55 + random.random(), "lon": 73 + random.random()}
        for n in range(OPEN_CASES)
    ]  # fmt: skip
    with engine.begin() as connection:
        append_rows(connection, case, _arrow(case, rows))
    engine.dispose()
    open_store.cache_clear()


def _bytes(frame: bytes | str) -> bytes:
    return frame if isinstance(frame, bytes) else frame.encode()


def _drawing(frame: bytes) -> str:
    return ForwardMsg.FromString(frame).delta.new_element.deck_gl_json_chart.json


def _wait_for_ticks(page: Page, sent: list[bytes]) -> None:
    while sum(ForwardMsg.FromString(frame).HasField("script_finished") for frame in sent) < TICKS:
        page.wait_for_timeout(200)


def _moved(page: Page) -> list[float]:
    """Milliseconds from frame to frame while the mouse pulls the map."""
    box = page.locator("canvas#deckgl-overlay").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for pull in range(PULLS):
        page.mouse.move(x + 4 * (pull % 20), y + 2 * (pull % 20))
        page.wait_for_timeout(50)
    page.mouse.up()
    frames: list[float] = page.evaluate("() => { cancelAnimationFrame(window.__noting); return window.__frames; }")
    return frames
