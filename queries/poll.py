"""Polls: the list of them, and the results of one, with votes and voters told apart."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, func, or_, select, true

from analysis.suppression import LEAST
from queries import poll_results as results
from queries import single_answers, statements
from queries.clock import read_clock
from queries.filters import Filters
from queries.opinions import opinions, votes_by_day
from queries.poll_beside import beside
from queries.poll_composition import composition
from queries.poll_groups import residents_by_group
from queries.poll_topics import kept
from queries.poll_weights import weighted
from queries.scope import Scope
from queries.written import terms
from store.dialects import read_frame
from store.engine import open_store
from store.record_tables import (
    discussion,
    poll,
    poll_option,
    poll_question,
    poll_result,
    poll_statement,
    statement_vote,
)
from store.tables import district

if TYPE_CHECKING:
    from queries.question import Question

PLACES = ("district_id", "district_source", "agency_id", "agency_source")
PEOPLE = ("voters", "participants")
SELF_SELECTED = "Whoever wanted took part: these are the views of those who answered, not of all residents."


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """Without a subject `rows` is `polls`; with the id of one what `results_of` finds, and `rows` (options, by
    municipality with `--by district`). `--set decimals=0` rounds percentages to whole ones; `--set groups=1` asks for
    groups of opinion, `--set composition=1` for who answered by age and sex, `--set beside=ANSWER --topic TOPIC` for
    the complaints beside an answer (without a topic those of the one that was chosen for the poll).
    """
    try:
        decimals = int(asked.settings.get("decimals", "1"))
    except ValueError:
        raise ValueError(f"decimals={asked.settings['decimals']!r} is no whole number") from None
    if asked.subject is None:
        return {"rows": polls(scope, filters, engine=engine)}
    if asked.settings.get("groups"):
        found = opinions_of(asked.subject, scope, engine=engine)
        return found | {"rows": found["statements"]}
    found = results_of(asked.subject, scope, filters, decimals, engine=engine)
    if option := asked.settings.get("beside"):
        chosen = None if filters.topics else kept(asked.subject)
        filters = filters.only(topics=[chosen.topic]) if chosen else filters
        return beside(found["districts"], option, scope, filters, engine=engine)
    if asked.settings.get("composition"):
        return found | {"rows": found["composition"]}
    return found | {"rows": found["districts" if asked.by == "district" else "options"]}


def opinions_of(poll_id: str, scope: Scope, *, engine: Engine) -> dict[str, Any]:
    """See `queries.opinions.opinions`. Raises ValueError for a poll that is not to be seen."""
    with engine.connect() as connection:
        _one(connection, scope, poll_id)
        return opinions(connection, scope, poll_id)


def results_of(
    poll_id: str, scope: Scope, filters: Filters, decimals: int = 0, *, engine: Engine | None = None
) -> dict[str, Any]:
    """poll, questions, options, districts, participation (see `queries.poll_results`), composition (see
    `queries.poll_composition`), weighted (see `queries.poll_weights`), statements, days (of votes on them), and
    statement_votes, note and, for those who read texts, terms (see `queries.written`) and examples of written answers
    where there are such.
    Raises ValueError for a poll that nobody has, or that is not to be seen.
    """
    with (engine or open_store()).connect() as connection:
        about = _one(connection, scope, poll_id)
        single = single_answers.answers(connection, poll_id)
        counted = results.in_sight(results.counted(connection, poll_id, single), scope, filters)
        said = statements.statements(connection, scope, poll_id)
        votes, voters = statements.votes_and_voters(connection, poll_id)
        everywhere = _places(connection)
        words = terms(connection, scope, single) if scope.may_read_text else None
        residents = residents_by_group(connection)
        days = votes_by_day(connection, poll_id, read_clock(connection).zone)
    places = _in_sight(everywhere, scope, filters)
    found: dict[str, Any] = {
        "poll": about,
        "questions": results.questions_of(counted),
        "options": results.options_of(counted, decimals),
        "districts": results.by_district(counted, decimals),
        "participation": results.participation(counted, places),
        "composition": composition(single, residents, scope),
        "weighted": weighted(counted, everywhere, single, residents),
        "statements": said,
        "days": days,
    }
    if words is not None and len(single):
        found["terms"] = words
        whole = scope.whole_region and bool(counted["whole"].all())
        seen = single if whole else single[single["district_id"].isin(counted["district_id"].dropna())]
        found["examples"] = single_answers.examples(seen, found["options"])
    if voters >= LEAST:
        found["statement_votes"] = {"votes": votes, "voters": voters}
    if about.get("self_selected"):
        found["note"] = SELF_SELECTED
    return found


def _places(connection: Connection) -> pd.DataFrame:
    """id, region and population of today's municipalities."""
    question = select(district.c.id, district.c.region, district.c.population).where(district.c.valid_to.is_(None))
    return read_frame(connection, question.order_by(district.c.id)).drop_duplicates("id")


def _in_sight(places: pd.DataFrame, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Those of `_places` that somebody may see and asked for."""
    shown = pd.Series(True, index=places.index)
    if not scope.whole_region:
        shown &= places["id"].isin(scope.districts)
    if filters.districts:
        shown &= places["id"].isin(filters.districts)
    return places[shown]


def _seen(table: Table, scope: Scope) -> ColumnElement[bool]:
    """Polls of one's own places, and those of the whole region for everybody who may see anything."""
    if scope.whole_region:
        return true()
    everywhere = and_(table.c.district_id.is_(None), table.c.district_source.is_(None))
    own = or_(table.c.district_id.in_(scope.districts), table.c.agency_id.in_(scope.agencies))
    return or_(own, everywhere) if scope.districts or scope.agencies else ~true()


def polls(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> pd.DataFrame:
    """Polls, votes, discussions and hearings, the latest first: id, kind, title, starts_at, ends_at (UTC), district_id,
    agency_id (with district_source and agency_source as files spell them), self_selected, questions, votes (missing
    for fewer than five), voters (as the source counts people, or those of the question that most answered; missing
    where votes only are counted, and for fewer than five), statements, proposals, accepted, participants (as voters),
    outcome.
    """
    with (engine or open_store()).connect() as connection:
        found = [read_frame(connection, question) for question in _listed(scope, filters)]
        counts = [_count(connection, table) for table in (poll_question, poll_statement, statement_vote)]
        summed, people = _votes(connection), results.people_by_poll(connection)
    rows = pd.concat([frame for frame in found if len(frame)], ignore_index=True) if any(map(len, found)) else found[0]
    questions, written, cast = (rows["id"].map(count).fillna(0).astype("int64") for count in counts)
    votes = rows["id"].map(summed).fillna(0).astype("int64") + cast
    rows = rows.assign(questions=questions, statements=written, votes=votes.where((votes == 0) | (votes >= LEAST)))
    columns = ["id", "kind", "title", "starts_at", "ends_at", *PLACES, "self_selected", "questions", "votes", "voters",
               "statements", "proposals", "accepted", "participants", "outcome"]  # fmt: skip
    rows = rows.reindex(columns=columns)
    whole = ("votes", "voters", "proposals", "accepted", "participants")
    rows = rows.assign(**{name: rows[name].astype("float64").astype("Int64") for name in whole})
    rows["voters"] = rows["voters"].fillna(rows["id"].map(people).astype("Int64"))
    rows = rows.assign(**{name: rows[name].where(~rows[name].between(1, LEAST - 1)) for name in PEOPLE})
    return rows.sort_values(["starts_at", "id"], ascending=[False, True], ignore_index=True)


def ids_of(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> frozenset[str]:
    """The ids of `polls`, without what is counted of each."""
    with (engine or open_store()).connect() as connection:
        return frozenset(id for asked in _listed(scope, filters) for id in connection.execute(asked).scalars())


def _listed(scope: Scope, filters: Filters) -> tuple[Any, Any]:
    return _polls(scope, filters), _discussions(scope, filters)


def _polls(scope: Scope, filters: Filters) -> Any:
    c = poll.c
    names = (c.id, c.kind, c.title, c.starts_at, c.ends_at, *(c[name] for name in PLACES), c.self_selected, c.voters)
    return select(*names).where(_seen(poll, scope), *_chosen(poll, filters))


def _discussions(scope: Scope, filters: Filters) -> Any:
    c = discussion.c
    places = (c[name] for name in PLACES)
    names = (c.id, c.kind, c.title, c.starts_at, c.ends_at, *places, c.proposals, c.accepted, c.participants, c.outcome)
    return select(*names).where(_seen(discussion, scope), *_chosen(discussion, filters))


def _chosen(table: Table, filters: Filters) -> list[ColumnElement[bool]]:
    """Of the period; of the municipalities and authorities asked for, and those that ask the whole region."""
    wanted = [_when(table, filters)]
    if filters.districts:
        everywhere = and_(table.c.district_id.is_(None), table.c.district_source.is_(None))
        wanted.append(or_(table.c.district_id.in_(filters.districts), everywhere))
    if filters.agencies:
        wanted.append(table.c.agency_id.in_(filters.agencies))
    return wanted


def _when(table: Table, filters: Filters) -> ColumnElement[bool]:
    """Those that touch the period; one without dates is always there."""
    if filters.period is None:
        return true()
    begins, ends = table.c.starts_at, func.coalesce(table.c.ends_at, table.c.starts_at)
    return or_(begins.is_(None), and_(begins < filters.period.end, ends >= filters.period.start))


def _count(connection: Connection, table: Table) -> pd.Series:
    question = select(table.c.poll_id, func.count().label("n")).group_by(table.c.poll_id)
    return read_frame(connection, question).set_index("poll_id")["n"]


def _votes(connection: Connection) -> pd.Series:
    """Votes by poll; neither a total beside the municipalities it sums nor counts beside single answers are counted
    twice.
    """
    r = poll_result.c
    placed = or_(r.district_id.is_not(None), r.district_source.is_not(None)).label("placed")
    counted = poll_result.outerjoin(poll_option, poll_option.c.id == r.option_id)
    question = select(r.poll_id, r.option_id, placed, func.sum(r.votes).label("n")).select_from(counted)
    question = question.where(~single_answers.told_singly()).group_by(r.poll_id, r.option_id, placed)
    rows = read_frame(connection, question).astype({"n": "int64"})
    wide = rows.pivot_table(index=["poll_id", "option_id"], columns="placed", values="n", aggfunc="sum", fill_value=0)
    inside, nowhere = (wide.get(part, pd.Series(0, index=wide.index)) for part in (True, False))
    is_total = (inside == nowhere).groupby("poll_id").transform("all")
    cast = (inside + nowhere.mask(is_total, 0)).groupby("poll_id").sum()
    return cast.add(single_answers.people_by_poll(connection)["votes"], fill_value=0)


def _one(connection: Connection, scope: Scope, poll_id: str) -> dict[str, Any]:
    """The poll or discussion of this id. Raises ValueError where there is none, or none that may be seen."""
    found: dict[str, Any] = {}
    for table in (discussion, poll):
        row = connection.execute(select(table).where(table.c.id == poll_id, _seen(table, scope))).mappings().first()
        found |= dict(row) if row is not None else {}
    if not found:
        raise ValueError(f"no poll has the id {poll_id!r}; `python -m queries poll` lists them")
    few = {name: None for name in PEOPLE if 0 < (found.get(name) or 0) < LEAST}
    return {name: value for name, value in (found | few).items() if name not in ("key", "batch_id")}
