"""Writes the whole demo region into a folder: lookups, truth.json and every channel's files, on two processes."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from data_samples.cases import CaseMaker
from data_samples.layouts import Layout, Setting
from data_samples.layouts.incidents import incident_cabinet
from data_samples.layouts.open311 import open311
from data_samples.layouts.pos import pos_2026, pos_older
from data_samples.layouts.registers import calls_122, receptions, registry
from data_samples.lookups import write_lookups
from data_samples.plan import Plan, Slice, make_plan
from data_samples.records import write_records
from data_samples.topics import CHANNELS
from data_samples.writers import Sink

XLSX_LIMIT = 300_000
_FILES: dict[str, tuple[str, str, Layout]] = {
    # channel: file name's beginning, sheet, layout
    "social": ("incidents", "Лист1", incident_cabinet),
    "pos": ("pos", "Sheet0", pos_2026),
    "call_122": ("calls_122", "", calls_122),
    "statutory": ("registry", "Sheet0", registry),
    "open311": ("open311", "", open311),
    "reception": ("receptions", "", receptions),
}


@dataclass(frozen=True)
class Order:
    """What was asked for. `end` is the region's local time without zone; `table` is xlsx or csv."""

    cases: int
    months: int
    seed: int
    end: datetime
    out: Path
    table: str

    @property
    def monthly(self) -> bool:
        return self.cases > XLSX_LIMIT

    def path(self, channel: str, file: str) -> Path:
        fixed = {"call_122": "csv", "reception": "csv", "open311": "json"}
        return self.out / f"{_FILES[channel][0]}_{file}.{fixed.get(channel, self.table)}"


def write_demo(order: Order, progress: Callable[[int], None]) -> dict[str, Any]:
    """Write everything; `progress` is called with newly written rows. Returns the truth, also left in truth.json."""
    order.out.mkdir(parents=True, exist_ok=True)
    plan = make_plan(order.cases, order.months, order.seed, order.end)
    write_lookups(plan, order.out)
    write_records(plan, order.out)
    _write_channels(order, plan, progress)
    text = json.dumps(plan.truth, ensure_ascii=False, indent=1)
    (order.out / "truth.json").write_text(text + "\n", encoding="utf-8")
    return plan.truth


_written: Any = None  # rows written so far, shared by the two writing processes


def _share(counter: Any) -> None:
    global _written
    _written = counter


def _write_channels(order: Order, plan: Plan, progress: Callable[[int], None]) -> None:
    start = get_context("spawn")  # a caller may have threads running (an open store has), which do not survive a fork
    counter = start.Value("q", 0)
    seen = 0
    with ProcessPoolExecutor(2, mp_context=start, initializer=_share, initargs=(counter,)) as pool:
        waiting: set[Future[None]] = {pool.submit(_write_channel, order, plan, channel) for channel in _FILES}
        while waiting:
            done, waiting = wait(waiting, timeout=0.3, return_when=FIRST_COMPLETED)
            progress(counter.value - seen)
            seen = counter.value
            for finished in done:
                finished.result()


def _write_channel(order: Order, plan: Plan, channel: str) -> None:
    """All files of one channel in time order (in a worker process)."""
    maker, setting = CaseMaker(plan, channel), Setting.of(plan)
    _, sheet, layout = _FILES[channel]
    files = list(_by_file(plan.slices(channel, order.monthly)))
    for place, (file, parts) in enumerate(files):
        if channel == "pos":
            layout = pos_older if place < len(files) // 2 else pos_2026
        with Sink(order.path(channel, file), sheet) as sink:
            for part in parts:
                cases = maker.make(part)
                rng = np.random.default_rng([plan.seed, 300 + CHANNELS.index(channel), part.first])
                if len(cases):
                    sink.write(layout(cases, setting, rng))
                if _written is not None:
                    with _written.get_lock():
                        _written.value += len(cases)


def _by_file(slices: list[Slice]) -> Iterator[tuple[str, list[Slice]]]:
    for file, parts in groupby(slices, key=lambda part: part.file):
        yield file, list(parts)
