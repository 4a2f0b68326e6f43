"""What came in the last hours of a day that is not over, against what usually comes in these hours."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.predictive import upper_tail
from analysis.rhythm import Numbers
from analysis.usual import Expectation

LENGTHS = (1, 3, 6)  # hours looked at together
MISFIT = 0.25  # topics keep other hours than the region: no hour's share is believed nearer than a quarter


@dataclass(frozen=True)
class Hours:
    """The last whole hours of the panel's last day. `counts`: series × hours of that day; `shares`: of a usual day's
    cases by hour of the day, 24 of them.
    """

    counts: Numbers
    shares: Numbers

    def lengths(self) -> list[int]:
        """The windows that are shorter than what is known of the day."""
        return [length for length in LENGTHS if length < self.counts.shape[1]]

    def inside(self, length: int) -> Numbers:
        """By series, the cases of so many last hours."""
        return np.asarray(self.counts[:, -length:].sum(axis=1))

    def share(self, length: int) -> float:
        """Which share of what usually came by now comes in the last so many hours."""
        known = self.shares[: self.counts.shape[1]]
        return float(known[-length:].sum() / known.sum())

    def gathered(self, group: NDArray[np.int64], size: int) -> "Hours":
        """The hours of groups of series; a negative group is left out."""
        counts = np.zeros((size, self.counts.shape[1]))
        np.add.at(counts, group[group >= 0], self.counts[group >= 0])
        return Hours(counts, self.shares)


def judged_hours(hours: Hours, today: Expectation, day: int, least: int) -> pd.DataFrame:
    """The windows worth a look: series, day, length, hours, p, seen, mean, spread, doubt, method; `attrs["tests"]`: how
    many were judged. `today`: the expectation of single days, the last of which is the day that is not over.
    """
    found, tests = [], 0
    mean, spread, doubt = (part[:, -1] for part in today[:3])
    for length in hours.lengths():
        seen, usual = hours.inside(length), mean * hours.share(length)
        tests += int((usual > 0).sum())
        worth = np.flatnonzero((usual > 0) & (seen >= least) & (seen > usual))
        cells = pd.DataFrame({"seen": seen[worth], "mean": usual[worth], "spread": spread[worth]})
        cells["doubt"] = doubt[worth] + MISFIT**2
        cells["p"] = upper_tail(*(cells[name].to_numpy() for name in ("seen", "mean", "spread", "doubt")))
        found.append(cells.assign(series=worth, day=day, length=1, hours=length, method=today.method))
    cells = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    cells.attrs["tests"] = tests
    return cells
