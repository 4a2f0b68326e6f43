"""Consultations in which people agree or disagree with each other's statements."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, case, func, select

from analysis.intervals import wilson
from analysis.suppression import LEAST
from queries.scope import Scope
from store.dialects import read_frame
from store.record_tables import poll_statement, statement_vote

TURNED_AWAY = -1
COUNTS = ("agrees", "disagrees", "passes", "voted", "share", "low", "high", "agrees_stated", "disagrees_stated")


def statements(connection: Connection, scope: Scope, poll_id: str) -> pd.DataFrame:
    """A row for each statement, most votes first: number, text, moderated, agrees, disagrees, passes, voted, share
    (agrees ÷ (agrees + disagrees)) with its Wilson interval, counted_from, agrees_stated, disagrees_stated, state
    (value; hidden where fewer than five voted: none of the counts is told).

    Where single votes are loaded they are counted, the last of each person (`counted_from` votes); else the export's
    own counts stand (`export`), which know no passes. Statements that moderators turned away are for those who may
    read texts.
    """
    c, v = poll_statement.c, statement_vote.c
    cast = select(
        v.statement_id,
        *(func.sum(case((v.vote == vote, 1), else_=0)).label(name) for name, vote in _VOTES.items()),
    ).where(v.poll_id == poll_id).group_by(v.statement_id).subquery()  # fmt: skip
    rows = read_frame(
        connection,
        select(c.number, c.text, c.moderated, c.agrees.label("agrees_stated"), c.disagrees.label("disagrees_stated"),
               *(cast.c[name] for name in _VOTES))
        .select_from(poll_statement.outerjoin(cast, cast.c.statement_id == c.id))
        .where(c.poll_id == poll_id),
    )  # fmt: skip
    for name in ("agrees_stated", "disagrees_stated", *_VOTES):
        rows[name] = rows[name].astype("float64").astype("Int64")
    single = rows["agrees"].notna()
    rows["counted_from"] = single.map({True: "votes", False: "export"})
    for name in ("agrees", "disagrees"):
        rows[name] = rows[name].fillna(rows[f"{name}_stated"])
    rows["voted"] = rows["agrees"] + rows["disagrees"] + rows["passes"].fillna(0)
    sides = (rows["agrees"] + rows["disagrees"]).astype("float64")
    rows["share"] = rows["agrees"].astype("float64") / sides.where(sides > 0)
    rows["low"], rows["high"] = wilson(rows["agrees"].astype("float64").fillna(0), sides.fillna(0))
    if not scope.may_read_text:
        rows["text"] = rows["text"].mask(rows["moderated"] == TURNED_AWAY)
    few = ((rows["voted"] > 0) & (rows["voted"] < LEAST)).fillna(False).to_numpy(bool)
    told = rows.assign(**{name: rows[name].mask(few) for name in COUNTS}, state=np.where(few, "hidden", "value"))
    order = told["voted"].mask(few, 1).rename("order")  # after those that are told, before nobody's
    told = told.assign(order=order).sort_values(["order", "number"], ascending=[False, True], ignore_index=True)
    return told.drop(columns="order")


_VOTES = {"agrees": 1, "passes": 0, "disagrees": -1}


def votes_and_voters(connection: Connection, poll_id: str) -> tuple[int, int]:
    """How many votes on statements, and how many people cast them."""
    v = statement_vote.c
    question = select(func.count(), func.count(v.voter_key.distinct())).where(v.poll_id == poll_id)
    votes, voters = connection.execute(question).one()
    return int(votes), int(voters)
