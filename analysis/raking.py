"""Weights that make a sample look like the people it stands for, and what they cost."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

ROUNDS, CLOSE = 200, 1e-9


def rake(sample: pd.DataFrame, margins: Mapping[str, Mapping[str, float]]) -> pd.Series:
    """Weights by iterative proportional fitting (Deming and Stephan, 1940), mean 1, in the order of the rows.

    In: `sample`, a row for each respondent or for each kind of respondent with their number in `n` (1 without the
    column), and a column for each margin; `margins`, for each of these columns category → people in the population,
    in any unit. Out: the weight of one respondent of each row.

    Two by two, worked by hand: women 30 young and 10 old, men 20 young and 40 old, in a population of halves by sex and
    by age. Sex alone: women 50/40 = 1.25, men 50/60 = 0.83; ages then are 54.2 young and 45.8 old, and so on until
    both fit. Raises ValueError for a category with people in the population and nobody in the sample, or the reverse:
    no weight can mend that.
    """
    n = sample["n"].to_numpy(float) if "n" in sample else np.ones(len(sample))
    for column, wanted in margins.items():
        _check(sample.loc[n > 0, column], wanted, column)
    codes = {
        column: sample[column].map({key: place for place, key in enumerate(margins[column])}) for column in margins
    }
    shares = {
        column: np.array(list(wanted.values()), float) / sum(wanted.values()) for column, wanted in margins.items()
    }
    weights, total = np.ones(len(sample)), n.sum()
    for _ in range(ROUNDS):
        before = weights.copy()
        for column, share in shares.items():
            place = codes[column].to_numpy(int)
            seen = np.bincount(place, weights * n, len(share))
            weights = weights * np.divide(share * total, seen, out=np.zeros(len(share)), where=seen > 0)[place]
        if np.allclose(weights, before, rtol=CLOSE, atol=0):
            break
    return pd.Series(weights, index=sample.index)


def _check(seen: pd.Series, wanted: Mapping[str, float], column: str) -> None:
    missing = [key for key, people in wanted.items() if people > 0 and key not in set(seen)]
    if missing:
        raise ValueError(f"nobody in the sample has {column} = {', '.join(map(str, missing))}: merge it with another")
    strange = sorted({str(key) for key in seen if not wanted.get(key)})
    if strange:
        raise ValueError(f"the population has nobody with {column} = {', '.join(strange)}")


def effective_n(weights: pd.Series, n: pd.Series) -> float:
    """How many respondents of a simple sample carry as much (Kish, 1965): (Σ w)² ÷ Σ w². 50 with weight 1 and 50 with
    weight 3 are worth 200² ÷ 500 = 80. 0 for nobody.
    """
    squares = float((weights**2 * n).sum())
    return float((weights * n).sum()) ** 2 / squares if squares else 0.0
