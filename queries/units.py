"""The units of a comparison: agencies of one kind, municipalities of one size, each with its number and its n."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from analysis.intervals import wilson
from analysis.suppression import hidden_rows, shielded
from queries.filters import Filters
from queries.measure import measure
from queries.metrics import METRICS, Metric, metric
from queries.scope import Scope, peers
from queries.settings import read_settings
from store.dialects import read_frame
from store.tables import agency, district

KINDS = {"share": "share", "rate": "rate", "duration": "value"}  # shape of a metric → how it is compared
UNITS = ("agency", "district")
UNKNOWN_KIND = "unknown"
DEFAULT_CLASSES = "population"
LIMITS = ("low_95", "high_95", "low_998", "high_998")  # of a funnel
OF_CLOSED = ("coverage", "bound_low", "bound_high")  # exact shares of the cases closed, rated or not


# Shares that are compared, and the load that makes classes: of plain conditions, counted together in one pass.
TOGETHER = ("received", "on_time", "satisfaction", "negative", "repeat_review")
Known = Mapping[str, pd.DataFrame]
NOTHING: Known = {}


@dataclass(frozen=True)
class Comparison:
    """For whom and of which cases units are compared, by which metric's id (or rating's name), `by` "agency" or
    "district". `classes`: those of the file `classes.toml`, the usual ones when empty; agencies have none. `rollup`: an
    agency stands for itself and everything below it in funnels and ranks, elsewhere for itself.
    """

    scope: Scope
    filters: Filters
    metric_id: str
    by: str
    classes: str = ""
    rollup: bool = False

    def of(self, metric_id: str) -> Self:
        """The same comparison by another metric or rating."""
        return replace(self, metric_id=metric_id)


def compared(asked: Comparison) -> Metric:
    """The metric, when its units can be compared. Raises ValueError that says what can."""
    found, by = metric(asked.metric_id), asked.by
    if by not in UNITS:
        raise ValueError(f"compare by one of {', '.join(UNITS)}, not by {by}")
    if found.shape not in KINDS or (found.shape == "rate" and by != "district"):
        raise ValueError(f"{found.id} by {by} cannot be compared; choose one of {', '.join(comparable(by))}")
    return found


def comparable(by: str) -> list[str]:
    """Ids of the metrics whose units can be compared."""
    return [m.id for m in METRICS.values() if m.shape in KINDS and not (m.shape == "rate" and by != "district")]


def units(engine: Engine, asked: Comparison, known: Known = NOTHING) -> pd.DataFrame:
    """Every unit of the region with its number: what `measure` returns, without the cases that belong to nobody, and
    columns group (agencies: their kind; municipalities: their class), name_ru, name_en, population, own.

    With `rollup` an agency stands for itself and everything below it (shares only; column tree: their keys, joined with
    commas), and a column is_top says of whom nobody of the same kind is above. The rows are those of the whole region
    whoever asks: show them only through `shown_to`. `known`: what was measured already, see `measured`.
    """
    shape, scope, by, classes = compared(asked).shape, asked.scope, asked.by, asked.classes
    rows = measured(engine, asked, known)
    rows = rows[rows["key"].notna()].reset_index(drop=True)
    named, mine = _named(engine, by), set(scope.districts if by == "district" else scope.agencies)
    rows = rows.assign(own=rows["key"].isin(mine) | scope.whole_region)
    if asked.rollup and by == "agency":
        if shape != "share":
            raise ValueError(f"{asked.metric_id} cannot be rolled up; shares can")
        rows = _rolled_up(rows, named)
    rows = rows.merge(named.drop(columns="parent_id", errors="ignore"), on="key", how="left")
    if classes == "load":
        came = measured(engine, asked.of("received"), known).set_index("key")["numerator"]
        rows = rows.assign(load=rows["key"].map(came).fillna(0))
    group = rows["kind"].fillna(UNKNOWN_KIND) if by == "agency" else size_class(rows, classes or DEFAULT_CLASSES)
    return rows.assign(group=group).drop(columns=["kind", "load"], errors="ignore")


def measured(engine: Engine, asked: Comparison, known: Known = NOTHING) -> pd.DataFrame:
    """What `measure` says of everybody, whoever asks; `known`: metric → the same of those that were measured together
    in one pass over the cases.
    """
    if asked.metric_id in known:
        return known[asked.metric_id]
    return measure(asked.metric_id, peers(asked.scope), asked.filters, asked.by, engine=engine)


def size_class(rows: pd.DataFrame, classes: str) -> pd.Series:
    """The class of each municipality: "20000–50000", "100000+"; "unknown" without a population. Raises ValueError.

    `rows`: column population; for the classes by load instead load, the messages of the period whatever is compared.
    """
    presets = read_settings("classes.toml")
    if classes not in presets:
        raise ValueError(f"unknown classes {classes!r}: choose one of {', '.join(presets)}")
    edges = [*presets[classes]["edges"], np.inf]
    size = rows["load" if classes == "load" else "population"]
    names = [f"{low}–{high}" if np.isfinite(high) else f"{low}+" for low, high in pairwise(edges)]
    cut = pd.cut(size.astype(float), bins=edges, right=False, labels=names)
    return cut.astype(object).where(cut.notna(), UNKNOWN_KIND)


def shown_to(
    scope: Scope, rows: pd.DataFrame, blank: tuple[str, ...] = (), size: str = "denominator", smallest: int = 0,
    is_share: bool = True,
) -> pd.DataFrame:  # fmt: skip
    """The rows as this person may see them: everything, or the own ones and the others without small groups.

    `size`, `smallest` (the metric's smallest n) and `is_share`: see `analysis.suppression.shielded`. `blank`: columns
    that would give a small number away, left empty for the others. A p-value is an exact function of everybody's cases,
    and so are the target of a group and its limits: they are told to nobody with limited rights; a target is made anew
    of what is shown. How many of the closed cases were rated, and what the silent could make of the share, is told of
    the own only. What a hidden unit's work is like (`mix`) would tell of its few cases.
    """
    if scope.whole_region:
        return rows
    shown = shielded(rows, rows["own"], size=size, smallest=smallest, is_share=is_share)
    for exact in ("p", *LIMITS):
        if exact in shown:
            shown[exact] = np.nan
    if "target" in shown:
        shown["target"] = _target_of_shown(shown)
    shown.loc[~rows["own"], [name for name in (*blank, *OF_CLOSED) if name in shown]] = np.nan
    for told, hidden in (("signal", "hidden"), ("mix", None)):
        if told in shown:
            shown[told] = shown[told].astype(object).mask(shown["state"] == "hidden", hidden)
    return shown if "p" not in shown else _in_plain_order(shown)


def ranked_as_shown(scope: Scope, rows: pd.DataFrame, rank: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """The rows with what `rank` adds to them, `of` among it. Who is hidden from this person takes no place among the
    others: a place of 32 where 31 are told would contradict them, and a gap would tell where the hidden one stands.
    """
    if scope.whole_region:
        return rank(rows)
    hidden = hidden_rows(rows, rows["own"])
    return pd.concat([rank(rows[~hidden]), rows[hidden]], ignore_index=True).astype({"of": "Int64"})


def _in_plain_order(shown: pd.DataFrame) -> pd.DataFrame:
    """Those that stand out first, the hidden ones last: the order of p-values would tell of hidden cases."""
    place = shown["signal"].map({"above": 0, "below": 0, "hidden": 2}).fillna(1)
    return shown.assign(place=place).sort_values(["place", "key"], ignore_index=True).drop(columns="place")


def _target_of_shown(shown: pd.DataFrame) -> pd.Series:
    """The pooled share (or rate) of each group's rows that are not hidden: of their values, each by its cases (or
    residents). Not of their numerators: 2 of 50 in each of ten are none in steps of five, and 4 % all the same.
    """
    seen = shown["denominator"].notna() & shown["value"].notna() & shown.get("is_top", True)
    size = shown["denominator"].where(seen, 0).astype(float)
    weighed = pd.DataFrame({"of": size, "sum": size * shown["value"].where(seen, 0.0)})
    sums = weighed.groupby(shown["group"], dropna=False).transform("sum")
    return sums["sum"] / sums["of"].where(sums["of"] > 0)


def _named(engine: Engine, by: str) -> pd.DataFrame:
    """Columns key, name_ru, name_en, kind, population, and parent_id for agencies."""
    table: Any = agency if by == "agency" else district
    columns = [table.c.id.label("key"), table.c.name_ru, table.c.name_en, table.c.kind]
    extra = [agency.c.parent_id] if by == "agency" else [district.c.population]
    question = select(*columns, *extra)
    if by == "district":
        question = question.where(district.c.valid_to.is_(None))
    with engine.connect() as connection:
        found = read_frame(connection, question).drop_duplicates("key")
    return found if by == "district" else found.assign(population=np.nan)


def _rolled_up(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Sums over each agency's tree: itself and everybody below it, whatever their kind. Nobody drops out: a ministry
    with a hospital below it and a department below a city are rows as before. The kind's total is that of `is_top`,
    agencies with nobody of their kind above them, so that no case counts twice. A tree is somebody's own when all of
    it is.
    """
    parents = {str(key): str(parent) for key, parent in known.set_index("key")["parent_id"].dropna().items()}
    trees_of = pd.Series([_upwards(key, parents) for key in rows["key"]], index=rows.index, dtype=object)
    sums = rows.assign(key=trees_of).explode("key")
    counts = ["numerator", "denominator", "left_out", "unknown"]
    trees = sums.groupby("key", as_index=False)
    summed = trees[counts].sum().merge(trees["own"].all(), on="key").assign(as_of=rows["as_of"].max())
    low, high = wilson(summed["numerator"], summed["denominator"])
    value = summed["numerator"] / summed["denominator"].where(summed["denominator"] > 0)
    state = np.where(value.isna(), "no_data", np.where(value == 0, "zero", "value"))
    kinds = dict(zip(known["key"].astype(str), known["kind"].fillna(UNKNOWN_KIND).astype(str), strict=True))
    top = [_is_top(key, parents, kinds) for key in summed["key"]]
    below = sums.assign(below=rows["key"].loc[sums.index].to_numpy()).groupby("key")["below"].agg(",".join)
    tree = summed["key"].map(below)
    return summed.assign(value=value, low=low, high=high, state=state, is_top=top, tree=tree)


def _upwards(key: str, parents: dict[str, str]) -> list[str]:
    """The agency, the one above it, and so on."""
    way = [key]
    while (parent := parents.get(way[-1])) and parent not in way:
        way.append(parent)
    return way


def _is_top(key: str, parents: dict[str, str], kinds: dict[str, str]) -> bool:
    kind = kinds.get(key, UNKNOWN_KIND)
    above = [each for each in _upwards(key, parents)[1:] if kinds.get(each, UNKNOWN_KIND) == kind]
    return all(key in _upwards(each, parents) and key < each for each in above)  # each above the other: one of them


def others(scope: Scope, own: pd.DataFrame, everybody: pd.DataFrame) -> pd.DataFrame:
    """A share split by topic (or whatever is no secret), of everybody's cases without the own ones.

    `own` and `everybody`: what `measure` says of an agency's or a municipality's cases and of all, under the rights of
    `peers`. Columns key, value, numerator, denominator, state; somebody with limited rights gets no small groups, and
    the rest in steps.
    """
    mine, whole = (rows.set_index("key")[["numerator", "denominator"]] for rows in (own, everybody))
    rest = (whole - mine.reindex(whole.index).fillna(0)).astype("int64").reset_index()
    value = rest["numerator"] / rest["denominator"].where(rest["denominator"] > 0)
    rows = rest.assign(group="all", value=value, low=np.nan, high=np.nan, state="value")
    shown = rows if scope.whole_region else shielded(rows, pd.Series(False, index=rows.index))
    return shown[(shown["state"] != "hidden") & (rest["denominator"] > 0)].drop(columns="group").reset_index(drop=True)
