"""Weeks ahead: the season and the level of now, intervals that hold, and a refusal where two seasons are missing."""

import numpy as np
import pytest

from analysis.advisory import AHEAD, SEASONS, advice, backtest, forecast


def region(seed: int, weeks: int = 104) -> tuple[np.ndarray, np.ndarray]:
    """Six topics with a season each, eight places, levels that wander, weeks that hang together."""
    rng = np.random.default_rng(seed)
    topic = np.repeat(np.arange(6), 8)
    season = 1 + 0.6 * np.sin(2 * np.pi * np.arange(weeks) / 52 + rng.uniform(0, 6.28, 6)[:, None])
    level = np.exp(np.cumsum(rng.normal(0, 0.03, (48, weeks)), axis=1) + rng.normal(0, 0.15, (48, weeks)))
    cells = rng.poisson(rng.uniform(1, 15, 48)[:, None] * season[topic] * level).astype(float)
    return cells, np.array([cells[topic == each].sum(axis=0) for each in topic])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_eighty_per_cent_interval_holds_seventy_to_ninety_of_a_hundred_weeks(seed: int) -> None:
    cells, curves = region(seed)
    found = advice(cells, curves)
    assert 0.70 <= found.coverage <= 0.90
    assert found.tested > 1_000
    dates = found.tests
    assert (dates[0].known, dates[-1].known) == (98 - 11, 98)  # the last date is followed by its six weeks
    assert sum(date.inside * date.tested for date in dates) / found.tested == pytest.approx(found.coverage)
    known = dates[-1].known
    came = cells[:, [known + step - 1 for step in AHEAD]].sum() / len(AHEAD)
    assert dates[-1].seen == pytest.approx(came)
    assert dates[-1].expected == pytest.approx(forecast(cells, curves, known).sum() / len(AHEAD))
    assert (found.low <= found.expected + 0.5).all()
    assert (found.expected - 0.5 <= found.high).all()


def test_the_weeks_ahead_are_held_and_covered_when_they_come() -> None:
    inside = []
    for seed in range(10, 16):
        cells, curves = region(seed, 110)
        found = advice(cells[:, :104], curves[:, :104])
        seen = cells[:, [103 + step for step in AHEAD]]
        inside.append(((seen >= found.low) & (seen <= found.high)).mean())
    assert 0.70 <= np.mean(inside) <= 0.92


def test_a_season_is_foreseen_where_the_level_of_now_alone_is_wrong() -> None:
    weeks = np.arange(150)
    curve = np.round(40 + 30 * np.sin(2 * np.pi * weeks / 52))[None, :]
    now = 128
    ahead = forecast(curve, curve, now)
    came = curve[:, [now + step - 1 for step in AHEAD]]
    assert ahead == pytest.approx(came, rel=0.15)
    assert np.abs(curve[:, now - 8 : now].mean() - came).max() > 20


def test_a_loud_month_is_not_carried_on_for_ever() -> None:
    curve = np.full((1, 120), 100.0)
    cell = np.full((1, 120), 10.0)
    cell[:, -8:] = 20
    ahead = forecast(cell, curve, 120)[0]
    assert (np.diff(ahead) < 0).all()
    assert ahead[0] > 14
    assert ahead[-1] < ahead[0] - 2


def test_the_rule_is_better_than_the_mean_of_the_last_weeks() -> None:
    cells, curves = region(4)
    _errors, means, seen = backtest(cells, curves)
    dates = range(104 - 6 - 25, 104 - 5)
    plain = [
        np.abs(cells[:, date - 8 : date].mean(axis=1)[:, None] - y).mean() for date, y in zip(dates, seen, strict=True)
    ]
    ours = [np.abs(mean - y).mean() for mean, y in zip(means, seen, strict=True)]
    assert np.mean(ours) < 0.9 * np.mean(plain)


def test_fewer_than_two_seasons_are_refused() -> None:
    cells, curves = region(1)
    with pytest.raises(ValueError, match="two seasons"):
        advice(cells[:, : SEASONS - 1], curves[:, : SEASONS - 1])
