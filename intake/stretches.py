"""Stretches of time, place by place: which cases have to be looked at around others."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

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
    def _joined(cls, parts: Iterable[pd.DataFrame]) -> "Stretches":
        rows = pd.concat(parts).sort_values(["place", "since"], ignore_index=True)
        reach = rows.groupby("place")["until"].cummax()
        begins = rows["place"].ne(rows["place"].shift()) | (rows["since"] > reach.shift())
        whole = rows.groupby(begins.cumsum())
        return cls(
            pd.DataFrame(
                {"place": whole["place"].first(), "since": whole["since"].first(), "until": whole["until"].max()}
            )
        )

    @property
    def places(self) -> pd.Series:
        """The places, each once."""
        return self.rows["place"].drop_duplicates()

    def of(self, places: pd.Series) -> "Stretches":
        """Those of these places."""
        return Stretches(self.rows[self.rows["place"].isin(places)])

    def with_those(self, others: "Stretches") -> "Stretches":
        """These and the others, joined where they meet."""
        return self._joined([self.rows, others.rows])

    def hold(self, points: pd.DataFrame, margin: pd.Timedelta = NONE) -> pd.Series:
        """Whether each point (place, at) lies inside, at least so far from both ends; never without a place."""
        at = points["at"].astype("datetime64[us]")
        known = points["place"].isin(self.places)
        if not known.any():
            return known
        order = pd.DataFrame({"place": points["place"], "at": at})[known].sort_values("at")
        found = pd.merge_asof(order, self.rows.sort_values("since"), left_on="at", right_on="since", by="place")
        held = (found["since"] <= found["at"] - margin) & (found["until"] >= found["at"] + margin)
        return pd.Series(held.to_numpy(), index=order.index).reindex(points.index, fill_value=False)
