"""When people write: hour of the day, weekday, holidays, seasons of a theme, mild growth."""

from datetime import date, timedelta
from functools import cache

import numpy as np

# January … December, relative to the theme's own yearly mean (normalised on reading).
_SEASONS: dict[str, tuple[float, ...]] = {
    "even": (1.0,) * 12,
    "snow": (3.2, 2.8, 1.9, 0.5, 0.08, 0.04, 0.04, 0.04, 0.08, 0.4, 1.6, 2.9),
    "heating": (2.0, 1.7, 1.1, 0.7, 0.4, 0.25, 0.25, 0.3, 0.9, 2.1, 1.5, 1.8),
    "summer": (0.2, 0.2, 0.4, 0.9, 1.7, 2.2, 2.1, 1.8, 1.3, 0.7, 0.3, 0.2),
    "mud": (0.4, 0.5, 1.6, 2.3, 1.8, 1.2, 1.0, 0.9, 0.9, 0.9, 0.6, 0.4),
    "school": (1.0, 1.0, 1.0, 0.9, 0.8, 0.5, 0.6, 1.5, 1.9, 1.2, 1.0, 0.8),
    "flu": (1.3, 1.4, 1.2, 1.0, 0.8, 0.7, 0.7, 0.7, 0.9, 1.2, 1.2, 1.2),
    "dark": (1.4, 1.1, 0.8, 0.6, 0.4, 0.3, 0.4, 0.8, 1.2, 1.6, 1.8, 1.8),
}
# Monday … Sunday by channel.
_WEEKDAYS: dict[str, tuple[float, ...]] = {
    "pos": (1.2, 1.15, 1.1, 1.1, 1.0, 0.75, 0.7),
    "social": (1.15, 1.1, 1.1, 1.05, 1.05, 0.8, 0.75),
    "statutory": (1.5, 1.3, 1.25, 1.2, 1.1, 0.02, 0.02),
    "call_122": (1.25, 1.15, 1.1, 1.05, 1.0, 0.75, 0.7),
    "reception": (1.0, 1.4, 1.5, 1.3, 0.8, 0.02, 0.01),
    "open311": (1.0, 1.0, 1.0, 1.0, 1.0, 1.05, 0.95),
}
# 0:00 … 23:00, people awake and at their phones.
HOURS = np.array([0.6, 0.3, 0.2, 0.15, 0.2, 0.5, 1.5, 3.2, 5.2, 6.2, 6.6, 6.3, 6.0, 5.8, 5.6, 5.5, 5.6, 6.0, 6.6, 7.0,
                  6.6, 5.4, 3.6, 1.6])  # fmt: skip
HOURS = HOURS / HOURS.sum()
YEARLY_GROWTH = 0.08


@cache
def season_factor(season: str) -> np.ndarray:
    """Twelve monthly factors with mean 1."""
    factors = np.array(_SEASONS[season])
    return factors / factors.mean()


def day_weights(channel: str, days: list[date], monthly: np.ndarray, seed: int) -> np.ndarray:
    """How busy each day is (only ratios matter): season of the channel's themes, weekday, holiday, growth, chance.

    Args:
        monthly: twelve factors of the channel, from its theme mix.
    """
    rng = np.random.default_rng([seed, 103])  # the same weather for every channel
    weather = rng.normal(0, 0.05, len(days) + 7)
    weather = np.convolve(weather, np.ones(7) / 7, mode="valid")[: len(days)] * 2
    years = np.arange(len(days)) / 365.25
    weekday = np.array([_WEEKDAYS[channel][_as_weekday(day)] for day in days])
    month = np.array([_between_months(monthly, day) for day in days])
    return weekday * month * (1 + YEARLY_GROWTH * years) * np.exp(weather)


def _as_weekday(day: date) -> int:
    """Monday 0 … Sunday 6; the January and May holidays are quiet like Sundays."""
    if (day.month, day.day) in {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}:
        return 6
    return 6 if day.month == 1 and day.day <= 8 else day.weekday()


def _between_months(monthly: np.ndarray, day: date) -> float:
    """The month's factor, blended with its neighbours so that nothing jumps on the first of a month."""
    position = (day.day - 15) / 30
    neighbour = (day.month - 1 + (1 if position > 0 else -1)) % 12
    return float(monthly[day.month - 1] * (1 - abs(position)) + monthly[neighbour] * abs(position))


def all_days(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]
