"""False alarms a week on a quiet simulated region, and how long a planted ×3 stays unseen."""

from collections import Counter

import numpy as np
import pandas as pd

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


def quiet_region(seed: int) -> Panel:
    """Two years of counts with weekends, a season by topic, growth, unequal districts, and bunches; nothing else."""
    rng = np.random.default_rng(seed)
    days = np.datetime64("2024-01-01") + np.arange(HISTORY)
    number = days.astype(int)
    off = (number + 3) % 7 >= 5
    week = np.where(off, 0.65, 1.12) * (1 + 0.08 * np.arange(HISTORY) / 365)
    season = 1 + 0.7 * np.cos(2 * np.pi * (number / 365.25 - rng.random((TOPICS, 1))))
    topics, places = rng.lognormal(0, 1, TOPICS), rng.lognormal(0, 1.2, DISTRICTS)
    mean = 0.05 * topics[:, None, None] * places[None, :, None] * season[:, None, :] * week
    mean = mean.reshape(TOPICS * DISTRICTS, HISTORY)
    size = mean / (BUNCH - 1)
    counts = rng.negative_binomial(size, 1 / BUNCH).astype(float)
    names = np.array([f"T{n // DISTRICTS}" for n in range(len(counts))], dtype=object)
    where = np.array([f"D{n % DISTRICTS}" for n in range(len(counts))], dtype=object)
    return Panel(names, where, days, off, counts, np.ones_like(counts))


def _until(panel: Panel, length: int) -> Panel:
    """What was known on an earlier day."""
    return Panel(panel.topics, panel.districts, panel.days[:length], panel.off[:length], panel.counts[:, :length],
                 panel.known[:, :length])  # fmt: skip


def _false_alarms(seed: int) -> int:
    panel = quiet_region(seed)
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
        panel = quiet_region(100 + seed)
        rng = np.random.default_rng(seed)
        chosen = int(np.argmin(np.abs(panel.counts.mean(axis=1) - 1)))
        mean = volume * np.where(panel.off, 0.65, 1.12)
        mean[-LONGEST - 1 :] *= 3
        panel.counts[chosen] = rng.negative_binomial(mean / (BUNCH - 1), 1 / BUNCH)
        waited.append(next((day for day in range(LONGEST + 1) if _is_seen(panel, chosen, day)), None))
    seen = [day for day in waited if day is not None]
    median = float(np.median(seen)) if seen else None
    return {"cases a day": volume, "seen": f"{len(seen)} of {len(waited)}", "median days": median, "days": str(waited)}


def _is_seen(panel: Panel, series: int, day: int) -> bool:
    known = _until(panel, HISTORY - LONGEST + day)
    found = signals(known, known.days[-1], known.days[-1])
    return bool(((found["topic"] == panel.topics[series]) & (found["district"] == panel.districts[series])).any())
