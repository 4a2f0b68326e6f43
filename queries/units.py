"""The units of a comparison: agencies of one kind, municipalities of one size, each with its number and its n."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from analysis.intervals import wilson
from analysis.suppression import shielded
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


def compared(metric_id: str, by: str | None) -> Metric:
    """The metric, when its units can be compared. Raises ValueError that says what can."""
    asked = metric(metric_id)
    if by not in UNITS:
        raise ValueError(f"compare by one of {', '.join(UNITS)}, not by {by}")
    if asked.shape not in KINDS or (asked.shape == "rate" and by != "district"):
        raise ValueError(f"{metric_id} by {by} cannot be compared; choose one of {', '.join(comparable(by))}")
    return asked


def comparable(by: str) -> list[str]:
    """Ids of the metrics whose units can be compared."""
    return [m.id for m in METRICS.values() if m.shape in KINDS and not (m.shape == "rate" and by != "district")]


def units(
    engine: Engine, scope: Scope, filters: Filters, metric_id: str, by: str, classes: str = "", rollup: bool = False
) -> pd.DataFrame:
    """Every unit of the region with its number: what `measure` returns, without the cases that belong to nobody, and
    columns group (agencies: their kind; municipalities: their class), name_ru, name_en, population, own.

    With `rollup` an agency stands for itself and everything below it (shares only), and a column is_top says of whom
    nobody of the same kind is above. The rows are those of the whole region whoever asks: show them only through
    `shown_to`.
    """
    asked = compared(metric_id, by)
    rows = measure(metric_id, peers(scope), filters, by, engine=engine)
    rows = rows[rows["key"].notna()].reset_index(drop=True)
    known, mine = _known(engine, by), set(scope.districts if by == "district" else scope.agencies)
    rows = rows.assign(own=rows["key"].isin(mine) | scope.whole_region)
    if rollup and by == "agency":
        if asked.shape != "share":
            raise ValueError(f"{metric_id} cannot be rolled up; shares can")
        rows = _rolled_up(rows, known)
    rows = rows.merge(known.drop(columns="parent_id", errors="ignore"), on="key", how="left")
    if classes == "load":
        came = measure("received", peers(scope), filters, by, engine=engine).set_index("key")["numerator"]
        rows = rows.assign(load=rows["key"].map(came).fillna(0))
    group = rows["kind"].fillna(UNKNOWN_KIND) if by == "agency" else size_class(rows, classes or DEFAULT_CLASSES)
    return rows.assign(group=group).drop(columns=["kind", "load"], errors="ignore")


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


def shown_to(scope: Scope, rows: pd.DataFrame, blank: tuple[str, ...] = (), size: str = "denominator") -> pd.DataFrame:
    """The rows as this person may see them: everything, or the own ones and the others without small groups.

    `size`: see `analysis.suppression.shielded`. `blank`: columns that would give a small number away, left empty for
    the others. A p-value is an exact function of everybody's cases, and so are the target of a group and its limits:
    they are told to nobody with limited rights; a target is made anew of what is shown.
    """
    if scope.whole_region:
        return rows
    shown = shielded(rows, rows["own"], size=size)
    for exact in ("p", *LIMITS):
        if exact in shown:
            shown[exact] = np.nan
    if "target" in shown:
        shown["target"] = _target_of_shown(shown, rows)
    shown.loc[~rows["own"], list(blank)] = np.nan
    if "signal" in shown:
        shown.loc[shown["state"] == "hidden", "signal"] = "hidden"
    return shown if "p" not in shown else _in_plain_order(shown)


def _in_plain_order(shown: pd.DataFrame) -> pd.DataFrame:
    """Those that stand out first, the hidden ones last: the order of p-values would tell of hidden cases."""
    place = shown["signal"].map({"above": 0, "below": 0, "hidden": 2}).fillna(1)
    return shown.assign(place=place).sort_values(["place", "key"], ignore_index=True).drop(columns="place")


def _target_of_shown(shown: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """The pooled share (or rate, in the unit of the values) of each group's rows that are not hidden."""
    seen = shown["numerator"].notna() & shown["value"].notna() & shown.get("is_top", True)
    counts = shown[["numerator", "denominator"]].where(seen, 0).astype(float)
    sums = counts.groupby(shown["group"], dropna=False).transform("sum")
    units = rows["value"] * rows["denominator"] / rows["numerator"].where(rows["numerator"] > 0)
    unit = round(float(units.median()), 6)  # 1, or the residents that a rate is told of
    return sums["numerator"] / sums["denominator"].where(sums["denominator"] > 0) * (1 if np.isnan(unit) else unit)


def _known(engine: Engine, by: str) -> pd.DataFrame:
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
    return summed.assign(value=value, low=low, high=high, state=state, is_top=top)


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


def others(scope: Scope, own: Filters, everybody: Filters, metric_id: str, by: str, *, engine: Engine) -> pd.DataFrame:
    """A share split by topic (or whatever is no secret), of everybody's cases without the own ones.

    `own` and `everybody` differ in the agency or the municipality. Columns key, value, numerator, denominator, state;
    somebody with limited rights gets no small groups, and the rest in steps.
    """
    mine, whole = (
        measure(metric_id, peers(scope), asked, by, engine=engine).set_index("key")[["numerator", "denominator"]]
        for asked in (own, everybody)
    )
    rest = (whole - mine.reindex(whole.index).fillna(0)).astype("int64").reset_index()
    value = rest["numerator"] / rest["denominator"].where(rest["denominator"] > 0)
    rows = rest.assign(group="all", value=value, low=np.nan, high=np.nan, state="value")
    shown = rows if scope.whole_region else shielded(rows, pd.Series(False, index=rows.index))
    return shown[(shown["state"] != "hidden") & (rest["denominator"] > 0)].drop(columns="group").reset_index(drop=True)
