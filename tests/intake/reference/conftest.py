"""Fixtures of the reference tests."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.intake.reference.loading import load, omsk_features, write_geojson


@pytest.fixture
def omsk_file(tmp_path: Path) -> Path:
    """The small region as a boundary file."""
    return write_geojson(tmp_path / "omsk.geojson", omsk_features())


@pytest.fixture
def omsk(store: Engine, omsk_file: Path) -> Engine:
    """A store that holds the small region, on each engine."""
    load(store, omsk_file)
    return store
