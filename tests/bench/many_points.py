"""The live map over fifty thousand open cases with coordinates: cells instead of marks, bytes and seconds of a run."""

import json
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random

import streamlit as st
from streamlit.testing.v1 import AppTest

from store.dialects import append_rows
from store.engine import open_desk, open_store
from store.tables import case
from tests.pages.small_store import NOW, _arrow, _case, fill

ROOT, OPEN_CASES = Path(__file__).parents[2], 50_000


def run() -> None:
    """Print what is drawn, the bytes of the drawing, and the seconds of the first and of a later run of the script."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"duckdb:///{folder}/many.duckdb"
        os.environ["DESK_URL"] = f"sqlite:///{folder}/desk.sqlite"
        open_store.cache_clear()
        open_desk.cache_clear()
        st.cache_data.clear()
        _fill()
        at = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=120)
        at.query_params.update({"role": "operator", "lang": "en"})
        at.switch_page(str(ROOT / "pages" / "live_map.py"))
        seconds = [_seconds(at) for _ in range(2)]
        drawing = at.get("deck_gl_json_chart")[0].proto.json
        open_store().dispose()
    cells = next(len(layer["data"]) for layer in json.loads(drawing)["layers"] if layer["id"].startswith("cell"))
    print(
        f"\nlive map, {OPEN_CASES} open cases with coordinates: {cells} cells instead of marks, "
        f"{len(drawing.encode()) / 1000:.0f} kB (budget 300), first run {seconds[0]:.2f} s, a tick {seconds[1]:.2f} s"
    )


def _fill() -> None:
    engine, random = open_store(), Random(7)
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


def _seconds(at: AppTest) -> float:
    started = time.perf_counter()
    at.run()
    return time.perf_counter() - started
