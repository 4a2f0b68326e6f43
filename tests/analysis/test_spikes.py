"""Spikes are found, quiet is quiet."""

import numpy as np
import pytest

from analysis.spikes import signals
from analysis.usual import Panel, by_weeks, rolled

LAST = np.datetime64("2026-03-30")


def a_panel(counts: np.ndarray, topics: int, known: np.ndarray | None = None) -> Panel:
    """Series × days ending on `LAST`; the series are all pairs of topics and districts, topic by topic."""
    days = LAST - np.arange(counts.shape[1])[::-1]
    off = (days.astype(int) + 3) % 7 >= 5
    places = len(counts) // topics
    names = np.array([f"T{k // places}" for k in range(len(counts))], dtype=object)
    where = np.array([f"D{k % places}" for k in range(len(counts))], dtype=object)
    return Panel(names, where, days, off, counts.astype(float), np.ones(counts.shape) if known is None else known)


def usual_counts(seed: int, days: int, topics: int = 6, places: int = 8) -> np.ndarray:
    """Poisson counts with weekends, a season that differs by topic, growth, and districts of different size."""
    rng = np.random.default_rng(seed)
    number = (LAST - np.arange(days)[::-1]).astype(int)
    week = np.where((number + 3) % 7 >= 5, 0.6, 1.1)
    season = np.array([1 + 0.6 * np.cos(2 * np.pi * (number / 365.25 - k / topics)) for k in range(topics)])
    size = np.linspace(0.1, 3, places)
    mean = season[:, None, :] * week * (1 + 0.1 * np.arange(days) / 365) * size[None, :, None]
    return rng.poisson(mean).reshape(topics * places, days)


@pytest.mark.parametrize(("days", "method"), [(760, "year"), (120, "weeks")])
def test_a_tripled_week_is_found_where_and_when_it_is(days: int, method: str) -> None:
    counts = usual_counts(3, days)
    counts[23, -12:-5] += 9  # topic 2, district 7: about 4 a day, three times as many
    found = signals(a_panel(counts, 6), LAST - 13, LAST)
    assert len(found) <= 2  # beside a true signal the rate allows a false one now and then
    row = found.iloc[0]
    assert row["topic"] + row["district"] == "T2D7"
    begins, ends = (np.datetime64(row[edge], "D").astype(int) - LAST.astype(int) for edge in ("from", "to"))
    assert abs(begins + 11) <= 1
    assert abs(ends + 5) <= 1
    assert row["method"] == method
    assert row["low"] <= row["expected"] <= row["high"] < row["seen"]


@pytest.mark.parametrize("days", [760, 120])
def test_quiet_data_are_quiet(days: int) -> None:
    """At a false-discovery rate of 5 % at most one run in twenty may ring; the binomial bound leaves room for luck."""
    rang = sum(len(signals(a_panel(usual_counts(100 + k, days), 6), LAST - 6, LAST)) > 0 for k in range(40))
    assert rang <= 4  # P(more than 4 of 40 at 5 %) < 5 %; expected: about none


def test_what_cannot_be_known_yet_is_not_expected_yet() -> None:
    """Nine cases by noon are no news for a whole day of three to six; they are when only a sixth of it has passed."""
    counts, known = usual_counts(3, 500), np.ones((48, 500))
    counts[:, -1] = 0
    counts[23, -1] = 9
    assert signals(a_panel(counts, 6, known), LAST, LAST).empty
    known[:, -1] = 1 / 6
    assert list(signals(a_panel(counts, 6, known), LAST, LAST)["seen"]) == [9]


def test_fewer_than_the_least_number_never_ring() -> None:
    counts = np.zeros((4, 500))
    counts[:, 0] = 1
    counts[0, -3:] = [2, 1, 1]
    assert signals(a_panel(counts, 2), LAST - 6, LAST).empty
    counts[0, -1] = 2
    assert list(signals(a_panel(counts, 2), LAST - 6, LAST)["seen"]) == [5]


def test_a_signal_outside_the_days_asked_for_is_not_listed() -> None:
    counts = usual_counts(3, 500)
    counts[23, -40:-33] += 12
    assert signals(a_panel(counts, 6), LAST - 6, LAST).empty
    assert len(signals(a_panel(counts, 6), LAST - 45, LAST)) == 1
    # A week that ends inside the days asked for rings for what was over before them.
    assert signals(a_panel(counts, 6), LAST - 30, LAST).empty


def test_too_short_a_history_is_not_judged() -> None:
    counts = np.full((4, 20), 1.0)
    counts[0, -1] = 50
    assert signals(a_panel(counts, 2), LAST - 6, LAST).empty


def test_what_was_not_judged_is_told_apart_from_what_is_usual() -> None:
    counts = usual_counts(3, 500)
    assert signals(a_panel(counts, 6), LAST - 6, LAST).attrs["judged"] > 0
    assert signals(a_panel(counts[:, -20:], 6), LAST - 6, LAST).attrs["judged"] == 0


def test_without_a_year_four_weeks_make_the_expectation() -> None:
    counts = np.full((4, 60), 2.0)
    e = by_weeks(a_panel(counts, 2), 3)
    np.testing.assert_allclose(e.mean[:, -1], 3 * (4 * 14 + 0.5) / 28, rtol=0.02)
    assert not e.mean[:, : 28 + 3 + 2 - 1].any()


def test_sums_over_days_begin_when_there_are_enough_days() -> None:
    assert rolled(np.array([[1.0, 2, 3, 4]]), 3).tolist() == [[0, 0, 6, 9]]
