"""A poll weighted to the population of the municipalities, beside what it says without weights."""

import pandas as pd

from analysis.intervals import wilson
from analysis.raking import effective_n, rake
from queries.poll_groups import raked
from queries.poll_results import voters_of


def weighted(rows: pd.DataFrame, people: pd.DataFrame, single: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """A row for each option of a question that knows its respondents by municipality, or by age and sex: question,
    option, share (of these respondents, without weights), weighted, low, high (Wilson at the effective number), voters,
    effective_n, by (district; groups_district: age, sex and municipality; groups: age and sex), covered (share of the
    region's residents whose municipality took part; missing without municipalities), left_out (municipalities with
    votes that are not used: hidden counts, or nobody knows how many live there), unused (respondents of unknown age or
    sex).

    `rows`: `queries.poll_results.in_sight`; `people`: columns id, region, population of all municipalities, in sight or
    not; `single`: `queries.single_answers.answers`; `groups`: `queries.poll_groups.residents_by_group`. Only counts
    that are shown are used, so that no weighted share gives a hidden one away. An option with more votes than people in
    one of them has no shares: the source counts something else. Fewer than two municipalities, and no ages: empty.
    """
    residents = people.set_index("id")["population"].astype("float64")
    found = []
    for id, part in rows.groupby("question_id", sort=False):
        own = single[single["question_id"] == id]
        told = _question(pd.DataFrame(part[part["district_id"].notna()]), residents, people, own, groups)
        if told.empty and part["whole"].all() and len(own) and people["region"].nunique() < 2:
            alone = raked(own, groups, {})
            told = pd.DataFrame() if alone is None else alone.assign(covered=float("nan"), left_out=0)
        found.append(told)
    found = [part for part in found if len(part)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _question(
    part: pd.DataFrame, residents: pd.Series, people: pd.DataFrame, own: pd.DataFrame, groups: pd.DataFrame
) -> pd.DataFrame:
    answered = {str(place): voters_of(rows) for place, rows in part.groupby("district_id") if not rows["hidden"].any()}
    used = {place: n for place, n in answered.items() if n and residents.get(place, 0) > 0}
    if len(used) < 2:
        return pd.DataFrame()
    places = {place: float(residents[place]) for place in used}
    everybody = people.loc[people["region"].isin(people.loc[people["id"].isin(used), "region"]), "population"].sum()
    about = {"covered": sum(places.values()) / float(everybody), "left_out": part["district_id"].nunique() - len(used)}
    found = raked(own[own["district_id"].isin(used)], groups, places) if len(own) else None
    return (_by_place(part, used, places) if found is None else found).assign(**about)


def _by_place(part: pd.DataFrame, used: dict[str, int], places: dict[str, float]) -> pd.DataFrame:
    sample = pd.DataFrame({"place": list(used), "n": list(used.values())})
    weights = rake(sample, {"place": places})
    by_place = pd.Series(weights.to_numpy(), index=sample["place"])
    own = part[part["district_id"].isin(used)]
    votes = own.assign(
        carried=own["votes"] * own["district_id"].map(by_place), above=own["votes"] > own["district_id"].map(used)
    )
    keys = ["question", "option_id", "option"]
    counts = votes.groupby(keys, sort=False).agg(
        votes=("votes", "sum"), carried=("carried", "sum"), above=("above", "any")
    ).reset_index()  # fmt: skip
    n, worth = int(sample["n"].sum()), effective_n(weights, sample["n"])
    share = (counts["carried"] / n).mask(counts["above"])
    low, high = wilson(share * worth, worth)
    return counts[["question", "option"]].assign(
        share=(counts["votes"] / n).mask(counts["above"]), weighted=share, low=low, high=high, voters=n,
        effective_n=worth, by="district", unused=0,
    )  # fmt: skip
