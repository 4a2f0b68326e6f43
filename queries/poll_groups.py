"""Respondents by age, sex and municipality weighted to the residents, where a source tells all of them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd
from sqlalchemy import Connection, func, select

from analysis.intervals import wilson
from analysis.raking import effective_n, rake
from analysis.suppression import LEAST
from store.dialects import read_frame
from store.record_tables import resident_group
from store.tables import region

OLD, OLDEST = 65, 120  # the last band, and where an open span ends
# From the finest to the coarsest: bands of ages, and whether age and sex are crossed or stand side by side.
BANDS = {"14-17": (14, 17), "18-24": (18, 24), "25-34": (25, 34), "35-44": (35, 44), "45-54": (45, 54),
         "55-64": (55, 64), "65+": (OLD, OLDEST)}  # fmt: skip
COARSE = {"14-17": "14-34", "18-24": "14-34", "25-34": "14-34", "35-44": "35-54", "45-54": "35-54",
          "55-64": "55+", "65+": "55+"}  # fmt: skip
SAME = {name: name for name in BANDS}
LADDER: tuple[tuple[Mapping[str, str], bool], ...] = ((SAME, True), (COARSE, True), (COARSE, False))


def residents_by_group(connection: Connection) -> pd.DataFrame:
    """district_id (missing: of the region as a whole), sex, age (a band), people, of the latest year of each place.

    Of a span that lies in two bands each gets its part by years: of 1,000 people of 15 to 19 the band 18-24 gets 400.
    Places whose ages cannot be told are left out (see `_told`).
    """
    g = resident_group.c
    # Rows of a region as a whole do not say of which: they are of use where there is one.
    alone = select(func.count()).select_from(region).scalar_subquery() < 2
    known = g.district_id.is_not(None) | (g.district_source.is_(None) & alone)
    rows = read_frame(
        connection, select(g.district_id, g.year, g.sex, g.age_from, g.age_to, g.people).where(known).order_by(g.key)
    )
    if rows.empty:
        return pd.DataFrame(columns=["district_id", "sex", "age", "people"])
    year = rows["year"].astype("float64").fillna(0)
    rows = rows[year == year.groupby(rows["district_id"], dropna=False).transform("max")]
    rows = _told(pd.DataFrame(rows))
    parts = []
    for name, (low, high) in BANDS.items():
        years = rows["age_to"].clip(upper=high) - rows["age_from"].clip(lower=low) + 1
        share = years.clip(lower=0) / (rows["age_to"] - rows["age_from"] + 1)
        parts.append(rows.assign(age=name, people=rows["people"] * share.astype("float64")))
    found = pd.concat(parts).groupby(["district_id", "sex", "age"], dropna=False, as_index=False)["people"].sum()
    return pd.DataFrame(found[found["people"] > 0]).reset_index(drop=True)


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Without sums beside their parts (18 and older beside 18-24, 25-34 … 65 and older), and without places that are
    left with spans that overlap or with an open one from below 65: how many of those «60 and older» are of 60 to 64
    nobody says, and without them the others' shares would be wrong.
    """
    kept, unclear = [], set()
    for (place, _), own in rows.groupby([rows["district_id"].fillna(""), "sex"], sort=False):
        spans = _parts(set(zip(own["age_from"].astype(int), own["age_to"].astype(int), strict=True)))
        overlap = any(low <= before for (_, before), (low, _) in pairwise(sorted(spans)))
        if overlap or any(high == OLDEST and low < OLD for low, high in spans):
            unclear.add(place)
        is_part = [span in spans for span in zip(own["age_from"], own["age_to"], strict=True)]
        kept.append(own[is_part])
    found = pd.concat(kept)
    return pd.DataFrame(found[~found["district_id"].fillna("").isin(unclear)])


def _parts(spans: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The spans of ages whose years are not all in narrower ones."""
    found = set()
    for low, high in spans:
        finer = {year for a, b in spans if b - a < high - low for year in range(a, b + 1)}
        if not finer.issuperset(range(low, high + 1)):
            found.add((low, high))
    return found


def raked(own: pd.DataFrame, groups: pd.DataFrame, places: Mapping[str, float]) -> pd.DataFrame | None:
    """A row for each option: question, option_id, option, share, weighted, low, high, voters, effective_n, by
    (groups_district, or groups where no municipalities are used), unused (respondents of unknown age or sex).

    `own`: the answers to one question, of municipalities that may be used; `groups`: `residents_by_group`; `places`:
    residents of these municipalities, empty to weight by age and sex only. None where ages, sexes or residents by them
    are not known, or too few people of an age answered: fewer than five, in the coarsest bands too.
    """
    asked = own["respondent"].nunique()
    own = own[own["age"].notna() & own["sex"].notna()].sort_values("position", kind="stable")
    people = own.drop_duplicates("respondent").rename(columns={"district_id": "place"})
    wanted = residents_of(groups, list(places), set(people["age"]))
    if people.empty or wanted.empty or (places and set(people["place"]) != set(places)):
        return None
    for bands, crossed in LADDER:
        columns = ["group"] if crossed else ["age", "sex"]
        of_sample, of_region = (_grouped(rows, bands)[[*columns, *more]] for rows, more in
                                ((people, ["respondent", "place"]), (wanted, ["people"])))  # fmt: skip
        margins = {name: dict(of_region.groupby(name)["people"].sum()) for name in columns}
        if all(_enough(of_sample[name], margins[name]) for name in columns):
            margins |= {"place": dict(places)} if places else {}
            return _shares(own, of_sample, margins, bool(places), asked)
    return None


def residents_of(groups: pd.DataFrame, places: Sequence[str], ages: set[str]) -> pd.DataFrame:
    """The residents of these municipalities by sex and age; of the whole region where one of them is not known.

    Minors belong to the residents only where some of them answered.
    """
    rows = groups[groups["district_id"].isin(places)]
    if not places or set(rows["district_id"]) != set(places):
        rows = groups[groups["district_id"].isna()]
        rows = groups if rows.empty and not places else rows
    return pd.DataFrame(rows[(rows["age"] != "14-17") | ("14-17" in ages)])


def _grouped(rows: pd.DataFrame, bands: Mapping[str, str]) -> pd.DataFrame:
    age = rows["age"].map(bands)
    return rows.assign(age=age, group=age + " " + rows["sex"])


def _enough(sample: pd.Series, wanted: Mapping[str, float]) -> bool:
    seen = sample.value_counts()
    return set(seen.index) == set(wanted) and bool((seen >= LEAST).all())


def _shares(
    own: pd.DataFrame, people: pd.DataFrame, margins: dict[str, dict[str, float]], placed: bool, asked: int
) -> pd.DataFrame:
    weights = rake(people, margins)
    carried = own["respondent"].map(dict(zip(people["respondent"], weights, strict=True)))
    keys = ["question", "option_id", "option"]
    found = own.assign(carried=carried).groupby(keys, sort=False, as_index=False).agg(
        votes=("respondent", "nunique"), carried=("carried", "sum")
    )  # fmt: skip
    n, worth = len(people), effective_n(weights, pd.Series(1, index=weights.index))
    share = found["carried"] / n
    low, high = wilson(share * worth, worth)
    return found[keys].assign(
        share=found["votes"] / n, weighted=share, low=low, high=high, voters=n, effective_n=worth,
        by="groups_district" if placed else "groups", unused=asked - n,
    )  # fmt: skip
