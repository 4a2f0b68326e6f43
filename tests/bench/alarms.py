"""False alarms a week on a quiet simulated region, and how long a planted ×3 stays unseen."""

from collections import Counter

import numpy as np
import pandas as pd

from analysis.rhythm import Numbers
from analysis.spikes import signals
from analysis.usual import Panel

TOPICS, DISTRICTS, HISTORY = 40, 33, 760  # series as in the demo region, two years and a month
REGIONS, DAYS = 6, 28  # simulated regions, and the days that somebody looks at each
LONGEST = 7  # days after which a planted spike counts as missed
BUNCH = 1.3  # variance ÷ mean: people do not write independently of each other
VOLUMES = (1.0, 3.0, 10.0, 30.0)  # usual cases a day of the series that triples


def run(regions: int = REGIONS) -> None:
    """Print both tables. A look is what the page shows that day: the days before today, new signals only."""
    print(f"\nSpikes: {TOPICS * DISTRICTS} series, {regions} quiet regions, a look every day for {DAYS} days")
    alarms = [_false_alarms(seed) for seed in range(regions)]
    weeks = regions * DAYS / 7
    table = pd.DataFrame([{"weeks": weeks, "false alarms": sum(alarms), "a week": round(sum(alarms) / weeks, 2)}])
    print(table.to_string(index=False))
    print("\nDays until a planted ×3 is seen (0: the same day, at its end)")
    print(pd.DataFrame([_delays(volume) for volume in VOLUMES]).to_string(index=False))


DATES = np.datetime64("2024-01-01") + np.arange(HISTORY)
OFF = (DATES.astype(int) + 3) % 7 >= 5


def usual_means(rng: np.random.Generator) -> Numbers:
    """Series × days: weekends, a season by topic, growth, unequal districts and topics; nothing else."""
    week = np.where(OFF, 0.65, 1.12) * (1 + 0.08 * np.arange(HISTORY) / 365)
    season = 1 + 0.7 * np.cos(2 * np.pi * (DATES.astype(int) / 365.25 - rng.random((TOPICS, 1))))
    topics, places = rng.lognormal(0, 1, TOPICS), rng.lognormal(0, 1.2, DISTRICTS)
    mean = 0.05 * topics[:, None, None] * places[None, :, None] * season[:, None, :] * week
    return np.asarray(mean.reshape(TOPICS * DISTRICTS, HISTORY))


def drawn(mean: Numbers, rng: np.random.Generator) -> Panel:
    """Counts that come in bunches."""
    counts = rng.negative_binomial(mean / (BUNCH - 1), 1 / BUNCH).astype(float)
    names = np.array([f"T{n // DISTRICTS}" for n in range(len(counts))], dtype=object)
    where = np.array([f"D{n % DISTRICTS}" for n in range(len(counts))], dtype=object)
    return Panel(names, where, DATES, OFF, counts, np.ones(counts.shape))


def _until(panel: Panel, length: int) -> Panel:
    """What was known on an earlier day."""
    return Panel(panel.topics, panel.districts, panel.days[:length], panel.off[:length], panel.counts[:, :length],
                 panel.known[:, :length])  # fmt: skip


def _false_alarms(seed: int) -> int:
    rng = np.random.default_rng(seed)
    panel = drawn(usual_means(rng), rng)
    rung: Counter[str] = Counter()
    for length in range(HISTORY - DAYS, HISTORY):
        seen = _until(panel, length)
        found = signals(seen, seen.days[-1], seen.days[-1])
        rung.update(set(found["topic"] + found["district"]))
    return len(rung)


def _delays(volume: float) -> dict[str, object]:
    """A series with `volume` cases a day triples; five times."""
    waited = []
    for seed in range(5):
        rng = np.random.default_rng(100 + seed)
        mean = usual_means(rng)
        chosen = int(np.argmin(np.abs(mean[:, -60:].mean(axis=1) - 1)))
        mean[chosen] *= volume / mean[chosen, -60:].mean()
        mean[chosen, -LONGEST - 1 :] *= 3
        panel = drawn(mean, rng)
        waited.append(next((day for day in range(LONGEST + 1) if _is_seen(panel, chosen, day)), None))
    seen = [day for day in waited if day is not None]
    median = float(np.median(seen)) if seen else None
    return {"cases a day": volume, "seen": f"{len(seen)} of {len(waited)}", "median days": median, "days": str(waited)}


def _is_seen(panel: Panel, series: int, day: int) -> bool:
    known = _until(panel, HISTORY - LONGEST + day)
    found = signals(known, known.days[-1], known.days[-1])
    return bool(((found["topic"] == panel.topics[series]) & (found["district"] == panel.districts[series])).any())
