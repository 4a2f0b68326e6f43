"""Groups of people who see things alike, from sparse votes on statements: the method of Polis.

After C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw, C. Megill: "Polis: Scaling Deliberation by Mapping High Dimensional
Opinion Spaces" (Recerca, 2021): missing votes take the mean of their statement, two principal components, people with
few votes are moved outwards by √(statements ÷ votes), k-means with the number of groups by the silhouette, and
statements that a group agrees with (or is against) more than the others by tests of proportions.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

LEAST_VOTES = 7  # who voted on fewer statements cannot be placed (on all of them, where there are fewer)
MOST_GROUPS, LEAST_PEOPLE, SEED = 5, 5, 7
CLEARER, STARTS = 0.05, 50  # of the silhouette; fewer starts end in one place or another by the order of the rows
Z_90 = 1.2815515655446004  # the normal quantile of 0.9: one-sided, as Polis takes it
SHOWN = 5


def placed(votes: pd.DataFrame) -> pd.DataFrame:
    """People in two dimensions: index as `votes`, columns x, y.

    `votes`: people × statements, 1 agrees, 0 passes, -1 disagrees, NaN not voted. Left out: statements nobody or
    everybody voted alike on say nothing and stay harmless; people with fewer than `LEAST_VOTES` votes are not in the
    result. The signs of the axes are fixed, so that the same votes give the same picture.
    """
    enough = votes.notna().sum(axis=1) >= min(LEAST_VOTES, votes.shape[1])
    kept = votes[enough]
    if len(kept) < 2 or kept.shape[1] < 2:
        return pd.DataFrame(columns=["x", "y"], index=kept.index[:0], dtype=float)
    filled = kept.fillna(kept.mean().fillna(0)).to_numpy(float)
    _, _, axes = np.linalg.svd(filled - filled.mean(axis=0), full_matrices=False)
    axes = axes[:2] * np.sign(axes[:2, np.abs(axes[:2]).argmax(axis=1)].diagonal())[:, None]
    spots = (filled - filled.mean(axis=0)) @ axes.T
    spots *= np.sqrt(kept.shape[1] / kept.notna().sum(axis=1).to_numpy(float))[:, None]
    return pd.DataFrame(spots, index=kept.index, columns=["x", "y"])


def grouped(spots: pd.DataFrame) -> tuple[pd.Series, float]:
    """The group of each person, 0 for the largest, and the silhouette (-1 to 1). From 2 to `MOST_GROUPS` groups of
    `LEAST_PEOPLE` at least; another group has to raise the silhouette by `CLEARER`, or one person's vote would change
    how many there are. Everybody in group 0 and NaN where there are no such groups.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    points = spots[["x", "y"]].to_numpy(float)
    alone = pd.Series(0, index=spots.index)
    best, score = alone, float("nan")
    for k in range(2, min(MOST_GROUPS, len(np.unique(points.round(9), axis=0)) - 1) + 1):
        labels = KMeans(k, n_init=STARTS, random_state=SEED).fit_predict(points)
        if np.bincount(labels).min() < LEAST_PEOPLE:
            continue
        reached = float(silhouette_score(points, labels))
        if np.isnan(score) or reached > score + CLEARER:
            best, score = pd.Series(labels, index=spots.index), reached
    order = best.value_counts().index
    return best.map({label: place for place, label in enumerate(order)}), score


def counted(votes: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """A row for each group × statement: group, statement, agrees, disagrees, passes, voted, and for the side the group
    takes more than the others do: side (agree, disagree), share, others (share among the others), z (two proportions),
    z_own (against a half), represents (both beyond 90 %).

    Shares are (n + 1) ÷ (voted + 2), so that one vote is not everybody.
    """
    told = votes.loc[groups.index]
    found = []
    for group in sorted(groups.unique()):
        own, rest = told[(groups == group).to_numpy()], told[(groups != group).to_numpy()]
        counts = {"agrees": (own == 1).sum(), "disagrees": (own == -1).sum(), "passes": (own == 0).sum()}
        rows = pd.DataFrame({"group": group} | counts | {"voted": own.notna().sum()})
        sides = [_side(rows[name], rows["voted"], (rest == sign).sum(), rest.notna().sum(), side)
                 for name, sign, side in (("agrees", 1, "agree"), ("disagrees", -1, "disagree"))]  # fmt: skip
        stronger = sides[0]["z"] * sides[0]["share"] >= sides[1]["z"] * sides[1]["share"]
        chosen = sides[0].where(stronger, sides[1])
        found.append(rows.join(chosen).rename_axis("statement").reset_index())
    rows = pd.concat(found, ignore_index=True)
    return rows.assign(represents=(rows["z"].astype(float) > Z_90) & (rows["z_own"].astype(float) > Z_90))


def _side(count: pd.Series, voted: pd.Series, others: pd.Series, others_voted: pd.Series, side: str) -> pd.DataFrame:
    share, beside = (count + 1) / (voted + 2), (others + 1) / (others_voted + 2)
    z, z_own = two_proportions(count, voted, others, others_voted), one_proportion(count, voted)
    return pd.DataFrame({"side": side, "share": share, "others": beside, "z": z, "z_own": z_own})


def one_proportion(count: pd.Series, n: pd.Series) -> pd.Series:
    """z of a share against one half, one added to both: 2·√(n + 1)·((count + 1) ÷ (n + 1) - ½). 8 of 9: 2.53."""
    return 2 * np.sqrt(n + 1) * ((count + 1) / (n + 1) - 0.5)


def two_proportions(count: pd.Series, n: pd.Series, others: pd.Series, others_n: pd.Series) -> pd.Series:
    """z of the difference of two shares, one added to each count and number (pooled). 9 of 9 against 1 of 9: 3.65."""
    a, b = (count + 1) / (n + 1), (others + 1) / (others_n + 1)
    pooled = (count + others + 2) / (n + others_n + 2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / (n + 1) + 1 / (others_n + 1)))
    return ((a - b) / spread.where(spread > 0)).fillna(0.0)


def representative(rows: pd.DataFrame, most: int = SHOWN) -> pd.DataFrame:
    """The statements that tell the groups apart: of each group the first `most` that represent it, the strongest
    first; `rows` as `counted` returns them.
    """
    ordered = rows[rows["represents"]].assign(strength=lambda frame: frame["z"] * frame["share"])
    return ordered.sort_values(["group", "strength"], ascending=[True, False]).groupby("group").head(most)


def common_ground(rows: pd.DataFrame, groups: Sequence[int]) -> pd.DataFrame:
    """Statements most people of every group agree with, or are against: statement, side, share (the lowest of any
    group), the strongest first.
    """
    found = []
    for side, name in (("agree", "agrees"), ("disagree", "disagrees")):
        share = (rows[name] + 1) / (rows["voted"] + 2)
        clear = one_proportion(rows[name], rows["voted"]) > Z_90
        by = pd.DataFrame({"statement": rows["statement"], "share": share, "clear": clear}).groupby("statement")
        both = by.agg(share=("share", "min"), clear=("clear", "all"), of=("clear", "size"))
        found.append(both[both["clear"] & (both["of"] == len(groups))].assign(side=side).reset_index())
    return pd.concat(found, ignore_index=True).sort_values("share", ascending=False)[["statement", "side", "share"]]
