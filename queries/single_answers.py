"""Polls whose source tells single answers: chosen ones are counted, written ones are put into groups first."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Exists, exists, func, select

from analysis.answer_groups import grouped, names
from store.dialects import read_frame
from store.record_tables import poll_answer, poll_option, poll_question

WRITTEN = "text"
QUESTION = ["poll_id", "question_id", "question", "question_kind", "asked"]


def answers(connection: Connection, poll_id: str) -> pd.DataFrame:
    """A row for each answer: QUESTION, option_id, option, position, respondent, text, near (how near a written answer
    is to the middle of its group), district_id, district_source, age, sex.

    The options of a written question are its groups (see `analysis.answer_groups`), named by their words; those in no
    group stand last and have no name ("").
    """
    a, q, o = poll_answer.c, poll_question.c, poll_option.c
    joined = poll_answer.join(poll_question, q.id == a.question_id).outerjoin(poll_option, o.id == a.option_id)
    question = select(
        a.poll_id, a.question_id, q.title.label("question"), q.kind.label("question_kind"), q.position.label("asked"),
        a.option_id, o.title.label("option"), o.position, a.respondent_key.label("respondent"), a.text, a.district_id,
        a.district_source, a.age, a.sex,
    ).select_from(joined).where(a.poll_id == poll_id).order_by(q.position, o.position, a.key)  # fmt: skip
    rows = read_frame(connection, question).assign(near=0.0)
    found = [
        _in_groups(pd.DataFrame(part)) if part["question_kind"].iloc[0] == WRITTEN else pd.DataFrame(part)
        for _, part in rows.groupby("question_id", sort=False)
    ]
    return pd.concat(found, ignore_index=True) if found else rows


def _in_groups(part: pd.DataFrame) -> pd.DataFrame:
    texts: Sequence[str] = part["text"].fillna("").tolist()
    own = grouped(texts)
    title = names(texts, own["group"])
    group = own["group"].to_numpy()
    id = part["question_id"].iloc[0]
    return part.assign(
        option_id=[f"{id}|{number}" if number >= 0 else f"{id}|" for number in group],
        option=[title.get(int(number), "") for number in group],
        position=[int(number) + 1 if number >= 0 else len(title) + 1 for number in group],
        near=own["near"].to_numpy(),
    )


def counts(rows: pd.DataFrame) -> pd.DataFrame:
    """The same as `poll_result` has it: a row for each option × municipality of a question, those nobody chose too,
    with votes and voters (people who answered there).
    """
    found = [_counts(pd.DataFrame(part)) for _, part in rows.groupby("question_id", sort=False)]
    columns = [*QUESTION, "option_id", "option", "position", "district_id", "district_source", "votes", "voters"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _counts(part: pd.DataFrame) -> pd.DataFrame:
    options = part[[*QUESTION, "option_id", "option", "position"]].drop_duplicates("option_id")
    place = ["district_id", "district_source"]
    # One municipality under several spellings is one place.
    first = part.groupby("district_id")["district_source"].transform("first")
    part = part.assign(district_source=first.where(part["district_id"].notna(), part["district_source"]))
    people = part.groupby(place, dropna=False, as_index=False).agg(voters=("respondent", "nunique"))
    votes = part.groupby(["option_id", *place], dropna=False, as_index=False).agg(votes=("respondent", "nunique"))
    every = options.merge(people, how="cross").merge(votes, how="left", on=["option_id", *place])
    return every.assign(votes=every["votes"].fillna(0).astype("int64")).sort_values(
        ["position", "district_id"], ignore_index=True
    )


def told_singly() -> Exists:
    """Of `poll_option`: single answers to its question are in the store."""
    return exists().where(poll_answer.c.question_id == poll_option.c.question_id).correlate(poll_option)


def people_by_poll(connection: Connection) -> pd.DataFrame:
    """poll_id, votes (answers), people (of the question that most answered), of polls with single answers."""
    a = poll_answer.c
    question = select(
        a.poll_id, a.question_id, func.count().label("votes"), func.count(a.respondent_key.distinct()).label("people")
    ).group_by(a.poll_id, a.question_id)
    rows = read_frame(connection, question).astype({"votes": "int64", "people": "int64"})
    return rows.groupby("poll_id").agg(votes=("votes", "sum"), people=("people", "max"))


def examples(rows: pd.DataFrame, told: pd.DataFrame, most: int = 2) -> pd.DataFrame:
    """question_id, option_id, text: the different answers nearest to the middle of each group of which counts are told.

    `rows`: `answers`, of the municipalities in sight; `told`: `queries.poll_results.options_of`.
    """
    shown = told.loc[told["votes"].notna() & ~told["option_id"].str.endswith("|"), "option_id"]
    own = rows[(rows["question_kind"] == WRITTEN) & rows["option_id"].isin(shown)]
    first = own.sort_values(["position", "near", "text"], ascending=[True, False, True]).drop_duplicates(
        ["option_id", "text"]
    )
    picked: Any = first.groupby("option_id", sort=False).head(most)
    return pd.DataFrame(picked[["question_id", "option_id", "text"]]).reset_index(drop=True)
