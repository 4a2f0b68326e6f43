"""Groups of opinion among those who voted on statements: who sees things alike, and what tells the groups apart."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from analysis import opinion_groups as groups
from analysis.suppression import LEAST
from queries.scope import Scope
from queries.statements import TURNED_AWAY
from store.dialects import read_frame, time_bucket
from store.record_tables import poll_answer, poll_statement, statement_vote


def opinions(connection: Connection, scope: Scope, poll_id: str) -> dict[str, Any]:
    """people (x, y, group: a row for each person who can be placed, without any name), groups (group, people),
    statements (group × statement: number, text, agrees, disagrees, passes, voted, side, share, others, z, represents,
    state: value, or hidden as `without_small_groups` says), common (number, text, side, share: what every group agrees
    on), silhouette, placed, voters.

    Statements that moderators turned away have no part in it. Raises ValueError where nobody voted on statements.
    """
    votes = _votes(connection, poll_id)
    if votes.empty:
        raise ValueError("nobody's votes on statements are loaded: there are no groups of opinion to find")
    spots = groups.placed(votes)
    if len(spots) < 2 * groups.LEAST_PEOPLE:
        raise ValueError(
            f"fewer than {2 * groups.LEAST_PEOPLE} people voted on enough statements: no groups of opinion"
        )
    own, silhouette = groups.grouped(spots)
    rows = without_small_groups(groups.counted(votes, own))
    texts = _texts(connection, poll_id)
    named = rows.merge(texts, on="statement", how="left")
    told = rows[rows["state"] == "value"].astype({"agrees": "int64", "disagrees": "int64", "voted": "int64"})
    common = groups.common_ground(told, sorted(own.unique())).merge(texts, on="statement", how="left")
    order = np.lexsort((spots["y"], spots["x"], own))
    sizes = own.value_counts().sort_index()
    return {
        "people": spots.round(3).assign(group=own).iloc[order].reset_index(drop=True),
        "groups": pd.DataFrame({"group": sizes.index, "people": sizes.to_numpy()}),
        "statements": named.drop(columns="statement"),
        "common": common.drop(columns="statement"),
        "silhouette": silhouette,
        "placed": len(spots),
        "voters": len(votes),
    }


def without_small_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `analysis.opinion_groups.counted` without a group's one to four votes on a statement, and without
    what would give them away: the next smallest group on that statement, and what is said of `others` who are so few.
    Example: of 2, 6 and 9 votes on a statement the 2 and the 6 are hidden, the 9 stays.
    """
    voted = rows["voted"].astype("int64")
    everybody = voted.groupby(rows["statement"]).transform("sum")
    few = (voted > 0) & (voted < LEAST)
    others = everybody - voted
    alone = few.groupby(rows["statement"]).transform("sum") == 1
    candidates = voted.where(alone & ~few & (voted > 0))
    smallest = candidates.groupby(rows["statement"]).rank(method="first") == 1
    hidden = few | smallest | ((others > 0) & (others < LEAST))
    counts = {name: rows[name].astype("Int64").mask(hidden) for name in ("agrees", "disagrees", "passes", "voted")}
    shares = {name: rows[name].astype(float).mask(hidden) for name in ("share", "others", "z", "z_own")}
    return rows.assign(
        **counts, **shares, side=rows["side"].astype(object).mask(hidden, None),
        represents=rows["represents"] & ~hidden, state=np.where(hidden, "hidden", "value"),
    )  # fmt: skip


def _votes(connection: Connection, poll_id: str) -> pd.DataFrame:
    """People × statements: 1, 0, -1, NaN."""
    v, s = statement_vote.c, poll_statement.c
    turned_away = select(s.id).where(s.poll_id == poll_id, s.moderated == TURNED_AWAY)
    question = select(v.voter_key, v.statement_id, v.vote).where(
        v.poll_id == poll_id, v.statement_id.not_in(turned_away)
    )
    rows = read_frame(connection, question.order_by(v.voter_key, v.statement_id))
    return rows.pivot(index="voter_key", columns="statement_id", values="vote").astype(float)


def _texts(connection: Connection, poll_id: str) -> pd.DataFrame:
    s = poll_statement.c
    question = select(s.id.label("statement"), s.number, s.text).where(s.poll_id == poll_id)
    return read_frame(connection, question)


def votes_by_day(connection: Connection, poll_id: str, zone: str) -> pd.DataFrame:
    """Local day, votes (on statements, or answers of a survey), people who voted that day; empty where the source has
    no moments. A day with fewer than five people tells neither.
    """
    v, a = statement_vote.c, poll_answer.c
    cast = select(v.poll_id, v.voter_key.label("who"), v.at).union_all(
        select(a.poll_id, a.respondent_key, a.at)
    ).subquery()  # fmt: skip
    day = time_bucket("day", cast.c.at, zone).label("day")
    question = select(day, func.count().label("votes"), func.count(cast.c.who.distinct()).label("people"))
    own = question.where(cast.c.poll_id == poll_id, cast.c.at.is_not(None))
    rows = read_frame(connection, own.group_by(day).order_by(day))
    few = rows["people"] < groups.LEAST_PEOPLE
    return rows.assign(**{name: rows[name].astype("Int64").mask(few) for name in ("votes", "people")})
