"""A spike in a sentence, whatever its sources know."""

from datetime import datetime
from typing import Any

from components.signals import sentence


def test_a_spike_of_several_channels_names_none_of_them() -> None:
    row: dict[Any, Any] = {"expected": 6.0, "seen": 19, "since": None, "from": "2026-11-20", "to": "2026-11-20"}
    row |= {"is_running": False, "channel": float("nan"), "linked": 0, "hours": 0, "places": 0, "events": 17}
    assert sentence(row, "UTC") == "Expected **6.0**, seen **19** (17 events); since 20 Nov 2026"
    assert sentence(row | {"channel": "social"}, "UTC").endswith("; Social media")


def test_the_hour_of_the_first_case_is_not_told_as_that_of_the_signal() -> None:
    row: dict[Any, Any] = {"expected": 6.0, "seen": 19, "since": datetime(2026, 11, 18, 5, 40), "from": "2026-11-18"}
    row |= {
        "to": "2026-11-20",
        "is_running": False,
        "channel": None,
        "linked": 0,
        "hours": 0,
        "places": 0,
        "events": 17,
    }
    said = "Expected **6.0**, seen **19** (17 events); the first of them 18 Nov 2026, 05:40; until 20 Nov 2026"
    assert sentence(row, "UTC") == said
    assert "in the last 3 hours" in sentence(row | {"hours": 3}, "UTC")


def test_a_spike_of_hours_or_of_the_whole_region_says_so() -> None:
    row: dict[Any, Any] = {"expected": 0.4, "seen": 8, "since": None, "from": "2026-11-20", "to": "2026-11-20"}
    row |= {"is_running": True, "channel": None, "linked": 0, "hours": 3, "places": 7, "events": 1}
    said = "Expected **0.4**, seen **8** (1 event); in the last 3 hours; in 7 municipalities; today is not over"
    assert sentence(row, "UTC") == said
