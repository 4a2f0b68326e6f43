"""Polls: the list of them, and the results of one, with votes and voters told apart."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, func, or_, select, true

from analysis.intervals import wilson
from analysis.rounding import largest_remainder
from queries import statements
from queries.filters import Filters
from queries.scope import Scope
from store.dialects import read_frame
from store.record_tables import (
    discussion,
    poll,
    poll_option,
    poll_question,
    poll_result,
    poll_statement,
    statement_vote,
)

if TYPE_CHECKING:
    from queries.question import Question

SELF_SELECTED = "Whoever wanted took part: these are the views of those who answered, not of all residents."


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """Without a subject `rows` is `polls`; with the id of one: `poll`, `questions`, `rows` (options, by municipality
    with `--by district`), `districts`, `statements`. `--set decimals=0` rounds percentages to whole ones.
    """
    try:
        decimals = int(asked.settings.get("decimals", "1"))
    except ValueError:
        raise ValueError(f"decimals={asked.settings['decimals']!r} is no whole number") from None
    if asked.subject is None:
        return {"rows": polls(scope, filters, engine=engine)}
    with engine.connect() as connection:
        about = _one(connection, scope, asked.subject)
        counted = _counted(connection, scope, filters, asked.subject)
        said = statements.statements(connection, scope, asked.subject)
        votes, voters = statements.votes_and_voters(connection, asked.subject)
    options, districts = options_of(counted, decimals), by_district(counted, decimals)
    found = {"poll": about, "questions": questions_of(counted), "districts": districts, "statements": said}
    if votes:
        found["statement_votes"] = {"votes": votes, "voters": voters}
    if about.get("self_selected"):
        found["note"] = SELF_SELECTED
    return found | {"rows": districts if asked.by == "district" else options}


def _seen(table: Table, scope: Scope) -> ColumnElement[bool]:
    """Polls of one's own places, and those of the whole region for everybody who may see anything."""
    if scope.whole_region:
        return true()
    everywhere = and_(table.c.district_id.is_(None), table.c.district_source.is_(None))
    own = or_(table.c.district_id.in_(scope.districts), table.c.agency_id.in_(scope.agencies))
    return or_(own, everywhere) if scope.districts or scope.agencies else ~true()


def polls(scope: Scope, filters: Filters, *, engine: Engine) -> pd.DataFrame:
    """Polls, votes, discussions and hearings, the latest first: id, kind, title, starts_at, ends_at (UTC), district_id,
    self_selected, questions, votes, voters (as the source counts people; missing where it does not), statements,
    proposals, accepted, participants, outcome.
    """
    with engine.connect() as connection:
        found = [
            read_frame(connection, question) for question in (_polls(scope, filters), _discussions(scope, filters))
        ]
        counts = [_count(connection, table) for table in (poll_question, poll_statement, statement_vote)]
        votes = select(poll_result.c.poll_id, func.sum(poll_result.c.votes).label("n")).group_by(poll_result.c.poll_id)
        summed = read_frame(connection, votes).set_index("poll_id")["n"]
    rows = pd.concat([frame for frame in found if len(frame)], ignore_index=True) if any(map(len, found)) else found[0]
    questions, written, cast = (rows["id"].map(count).fillna(0).astype("int64") for count in counts)
    rows = rows.assign(
        questions=questions, statements=written, votes=rows["id"].map(summed).fillna(0).astype("int64") + cast
    )
    columns = ["id", "kind", "title", "starts_at", "ends_at", "district_id", "self_selected", "questions", "votes",
               "voters", "statements", "proposals", "accepted", "participants", "outcome"]  # fmt: skip
    rows = rows.reindex(columns=columns)
    whole = ("voters", "proposals", "accepted", "participants")
    rows = rows.assign(**{name: rows[name].astype("float64").astype("Int64") for name in whole})
    return rows.sort_values(["starts_at", "id"], ascending=[False, True], ignore_index=True)


def _polls(scope: Scope, filters: Filters) -> Any:
    c = poll.c
    names = (c.id, c.kind, c.title, c.starts_at, c.ends_at, c.district_id, c.self_selected, c.voters)
    return select(*names).where(_seen(poll, scope), _when(poll, filters))


def _discussions(scope: Scope, filters: Filters) -> Any:
    c = discussion.c
    names = (c.id, c.kind, c.title, c.starts_at, c.ends_at, c.district_id, c.proposals, c.accepted, c.participants)
    return select(*names, c.outcome).where(_seen(discussion, scope), _when(discussion, filters))


def _when(table: Table, filters: Filters) -> ColumnElement[bool]:
    """Those that touch the period; one without dates is always there."""
    if filters.period is None:
        return true()
    begins, ends = table.c.starts_at, func.coalesce(table.c.ends_at, table.c.starts_at)
    return or_(begins.is_(None), and_(begins < filters.period.end, ends >= filters.period.start))


def _count(connection: Connection, table: Table) -> pd.Series:
    question = select(table.c.poll_id, func.count().label("n")).group_by(table.c.poll_id)
    return read_frame(connection, question).set_index("poll_id")["n"]


def _one(connection: Connection, scope: Scope, poll_id: str) -> dict[str, Any]:
    """The poll or discussion of this id. Raises ValueError where there is none, or none that may be seen."""
    found: dict[str, Any] = {}
    for table in (discussion, poll):
        row = connection.execute(select(table).where(table.c.id == poll_id, _seen(table, scope))).mappings().first()
        found |= dict(row) if row is not None else {}
    if not found:
        raise ValueError(f"no poll has the id {poll_id!r}; `python -m queries poll` lists them")
    return {name: value for name, value in found.items() if name not in ("key", "batch_id")}


def _counted(connection: Connection, scope: Scope, filters: Filters, poll_id: str) -> pd.DataFrame:
    """A row for each option × municipality: question_id, question, question_kind, option_id, option, position,
    district_id, district_source, votes, voters. Of the municipalities in sight only.
    """
    q, o, r = poll_question.c, poll_option.c, poll_result.c
    conditions = [r.poll_id == poll_id]
    if not scope.whole_region:
        conditions.append(
            or_(r.district_id.in_(scope.districts), and_(r.district_id.is_(None), r.district_source.is_(None)))
        )
    if filters.districts:
        conditions.append(r.district_id.in_(filters.districts))
    joined = poll_result.join(poll_option, o.id == r.option_id).join(poll_question, q.id == o.question_id)
    question = select(
        q.id.label("question_id"), q.title.label("question"), q.kind.label("question_kind"), q.position.label("asked"),
        o.id.label("option_id"), o.title.label("option"), o.position, r.district_id, r.district_source, r.votes,
        r.voters,
    ).select_from(joined).where(*conditions).order_by(q.position, o.position, r.district_id)  # fmt: skip
    return without_totals(read_frame(connection, question), whole_region=scope.whole_region)


def without_totals(counted: pd.DataFrame, *, whole_region: bool) -> pd.DataFrame:
    """Rows without a municipality beside rows with one: left out where they are the sum of those, or where only some of
    the municipalities are in sight; otherwise they are votes of people from nowhere and count too.
    """
    nowhere = counted["district_id"].isna() & counted["district_source"].isna()
    if nowhere.all() or not nowhere.any():
        return counted
    whole, placed = (counted[rows].groupby("option_id")["votes"].sum() for rows in (nowhere, ~nowhere))
    is_total = whole.eq(placed.reindex(whole.index)).all() if whole_region else True
    return counted[~nowhere] if is_total else counted


def questions_of(counted: pd.DataFrame) -> pd.DataFrame:
    """A row for each question: id, title, kind, votes, voters (who answered; missing where the source counts votes
    only).
    """
    rows = [
        {"id": id, "title": part["question"].iloc[0], "kind": part["question_kind"].iloc[0],
         "votes": int(part["votes"].sum()), "voters": voters_of(part)}
        for id, part in counted.groupby("question_id", sort=False)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["id", "title", "kind", "votes", "voters"]).astype({"voters": "Int64"})


def voters_of(part: pd.DataFrame) -> int | None:
    """How many people answered one question: as stated (once for each municipality), else the votes where everybody has
    exactly one. Never fewer than the votes of a question with one answer each.
    """
    votes, single = int(part["votes"].sum()), part["question_kind"].iloc[0] == "single"
    place = part["district_id"].fillna("~" + part["district_source"].fillna(""))
    stated = part["voters"].groupby(place).max()
    if stated.notna().all():
        people = int(stated.sum())
        return max(people, votes) if single else people
    return votes if single else None


def options_of(counted: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """A row for each option: question, option, votes, votes_percent (of all votes; sums to 100), voters, share of
    respondents with its Wilson interval, percent (of respondents; for one answer each it sums to 100 together with
    those who gave none), state.
    """
    keys = ["question_id", "question", "question_kind", "option_id", "option"]
    parts = []
    for _, part in counted.groupby("question_id", sort=False):
        summed = pd.DataFrame(part.groupby(keys, sort=False, as_index=False).agg(votes=("votes", "sum")))
        parts.append(_shares(summed, voters_of(part), decimals))
    return pd.concat(parts, ignore_index=True) if parts else _shares(counted.reindex(columns=[*keys, "votes"]), None, 0)


def by_district(counted: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """The same for each municipality, with district_id and district_source; empty where results come as a whole."""
    placed = counted[counted["district_id"].notna() | counted["district_source"].notna()]
    placed = placed.assign(place=placed["district_id"].fillna("~" + placed["district_source"].fillna("")))
    parts = []
    for _, part in placed.groupby(["question_id", "place"], sort=False):
        names = {name: part[name].to_numpy() for name in ("district_id", "district_source")}
        parts.append(_shares(pd.DataFrame(part), voters_of(part), decimals).assign(**names))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _shares(rows: pd.DataFrame, voters: int | None, decimals: int) -> pd.DataFrame:
    """One question's options with their shares. `voters`: None where only votes are counted."""
    votes = rows["votes"].astype("int64").reset_index(drop=True)
    single = len(rows) > 0 and rows["question_kind"].iloc[0] == "single"
    found = rows[["question_id", "question", "question_kind", "option"]].reset_index(drop=True).assign(votes=votes)
    found["votes_percent"] = largest_remainder(votes.tolist(), decimals)
    people = pd.Series(voters, index=found.index, dtype="Int64")
    below = people.astype("float64").where(people > 0)
    # More votes for an option than people who answered: the source counts something else.
    found["share"] = (votes / below).where(votes <= below)
    low, high = wilson(votes.where(votes <= below, 0), below.fillna(0))
    found["low"], found["high"] = (
        pd.Series(edge, index=found.index).where(found["share"].notna()) for edge in (low, high)
    )
    found["percent"] = (100 * found["share"]).round(decimals)
    if single and voters:
        rest = voters - int(votes.sum())
        found["percent"] = largest_remainder([*votes.tolist(), rest], decimals)[:-1]
    found["voters"] = people
    found["state"] = (
        found["share"].notna().map({True: "value", False: "not_answerable" if voters is None else "no_data"})
    )
    return found
