"""`integrity`: closings and flags that look better than work explains, each with the cases to look at."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, case, select

from analysis.false_discovery import LIMIT
from analysis.integrity import TOLERATED, batches, extensions, heaping, silent_where_bad, slips
from queries.clock import read_clock
from queries.filters import Filters
from queries.names import name_columns, with_names
from queries.scope import Scope, visible_cases
from store.dialects import local_time, read_frame

if TYPE_CHECKING:
    from queries.question import Question

INSTANT = 60  # seconds from filing to closing
SHORTEST = 7  # days from filing to the deadline where closings can heap on its day
CASES = 200  # ids given with a finding
ENDED, WORKING = ("answered", "declined", "withdrawn"), ("new", "moderation", "routing", "in_progress", "postponed")
COLUMNS = ("code", "key", "name_ru", "n", "of", "value", "low", "high", "reference", "p", "q", "at", "cases")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `findings`; `verdict`: "nothing" or "unusual". Settings: fdr (0 to 1), seconds (of an instant
    closing), slips (the tolerated share of contradictions, 0 to 1). Raises ValueError for others.
    """
    if unknown := set(asked.settings) - {"fdr", "seconds", "slips"}:
        raise ValueError(f"integrity has no setting {', '.join(sorted(unknown))}: choose fdr, seconds or slips")
    limit, tolerated = float(asked.settings.get("fdr", LIMIT)), float(asked.settings.get("slips", TOLERATED))
    seconds = int(asked.settings.get("seconds", INSTANT))
    if not 0 < limit < 1 or not 0 < tolerated < 1 or seconds < 1:
        raise ValueError("fdr and slips lie between 0 and 1, seconds is at least 1")
    rows, looked_at, hits = findings(engine, scope, filters, limit, seconds, tolerated)
    return {"rows": rows, "verdict": "unusual" if len(rows) else "nothing", "looked_at": looked_at, "hits": hits}


def findings(
    engine: Engine,
    scope: Scope,
    filters: Filters,
    limit: float = LIMIT,
    seconds: int = INSTANT,
    tolerated: float = TOLERATED,
) -> tuple[pd.DataFrame, dict[str, int], dict[str, int]]:
    """One row for each agency (or batch) and code; of how many cases each code could be asked; and in how many cases
    there is what it looks for.

    Codes: heaped_on_deadline_day (decided on the last day far more often than on the three before it), closed_at_once
    (within `seconds` of filing, where minutes are known), closed_in_one_minute, extended_more_often,
    rated_only_where_good, overdue_flag_contradicts_dates, status_contradicts_dates, dates_contradict_each_other.
    Columns `COLUMNS`.
    """
    return unusual(_read(engine, scope, filters), limit, seconds, tolerated)


def unusual(
    known: pd.DataFrame, limit: float = LIMIT, seconds: int = INSTANT, tolerated: float = TOLERATED
) -> tuple[pd.DataFrame, dict[str, int], dict[str, int]]:
    """The same of cases as `_read` reads them. The limit of false discoveries is shared evenly by the codes that could
    be asked, and q is told accordingly: where there is nothing, all of them together are quiet at least as often.
    """
    asked = _asked(known, seconds)
    codes = [code for code, cases in asked.items() if len(cases)]
    share = limit / max(len(codes), 1)
    found = [_judged(code, asked[code], share, tolerated) for code in codes]
    rows = pd.DataFrame([row for part in found for row in part], columns=list(COLUMNS))
    rows["q"] = (rows["q"].astype(float) * len(codes)).clip(upper=1)
    rows["name_ru"] = rows["key"].map(known.groupby("key")["name_ru"].first()).astype(object)
    looked_at = {code: len(cases) for code, cases in asked.items()}
    return rows, looked_at, {code: int(cases["hit"].sum()) for code, cases in asked.items() if "hit" in cases}


def _asked(known: pd.DataFrame, seconds: int) -> dict[str, pd.DataFrame]:
    """For each code the cases it can be asked of, most with `hit`: there is what the code looks for."""
    timed = known[(known["precision"] == "minute") & known["closed"].notna()]
    judged, measured = _with_days(known), timed[timed["seconds"].notna()]
    due = known[known["due"].notna() & known["first_due"].notna()]
    rated = known[known["closed"].notna()]
    rated = rated[rated.groupby("channel")["rating"].transform("count") > 0]
    flagged = known[known["flag"].notna() & known["due"].notna()]
    dated = known[known.groupby("batch")["closed"].transform("count") > 0]  # else the source tells no closing dates
    filed = known[known["filed"].notna()]
    return {
        "heaped_on_deadline_day": judged.assign(hit=judged["offset"] == 0),
        "closed_in_one_minute": timed,
        "closed_at_once": measured.assign(hit=measured["seconds"].between(0, seconds - 1)),
        "extended_more_often": due.assign(hit=due["due"] > due["first_due"]),
        "rated_only_where_good": rated.assign(hit=_ended_badly(rated) & rated["rating"].isna()),
        "overdue_flag_contradicts_dates": flagged.assign(hit=flagged["flag"].astype(bool) != _late(flagged)),
        "status_contradicts_dates": dated.assign(hit=_at_odds(dated)),
        "dates_contradict_each_other": filed.assign(hit=_out_of_order(filed)),
    }


def _judged(code: str, cases: pd.DataFrame, limit: float, tolerated: float) -> list[dict[str, Any]]:
    """The findings of a code with ids of their cases."""
    if code == "closed_in_one_minute":
        return _of_minutes(batches(cases.assign(at=cases["closed"]), limit), cases)
    if code == "heaped_on_deadline_day":
        found = heaping(cases, limit)
    elif code == "extended_more_often":
        found = extensions(cases.assign(moved=cases["hit"]), limit)
    elif code == "rated_only_where_good":
        found = silent_where_bad(cases.assign(rated=cases["rating"].notna(), bad=_ended_badly(cases)), limit)
    else:
        found = slips(cases, limit, tolerated)
    if found.empty:
        return []
    hits = cases[cases["hit"]].groupby("key", dropna=False)["id"].apply(list)
    return [row | {"code": code, "cases": hits[row["key"]][:CASES]} for row in _records(found)]


def _ended_badly(rows: pd.DataFrame) -> pd.Series:
    """Late, refused, passed on, or sent to a repeat review."""
    late = rows["due"].notna() & (rows["decided"] > rows["due"])
    return late | rows["outcome"].isin(("refused", "redirected")) | rows["review"].fillna(False).astype(bool)


def _at_odds(rows: pd.DataFrame) -> pd.Series:
    """Ended by its status without a date of closing or of a reply, or closed by its date and in work by its status."""
    closed = rows["closed"].notna()
    return (rows["state"].isin(ENDED) & ~closed & rows["replied"].isna()) | (rows["state"].isin(WORKING) & closed)


def _out_of_order(rows: pd.DataFrame) -> pd.Series:
    """Registered or due on a day before it was filed, or first replied to on a day after it was closed."""
    day = {name: rows[name].dt.normalize() for name in ("filed", "registered", "due", "replied", "closed")}
    return (day["registered"] < day["filed"]) | (day["due"] < day["filed"]) | (day["replied"] > day["closed"])


def _with_days(known: pd.DataFrame) -> pd.DataFrame:
    """Decided cases whose limit is a week or more, with `offset`, days from the deadline day to the decision.

    A limit of hours ends on the day of filing or the next: its last day says nothing.
    """
    due = known["due"].dt.normalize()
    long = due - known["filed"].dt.normalize() >= pd.Timedelta(days=SHORTEST)
    rows = known[known["decided"].notna() & long]
    return rows.assign(offset=(rows["decided"].dt.normalize() - due[rows.index]).dt.days)


def _late(rows: pd.DataFrame) -> pd.Series:
    """Late by the dates: closed after the deadline, or open past it."""
    return rows["closed"].fillna(rows["now"]) > rows["due"]


def _records(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def _of_minutes(found: pd.DataFrame, timed: pd.DataFrame) -> list[dict[str, Any]]:
    """Batches; their local minute as text."""
    if found.empty:
        return []
    ids = timed.groupby(["key", timed["closed"].dt.floor("min")])["id"].apply(list)
    return [
        row | {"code": "closed_in_one_minute", "at": str(row["at"]), "cases": ids[row["key"], row["at"]][:CASES]}
        for row in _records(found)
    ]


def _read(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """The visible cases with local times: id, key (agency), name_ru, precision, channel, batch, state, outcome, review,
    rating, closed, decided, filed, registered, replied, due, first_due, now, flag, seconds.
    """
    c = visible_cases(scope, filters).subquery("c")
    names = {name.name: name for name in name_columns(c)}
    with engine.connect() as connection:
        clock = read_clock(connection)
        # A closing later than the data time is a plan, not a fact.
        now = clock.moment(c.c.channel).now
        moments = {
            "closed": case((c.c.closed_at <= now, c.c.closed_at)),
            "decided": case((c.c.decided_at <= now, c.c.decided_at)),
            "filed": c.c.filed_at, "registered": c.c.registered_at, "replied": c.c.first_response_at, "due": c.c.due_at,
            "first_due": c.c.first_due_at, "now": now,
        }  # fmt: skip
        question = select(
            c.c.id, c.c.agency_id.label("key"), names["agency_ru"].label("name_ru"), c.c.precision, c.c.channel,
            c.c.batch_id.label("batch"), c.c.state, c.c.outcome, c.c.repeat_review.label("review"), c.c.rating,
            *(local_time(moment, clock.zone).label(name) for name, moment in moments.items()),
            c.c.source_overdue.label("flag"), c.c.close_seconds.label("seconds"),
        )  # fmt: skip
        return read_frame(connection, question.select_from(with_names(c)).order_by(c.c.id))
