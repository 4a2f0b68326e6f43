"""A poll weighted to the population of the municipalities, beside what it says without weights."""

import pandas as pd

from analysis.intervals import wilson
from analysis.raking import effective_n, rake
from queries.poll_results import voters_of

NOTE = (
    "Weighted by municipality only: the source knows neither age nor sex, so those who came may still differ in both."
)


def weighted(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """A row for each option of a question that knows its respondents by municipality: question, option, share (of
    these respondents, without weights), weighted, low, high (Wilson at the effective number), voters, effective_n,
    covered (share of the region's residents whose municipality took part), left_out (municipalities with votes that
    are not used: hidden counts, or nobody knows how many live there).

    `rows`: `queries.poll_results.in_sight`; `people`: columns id, region, population of all municipalities, in sight or
    not. Only counts that are shown are used, so that no weighted share gives a hidden one away. An option with more
    votes than people in one of them has no shares: the source counts something else. Fewer than two municipalities:
    empty.
    """
    residents = people.set_index("id")["population"].astype("float64")
    parts = [
        _question(pd.DataFrame(part), residents, people)
        for _, part in rows[rows["district_id"].notna()].groupby("question_id", sort=False)
    ]
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _question(part: pd.DataFrame, residents: pd.Series, people: pd.DataFrame) -> pd.DataFrame:
    answered = {str(place): voters_of(own) for place, own in part.groupby("district_id") if not own["hidden"].any()}
    used = {place: n for place, n in answered.items() if n and residents.get(place, 0) > 0}
    if len(used) < 2:
        return pd.DataFrame()
    sample = pd.DataFrame({"place": list(used), "n": list(used.values())})
    weights = rake(sample, {"place": {place: float(residents[place]) for place in used}})
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
    everybody = people.loc[people["region"].isin(people.loc[people["id"].isin(used), "region"]), "population"].sum()
    return counts[["question", "option"]].assign(
        share=(counts["votes"] / n).mask(counts["above"]), weighted=share, low=low, high=high, voters=n,
        effective_n=worth, covered=float(residents[list(used)].sum() / everybody),
        left_out=part["district_id"].nunique() - len(used),
    )  # fmt: skip
