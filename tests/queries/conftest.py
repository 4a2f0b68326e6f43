"""A demo region with planted truths, loaded as a centre would load it: made once, only read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from data_samples.demo import Order, write_demo
from deploy.demo import load_region
from store.engine import open_store


@dataclass(frozen=True)
class PlantedRegion:
    """A loaded store and what was planted in it."""

    engine: Engine
    truth: dict[str, Any]


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlantedRegion]:
    folder = tmp_path_factory.mktemp("planted")
    write_demo(Order(14_000, 14, 7, datetime(2026, 11, 20, 14, 20), folder, "csv"), lambda rows: None)
    engine = open_store(f"duckdb:///{folder / 'store.duckdb'}")
    files = tmp_path_factory.mktemp("files")
    for file in folder.iterdir():
        if not file.name.startswith("store."):
            file.rename(files / file.name)
    load_region(engine, files)
    yield PlantedRegion(engine, json.loads((files / "truth.json").read_text(encoding="utf-8")))
    engine.dispose()
