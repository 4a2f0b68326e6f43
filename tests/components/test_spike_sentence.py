"""A spike in a sentence, whatever its sources know."""

from typing import Any

from components.signals import sentence


def test_a_spike_of_several_channels_names_none_of_them() -> None:
    row: dict[Any, Any] = {"expected": 6.0, "seen": 19, "since": None, "from": "2026-11-20", "to": "2026-11-20"}
    row |= {"is_running": False, "channel": float("nan"), "linked": 0}
    assert sentence(row, "UTC") == "Expected **6.0**, seen **19**; since 20 Nov 2026"
    assert sentence(row | {"channel": "social"}, "UTC").endswith("; Social media")
