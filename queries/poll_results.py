"""What people answered in a poll, by question, option and municipality, with small groups hidden for everybody.

One table stands behind every answer: the votes of each option in each municipality, with the same cells hidden whoever
asks and whatever is filtered. So no second question, other filter or other role brings back what the first one hid.
"""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from analysis.false_discovery import sides
from analysis.intervals import wilson
from analysis.rounding import largest_remainder
from analysis.suppression import LEAST, hidden_cells
from queries import single_answers
from queries.filters import Filters
from queries.scope import Scope
from store.dialects import read_frame
from store.record_tables import poll_option, poll_question, poll_result

ONE_EACH = ("single", "scale", "text")  # kinds of question to which everybody gives one answer
KEYS = ["question_id", "question", "question_kind", "option_id", "option"]


def counted(connection: Connection, poll_id: str, single: pd.DataFrame) -> pd.DataFrame:
    """A row for each option × municipality of the whole poll: KEYS, position, district_id, district_source, votes,
    voters, place (the municipality, known or not; "" for none), hidden (this count is told to nobody), hidden_place
    (nothing of the municipality is). `single`: `queries.single_answers.answers`, counted with what the source counts.
    """
    rows = _answers(connection, poll_result.c.poll_id == poll_id)
    if len(single):
        own = _placed(single_answers.counts(single))
        rows = pd.concat([rows, own], ignore_index=True) if len(rows) else own
    return _with_hidden(rows.drop(columns="poll_id"))


def people_by_poll(connection: Connection) -> pd.Series:
    """How many people answered each poll, by its id: those of its question with most. Polls of which the source counts
    votes only are not there.
    """
    found: dict[str, int] = {}
    for (poll_id, _), part in _answers(connection).groupby(["poll_id", "question_id"], sort=False):
        if (people := voters_of(part)) is not None:
            found[str(poll_id)] = max(people, found.get(str(poll_id), 0))
    for poll_id, people in single_answers.people_by_poll(connection)["people"].items():
        found[str(poll_id)] = max(int(people), found.get(str(poll_id), 0))
    return pd.Series(found, dtype="Int64")


def _answers(connection: Connection, *which: ColumnElement[bool]) -> pd.DataFrame:
    """What was counted, a total beside its municipalities left out, with poll_id and `place`. Questions whose single
    answers are told too are not here: their counts are the same answers again.
    """
    q, o, r = poll_question.c, poll_option.c, poll_result.c
    joined = poll_result.join(poll_option, o.id == r.option_id).join(poll_question, q.id == o.question_id)
    question = select(
        r.poll_id, q.id.label("question_id"), q.title.label("question"), q.kind.label("question_kind"),
        q.position.label("asked"), o.id.label("option_id"), o.title.label("option"), o.position, r.district_id,
        r.district_source, r.votes, r.voters, r.key,
    ).select_from(joined).where(~single_answers.told_singly(), *which)  # fmt: skip
    rows = read_frame(connection, question.order_by(r.poll_id, q.position, o.position, r.district_id))
    told = [without_totals(pd.DataFrame(part)) for _, part in rows.groupby("poll_id", sort=False)]
    return _placed(pd.concat(told) if told else rows)


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """With `place`: the municipality, else its name as written after a ~ (of counts what their keys say of it, for two
    names may be kept alike), else "". Without `key`.
    """
    source = "~" + rows["district_source"].astype(object)
    told = rows["key"].str.extract(r"([^|]*)$", expand=False) if "key" in rows else source
    place = rows["district_id"].astype(object).where(rows["district_id"].notna(), told.where(source.notna(), ""))
    return rows.drop(columns="key", errors="ignore").assign(place=place)


def without_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without a municipality beside rows with one: left out where they are the sum of those; otherwise they are
    votes of people from nowhere and count too.
    """
    nowhere = rows["district_id"].isna() & rows["district_source"].isna()
    if nowhere.all() or not nowhere.any():
        return rows
    whole, placed = (rows[part].groupby("option_id")["votes"].sum() for part in (nowhere, ~nowhere))
    return rows[~nowhere] if whole.eq(placed.reindex(whole.index)).all() else rows


def _with_hidden(rows: pd.DataFrame) -> pd.DataFrame:
    """What is hidden: municipalities with a handful of people in any of the questions, and single counts."""
    tables = {str(id): _table(part) for id, part in rows.groupby("question_id", sort=False)}
    people = [pd.Series(number, index=votes.index) for votes, number in tables.values()]
    least = pd.concat(people, axis=1).min(axis=1) if people else pd.Series(dtype=float)
    found = []
    for id, (votes, _) in tables.items():
        hidden, whole = hidden_cells(votes.to_numpy(), least.reindex(votes.index).to_numpy())
        across = np.repeat(np.arange(len(votes)), votes.shape[1])
        cells = {"place": votes.index.to_numpy()[across], "option_id": np.tile(votes.columns.to_numpy(), len(votes))}
        marks = {"question_id": id, "hidden": hidden.ravel(), "hidden_place": whole[across]}
        found.append(pd.DataFrame(cells | marks))
    if not found:
        return rows.assign(hidden=False, hidden_place=False)
    marked = rows.merge(pd.concat(found), on=["question_id", "place", "option_id"], how="left")
    return marked.assign(hidden_place=marked.groupby("place")["hidden_place"].transform("any")).assign(
        hidden=lambda frame: frame["hidden"] | frame["hidden_place"]
    )


def _table(part: pd.DataFrame) -> tuple[pd.DataFrame, list[float]]:
    """Votes of a question, places × options, and how many people answered in each place."""
    votes = part.pivot_table(index="place", columns="option_id", values="votes", aggfunc="sum", fill_value=0, sort=True)
    people = {str(place): voters_of(rows) for place, rows in part.groupby("place")}
    cast = votes.sum(axis=1)
    known = [float(cast[place] if (number := people[place]) is None else number) for place in votes.index]
    return votes, known


def in_sight(rows: pd.DataFrame, scope: Scope, filters: Filters) -> pd.DataFrame:
    """The rows of the municipalities somebody may see and asked for. Column `whole`: nothing was left out, so that
    sums over them are the poll's published totals and hide nothing.
    """
    shown = pd.Series(True, index=rows.index)
    if not scope.whole_region:
        shown &= rows["district_id"].isin(scope.districts) | bool((rows["place"] == "").all())
    if filters.districts:
        shown &= rows["district_id"].isin(filters.districts)
    return rows[shown].assign(whole=bool(shown.all()))


def voters_of(part: pd.DataFrame) -> int | None:
    """How many people answered one question: as stated (once for each municipality), else the votes where everybody has
    exactly one. Never fewer than the votes of a question with one answer each.
    """
    votes, single = int(part["votes"].sum()), part["question_kind"].iloc[0] in ONE_EACH
    stated = part["voters"].groupby(part["place"]).max()
    if stated.notna().all():
        people = int(stated.sum())
        return max(people, votes) if single else people
    return votes if single else None


def questions_of(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each question: id, title, kind, votes, voters (who answered; missing where the source counts votes
    only, or the group is small), state.
    """
    found = []
    for id, part in rows.groupby("question_id", sort=False):
        hidden, people = _is_hidden(part), voters_of(part)
        about = {"id": id, "title": part["question"].iloc[0], "kind": part["question_kind"].iloc[0]}
        counts = {"votes": int(part["votes"].sum()), "voters": people} if not hidden else {"votes": None}
        found.append(about | counts | {"state": "hidden" if hidden else "value"})
    columns = ["id", "title", "kind", "votes", "voters", "state"]
    return pd.DataFrame(found, columns=columns).astype({"votes": "Int64", "voters": "Int64"})


def _is_hidden(part: pd.DataFrame) -> bool:
    """A handful of people in all, or municipalities whose people nobody may count."""
    votes = int(part["votes"].sum())
    few = votes > 0 and (voters_of(part) or votes) < LEAST
    return few or bool(part["hidden_place"].any() and not part["whole"].iloc[0])


def options_of(rows: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """A row for each option: KEYS, votes, votes_percent (of all votes; sums to 100), voters, share of respondents with
    its Wilson interval, percent (of respondents; for one answer each it sums to 100 together with those who gave
    none), state.
    """
    parts = []
    for _, part in rows.groupby("question_id", sort=False):
        summed = pd.DataFrame(
            part.groupby(KEYS, sort=False, as_index=False).agg(votes=("votes", "sum"), hidden=("hidden", "any"))
        )
        told = bool(part["whole"].iloc[0]) or part["place"].eq("").all()
        hidden = True if _is_hidden(part) else False if told else summed["hidden"].astype(bool)
        parts.append(_shares(summed.assign(hidden=hidden), voters_of(part), decimals))
    empty = rows.reindex(columns=[*KEYS, "votes", "hidden"])
    return pd.concat(parts, ignore_index=True) if parts else _shares(empty, None, 0)


def by_district(rows: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """The same for each municipality, with district_id and district_source; empty where results come as a whole."""
    parts = []
    for _, part in rows[rows["place"] != ""].groupby(["question_id", "place"], sort=False):
        names = {name: part[name].to_numpy() for name in ("district_id", "district_source")}
        told = _shares(pd.DataFrame(part), voters_of(part), decimals).assign(**names)
        told.loc[part["hidden_place"].to_numpy(bool), "voters"] = pd.NA
        parts.append(told)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def participation(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Who took part in each municipality: key, numerator (people, or votes where nobody counted people), counts
    (voters or votes), denominator (residents), value (per 1,000 residents), part and part_residents (shares of those
    who took part and of the residents, in the municipalities with a value), side (1: more of those who took part than
    of the residents, -1: fewer, by more than chance; 0 where votes are counted), state.

    `people`: columns id, region, population, of the municipalities in sight; those of the regions with votes are told.
    The question with the most answers stands for the poll. Whether nobody took part where no votes came from, or
    nobody asked there, the source does not say: no data.
    """
    placed = rows[rows["district_id"].notna()]
    most: dict[str, tuple[int, str]] = {}
    for (_, place), part in placed.groupby(["question_id", "district_id"], sort=False):
        voters = voters_of(part)
        seen = (voters, "voters") if voters is not None else (int(part["votes"].sum()), "votes")
        most[str(place)] = max(most.get(str(place), seen), seen)
    regions = people.loc[people["id"].isin(most), "region"]
    found = people[people["region"].isin(regions)].rename(columns={"id": "key", "population": "denominator"})
    number = pd.Series([most.get(key, (None,))[0] for key in found["key"]], dtype="Int64", index=found.index)
    hidden = found["key"].isin(placed.loc[placed["hidden_place"], "district_id"])
    number = number.mask(hidden)
    residents = found["denominator"].astype(float)
    value = 1_000 * number.astype(float) / residents.where(residents > 0)
    state = value.notna().map({True: "value", False: "no_data"}).astype(object).mask(hidden, "hidden")
    kind = "votes" if any(counts == "votes" for _, counts in most.values()) else "voters"
    told = found[["key", "denominator"]].assign(numerator=number, value=value, counts=kind, state=state)
    return _beside_residents(told).reset_index(drop=True)


def _beside_residents(told: pd.DataFrame) -> pd.DataFrame:
    """With part, part_residents and side. 300 of 400 who took part where half of the residents live: 75 %, 50 %, 1."""
    known = told["state"] == "value"
    people, residents = (told[name].astype(float).where(known) for name in ("numerator", "denominator"))
    part, usual = people / people.sum(), residents / residents.sum()
    judged = known & (told["counts"] == "voters")
    side = pd.Series(0, index=told.index)
    side[judged] = sides(people[judged], people.sum(), usual[judged])
    return told.assign(part=part, part_residents=usual, side=side)


def _shares(rows: pd.DataFrame, voters: int | None, decimals: int) -> pd.DataFrame:
    """One question's options with their shares. `voters`: None where only votes are counted."""
    votes = rows["votes"].astype("int64").reset_index(drop=True)
    single = len(rows) > 0 and rows["question_kind"].iloc[0] in ONE_EACH
    found = rows[KEYS].reset_index(drop=True).assign(votes=votes)
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
    return _masked(found, rows["hidden"].to_numpy(bool))


def _masked(found: pd.DataFrame, hidden: np.ndarray) -> pd.DataFrame:
    """The rows without the numbers that would tell of a handful of people."""
    numbers = ("votes_percent", "share", "low", "high", "percent")
    told = found.assign(votes=found["votes"].astype("Int64").mask(hidden))
    told = told.assign(**{name: found[name].astype(float).mask(hidden) for name in numbers})
    return told.assign(state=found["state"].astype(object).where(~hidden, "hidden"))
