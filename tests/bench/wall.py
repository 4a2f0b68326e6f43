"""The wall over half an hour in Chromium: does it grow, and how much does it send?"""

from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

from tests.bench.page_speed import FLAGS, open_settled, serving
from tests.chromium import system_chromium

MEGABYTE, KILOBYTE = 1024 * 1024, 1024


def run(store: Path, minutes: int) -> None:
    """Print, minute by minute, the memory of the page's scripts after a collection, its nodes, and what was sent."""
    print(f"\nThe wall for {minutes} min\n{'minute':>6}{'heap MB':>10}{'nodes':>8}{'sent kB':>10}")
    with serving(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        sent: list[int] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(len(frame))))
        open_settled(page, f"{address}/live_map?wall=1&role=operator&lang=en")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        for minute in range(minutes + 1):
            heap, nodes = _size(session)
            print(f"{minute:>6}{heap / MEGABYTE:>10.1f}{nodes:>8.0f}{sum(sent) / KILOBYTE:>10.0f}", flush=True)
            sent.clear()
            if minute < minutes:
                page.wait_for_timeout(60_000)
        browser.close()


def _size(session: CDPSession) -> tuple[float, float]:
    session.send("HeapProfiler.collectGarbage")
    told = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return told["JSHeapUsedSize"], told["Nodes"]
