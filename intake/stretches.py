"""Stretches of time, place by place: which cases have to be looked at around others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.columns import is_among

_SCALE = 1 << 36  # seconds: longer than any two moments lie apart
DAY, NONE = pd.Timedelta(1, "D"), pd.Timedelta(0)


@dataclass(frozen=True)
class Stretches:
    """`rows`: place, since, until; those of one place lie apart from each other."""

    rows: pd.DataFrame

    @classmethod
    def around(cls, points: pd.DataFrame, margin: pd.Timedelta) -> "Stretches":
        """So far before and after each of the points (place, at) and its day; points without a place have none."""
        placed = points.loc[points["place"].notna(), ["place", "at"]]
        days = placed.assign(at=placed["at"].dt.floor("D").astype("datetime64[us]")).drop_duplicates()
        return cls._joined(
            [pd.DataFrame({"place": days["place"], "since": days["at"] - margin, "until": days["at"] + DAY + margin})]
        )

    @classmethod
    def _joined(cls, parts: Sequence[pd.DataFrame]) -> "Stretches":
        rows = pd.concat(parts) if len(parts) > 1 else parts[0]
        place, places = pd.factorize(rows["place"], sort=True)
        since, until = (_seconds(rows[edge]) for edge in ("since", "until"))
        order = np.lexsort((since, place))
        place, since, until = place[order], since[order], until[order]
        # Every place has its own part of the scale, so that one running maximum serves all of them.
        reach = np.maximum.accumulate(until + place * _SCALE) - place * _SCALE
        begins = np.flatnonzero(np.append(True, (place[1:] != place[:-1]) | (since[1:] > reach[:-1]))[: len(place)])
        last = np.append(begins[1:], len(place)) - 1
        edges = {"since": since[begins], "until": reach[last] if len(begins) else until}
        moments = {name: edge.astype("datetime64[s]").astype("datetime64[us]") for name, edge in edges.items()}
        return cls(pd.DataFrame({"place": places.take(place[begins]), **moments}))

    @property
    def places(self) -> pd.Series:
        """The places, each once."""
        return self.rows["place"].drop_duplicates()

    def of(self, places: pd.Series) -> "Stretches":
        """Those of these places."""
        return Stretches(self.rows[is_among(self.rows["place"], places)])

    def with_those(self, others: "Stretches") -> "Stretches":
        """These and the others, joined where they meet."""
        return self._joined([self.rows, others.rows])

    def hold(self, points: pd.DataFrame, margin: pd.Timedelta = NONE) -> pd.Series:
        """Whether each point (place, at) lies inside, at least so far from both ends; never without a place."""
        known = self.places
        place = pd.Index(known).get_indexer(pd.Index(points["place"]))
        here = place >= 0
        if not here.any():
            return pd.Series(here, index=points.index)
        at = points["at"].to_numpy("datetime64[us]")[here]
        begins = _seconds(self.rows["since"]) + pd.Index(known).get_indexer(pd.Index(self.rows["place"])) * _SCALE
        found = np.searchsorted(begins, _seconds(points["at"])[here] + place[here] * _SCALE, side="right") - 1
        since, until = (self.rows[edge].to_numpy("datetime64[us]")[found] for edge in ("since", "until"))
        same = self.rows["place"].to_numpy()[found] == points["place"].to_numpy()[here]
        held, aside = here.copy(), margin.to_timedelta64()
        held[here] = (found >= 0) & same & (since <= at - aside) & (until >= at + aside)
        return pd.Series(held, index=points.index)


def _seconds(moments: pd.Series) -> NDArray[np.int64]:
    """Whole seconds since 1970; a part of one is cut off."""
    return moments.to_numpy("datetime64[us]").astype("datetime64[s]").astype("int64")
