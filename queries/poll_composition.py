"""Who answered by age and sex, beside the residents they stand for; small groups hidden for everybody."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.false_discovery import sides
from analysis.intervals import wilson
from analysis.suppression import hidden_groups
from queries.poll_groups import COARSE, SAME, residents_of
from queries.scope import Scope

SEXES = ["f", "m"]
MANY_HIDDEN = 1 / 3  # of the groups: then ages are told in three bands instead of seven
COLUMNS = ["age", "sex", "numerator", "denominator", "part", "low", "high", "residents", "part_residents", "side",
           "state", "left_out"]  # fmt: skip


def composition(single: pd.DataFrame, groups: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """A row for each age × sex, then for each sex (age missing) and each age (sex missing): numerator (respondents),
    denominator (all whose age and sex are known), part with its Wilson interval, residents, part_residents, side (1:
    more of the respondents than of the residents, -1: fewer, by more than chance, see `sides`), state, left_out
    (respondents of unknown age or sex).

    The residents are those of the municipalities that most respondents name, else of the region; where one of these
    municipalities has no ages, of the region as the source counts it. Nobody is left out for want of a municipality:
    how many come from nowhere may be a small group.

    People are counted at one question, the one that most answered (see `_people`): without numbers of questionnaires
    each answer looks like a person of its own, and several questions would count everybody several times.

    Always of the whole poll, whatever is filtered, and for those who see the whole region: a second table of some
    municipalities would give away what this one hides. Without ages, or without residents by age: empty.

    `single`: `queries.single_answers.answers`; `groups`: `queries.poll_groups.residents_by_group`. 30 of 40 who
    answered are women, and half of the residents: 75 % (60 to 86 %) beside 50 %, side 1.
    """
    empty = pd.DataFrame(columns=COLUMNS)
    if single.empty or not scope.whole_region:
        return empty
    people = _people(single)
    known = people.dropna(subset=["age", "sex"])
    placed = known["place"].notna().sum() * 2 > len(known)
    wanted = residents_of(groups, sorted(known["place"].dropna().unique()) if placed else [], set(known["age"]))
    known = known[known["age"].isin(wanted["age"]) & known["sex"].isin(wanted["sex"])]
    if known.empty:
        return empty
    for bands in (SAME, COARSE):
        counts, residents = _table(known, bands), _table(wanted, bands, "people")
        counts = counts.reindex(residents.index, fill_value=0)
        hidden, whole = hidden_groups(counts.to_numpy())
        if hidden.mean() <= MANY_HIDDEN:
            break
    return _rows(counts, residents, hidden, whole).assign(left_out=len(people) - len(known))[COLUMNS]


def _people(single: pd.DataFrame) -> pd.DataFrame:
    """age, sex, place of those who answered the question that most answered. Questions of several answers count only
    where no other is: there each answer of somebody without a number looks like a person too; where nobody gave two of
    them nobody is counted.
    """
    asked = single[single["question_kind"] != "multiple"]
    if asked.empty and single.duplicated(["question_id", "respondent"]).any():
        asked = single
    if asked.empty:
        return pd.DataFrame(columns=["respondent", "age", "sex", "place"])
    most = asked.groupby("question_id", sort=False)["respondent"].nunique().idxmax()
    at_it = asked[asked["question_id"] == most].groupby("respondent", as_index=False)
    return at_it.agg(age=("age", "first"), sex=("sex", "first"), place=("district_id", "first"))


def _table(rows: pd.DataFrame, bands: Mapping[str, str], size: str | None = None) -> pd.DataFrame:
    """Ages × sexes: rows, or the sums of a column."""
    weight = rows[size].astype("float64") if size else pd.Series(1, index=rows.index)
    table = rows.assign(age=rows["age"].map(bands), weight=weight).pivot_table(
        index="age", columns="sex", values="weight", aggfunc="sum", fill_value=0
    )
    return table.reindex(columns=SEXES, fill_value=0).sort_index()


def _rows(counts: pd.DataFrame, residents: pd.DataFrame, hidden: np.ndarray, whole: np.ndarray) -> pd.DataFrame:
    everything = bool(hidden.all())
    ages, sexes = list(counts.index), list(counts.columns)
    cells = [(age, sex) for age in ages for sex in sexes]
    keys = [*cells, *((None, sex) for sex in sexes), *((age, None) for age in ages)]
    told = pd.DataFrame(keys, columns=["age", "sex"])
    sums = [[*table.to_numpy().ravel(), *table.sum(axis=0), *table.sum(axis=1)] for table in (counts, residents)]
    n, all_people = int(counts.to_numpy().sum()), float(residents.to_numpy().sum())
    is_hidden = np.array([*hidden.ravel(), *([everything] * len(sexes)), *(whole | everything)], dtype=bool)
    number, usual = pd.Series(sums[0], dtype="int64"), pd.Series(sums[1], dtype="float64") / all_people
    low, high = wilson(number, n)
    side = np.zeros(len(told), dtype="int64")
    side[~is_hidden] = sides(number[~is_hidden], n, usual[~is_hidden])
    shares = {"part": number / n, "low": pd.Series(low), "high": pd.Series(high)}
    return told.assign(
        numerator=number.astype("Int64").mask(is_hidden),
        denominator=n,
        **{name: values.mask(is_hidden) for name, values in shares.items()},
        residents=pd.Series(sums[1]).round().astype("int64"),
        part_residents=usual,
        side=side,
        state=np.where(is_hidden, "hidden", "value"),
    )
