"""Writing passports of problems: opening, measures, what is said, and the way from proposed to solved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from queries.desk import remember, wall_time
from queries.effect import effect
from queries.filters import Filters
from queries.scope import Scope
from queries.under_control import AlreadyTaken, ChangedMeanwhile, may_control
from store.desk_tables import problem, problem_history, problem_measure
from store.engine import open_desk

# Status → those it may become.
STEPS: dict[str, tuple[str, ...]] = {
    "proposed": ("accepted",),
    "accepted": ("in_work", "proposed"),
    "in_work": ("solved", "accepted"),
    "solved": ("relapsed",),
    "relapsed": ("in_work",),
    "withdrawn": (),
}
# What was opened by mistake is found out before anything is done about it.
WITHDRAWN_FROM, LEAST_REASON = ("proposed", "accepted"), 10
LINKS = ("case", "poll", "address")


class EffectNotShown(Exception):
    """Nothing is solved before it is shown what the measures did: a first measure, and fewer events since then than the
    others would make one expect, by more than chance.
    """


class AlreadyBegun(Exception):
    """What is done about a problem already is no mistake any more."""


@dataclass(frozen=True)
class Definition:
    """Which cases the problem is: a topic group of a district or an agency, with its name in both languages."""

    topic: str
    by: str
    unit: str
    title_ru: str
    title_en: str

    @property
    def district_id(self) -> str | None:
        return self.unit if self.by == "district" else None


def open_passport(
    scope: Scope, what: Definition, evidence: Mapping[str, Any], owner: str = "", *, engine: Engine | None = None
) -> int:
    """Propose a problem with the evidence as it is now. Returns its id.

    Raises AlreadyTaken when it has an open passport, PermissionError for who may not.
    """
    _check(scope, what.district_id)
    now, key = wall_time(), _open_key(what)
    row: dict[str, Any] = {
        "open_key": key, "topic": what.topic, "by": what.by, "unit": what.unit, "district_id": what.district_id,
        "title_ru": what.title_ru, "title_en": what.title_en, "evidence": dict(evidence),
        "owner": owner.strip() or scope.who, "status": "proposed", "links": [], "version": 1, "opened_at": now,
        "opened_by": scope.who, "changed_at": now, "changed_by": scope.who,
    }  # fmt: skip
    desk = engine or open_desk()
    try:
        with desk.begin() as connection:
            made = int(connection.execute(insert(problem).values(row).returning(problem.c.id)).scalar_one())
            told = {"owner": row["owner"], "score": evidence.get("score")}
            remember(connection, problem_history, {"problem_id": made}, scope, "opened", now, told)
    except IntegrityError:
        with desk.connect() as connection:
            found = connection.execute(select(problem).where(problem.c.open_key == key)).first()
            if found is None:
                raise
            raise AlreadyTaken(found.opened_by, found.opened_at) from None
    return made


def hand_over(scope: Scope, problem_id: int, version: int, owner: str, *, engine: Engine | None = None) -> int:
    """Somebody else answers for it. Returns the new version; raises ChangedMeanwhile, PermissionError, ValueError."""
    if not owner.strip():
        raise ValueError("somebody has to answer for it")
    return _write(scope, problem_id, version, "changed", {"owner": owner.strip()}, engine)


def add_measure(
    scope: Scope, problem_id: int, version: int, what: str, starts: date, until: date | None = None,
    money: int | None = None, *, engine: Engine | None = None,
) -> int:  # fmt: skip
    """What will be done, from when until when, for how much. Returns the new version; raises as `hand_over`."""
    if not what.strip():
        raise ValueError("say what will be done")
    if (until is not None and until < starts) or (money is not None and money < 0):
        raise ValueError("a measure ends after it begins, and costs nothing or more")
    facts = {"what": what.strip(), "starts": starts, "until": until, "money": money}
    row = facts | {"problem_id": problem_id, "at": wall_time(), "who": scope.who}
    return _write(
        scope, problem_id, version, "measure", {}, engine, told=facts, also=insert(problem_measure).values(row)
    )


def say(scope: Scope, problem_id: int, words: str, *, engine: Engine | None = None) -> None:
    """A contribution to the discussion; needs no version: nobody overwrites anybody. Whoever sees it may speak."""
    if not words.strip():
        raise ValueError("say something")
    with (engine or open_desk()).begin() as connection:
        found = _found(connection, problem_id)
        if not scope.whole_region and found.district_id not in scope.districts:
            raise PermissionError(f"{scope.role} does not see this problem")
        told, now = {"words": words.strip()}, wall_time()
        remember(connection, problem_history, {"problem_id": problem_id}, scope, "said", now, told)


def link(scope: Scope, problem_id: int, version: int, kind: str, key: str, *, engine: Engine | None = None) -> int:
    """A case, a poll or an address that belongs to it. Returns the new version; raises as `hand_over`."""
    if kind not in LINKS or not key.strip():
        raise ValueError(f"link one of {', '.join(LINKS)} by its id")
    with (engine or open_desk()).connect() as connection:
        known = list(_found(connection, problem_id).links)
    wanted = {"kind": kind, "id": key.strip()}
    return _write(scope, problem_id, version, "linked", {"links": [*known, wanted]}, engine, told=wanted)


def pick(scope: Scope, problem_id: int, version: int, month: str | None, *, engine: Engine | None = None) -> int:
    """For the governor's meeting of this month (YYYY-MM); None takes it off the list. Raises as `hand_over`."""
    if month is not None:
        datetime.strptime(month, "%Y-%m")  # noqa: DTZ007 a month has no zone
    return _write(scope, problem_id, version, "picked", {"meeting": month}, engine)


def move(scope: Scope, problem_id: int, version: int, status: str, *, engine: Engine | None = None) -> int:
    """To another status. Returns the new version. What is solved keeps the effect that is found now.

    Raises EffectNotShown, ValueError for a step that is none, and as `hand_over`.
    """
    with (engine or open_desk()).connect() as connection:
        found, first = _found(connection, problem_id), _first_day(connection, problem_id)
    if status not in STEPS[found.status]:
        way = " or ".join(STEPS[found.status]) or "nothing until it is reopened"
        raise ValueError(f"what is {found.status} becomes {way}, not {status}")
    facts: dict[str, Any] = {"status": status}
    shown: Mapping[str, Any] = {}
    if status == "solved":
        _check(scope, found.district_id)
        shown = _shown(scope, found, first)
        facts |= {"open_key": None, "effect": {**shown, "solved_on": wall_time().date().isoformat()}}
    elif status == "relapsed":
        facts["open_key"] = _open_key(found)
    told = {"status": status} | ({"effect": shown["effect"]} if shown else {})
    try:
        return _write(scope, problem_id, version, "moved", facts, engine, told=told)
    except IntegrityError:
        raise ValueError("the same problem has another open passport meanwhile") from None


def withdraw(
    scope: Scope, problem_id: int, version: int, reason: str, today: date, *, engine: Engine | None = None
) -> int:
    """Close a passport that was opened by mistake; the reason stays in its history. Returns the new version. It is no
    solution: only what was never in work, and about which nothing was begun by `today`, is withdrawn. The same problem
    may be proposed anew.

    Raises AlreadyBegun, ValueError without a reason or from another status, and as `hand_over`.
    """
    words = " ".join(reason.split())
    with (engine or open_desk()).connect() as connection:
        found, first = _found(connection, problem_id), _first_day(connection, problem_id)
        was_in_work = _was_in_work(connection, problem_id)
    _check(scope, found.district_id)
    if found.status not in WITHDRAWN_FROM:
        raise ValueError(f"what is {found.status} is not withdrawn: only what is {' or '.join(WITHDRAWN_FROM)}")
    if first is not None and first <= today:
        raise AlreadyBegun(f"a measure was begun on {first}")
    if was_in_work:
        raise AlreadyBegun("it was in work")
    if len(words) < LEAST_REASON:
        raise ValueError(f"say why in {LEAST_REASON} characters at least")
    facts = {"status": "withdrawn", "open_key": None, "meeting": None}
    return _write(scope, problem_id, version, "withdrawn", facts, engine, told={"words": words})


def reopen(scope: Scope, problem_id: int, version: int, *, engine: Engine | None = None) -> int:
    """What was withdrawn is proposed again. Returns the new version; raises ValueError when it was not withdrawn or the
    same problem has another passport meanwhile, and as `hand_over`.
    """
    with (engine or open_desk()).connect() as connection:
        found = _found(connection, problem_id)
    _check(scope, found.district_id)
    if found.status != "withdrawn":
        raise ValueError(f"what is {found.status} was not withdrawn")
    facts = {"status": "proposed", "open_key": _open_key(found)}
    try:
        return _write(scope, problem_id, version, "reopened", facts, engine, told={})
    except IntegrityError:
        raise ValueError("the same problem has another open passport meanwhile") from None


def _open_key(of: Any) -> str:
    """One open passport for each: `of` is a definition or a row of the desk."""
    return f"{of.by}:{of.topic}:{of.unit}"


def _first_day(connection: Connection, problem_id: int) -> date | None:
    first = select(func.min(problem_measure.c.starts)).where(problem_measure.c.problem_id == problem_id)
    found: date | None = connection.execute(first).scalar()
    return found


def _was_in_work(connection: Connection, problem_id: int) -> bool:
    """Whether it was set to work ever, whatever it was set to afterwards."""
    moved = problem_history.c.changes
    asked = select(moved).where(problem_history.c.problem_id == problem_id, problem_history.c.action == "moved")
    return any(changes["status"] == "in_work" for changes in connection.execute(asked).scalars())


def _shown(scope: Scope, found: Any, first: date | None) -> Mapping[str, Any]:
    """What the measures did since the first day of the first. Raises EffectNotShown."""
    if first is None:
        raise EffectNotShown("solved needs a measure with a first day")
    told, _weeks = effect(scope, Filters(), found.topic, found.unit, first, found.by)
    if told["state"] != "value" or told["verdict"] != "less":
        raise EffectNotShown(f"no effect is shown since {first}: {told.get('verdict', told['state'])}")
    return told


def _write(
    scope: Scope, problem_id: int, version: int, action: str, facts: Mapping[str, Any], engine: Engine | None, *,
    told: Mapping[str, Any] | None = None, also: Any = None,
) -> int:  # fmt: skip
    now = wall_time()
    with (engine or open_desk()).begin() as connection:
        found = _found(connection, problem_id)
        _check(scope, found.district_id)
        if found.status == "withdrawn" and action != "reopened":
            raise ValueError("it was withdrawn: reopen it first")
        written = connection.execute(
            update(problem)
            .where(problem.c.id == problem_id, problem.c.version == version)
            .values(dict(facts) | {"version": version + 1, "changed_at": now, "changed_by": scope.who})
        )
        if written.rowcount == 0:
            raise ChangedMeanwhile(found.changed_by, found.changed_at)
        if also is not None:
            connection.execute(also)
        done = facts if told is None else told
        remember(connection, problem_history, {"problem_id": problem_id}, scope, action, now, done)
    return version + 1


def _found(connection: Connection, problem_id: int) -> Any:
    found = connection.execute(select(problem).where(problem.c.id == problem_id)).first()
    if found is None:
        raise ValueError(f"no passport {problem_id}")
    return found


def _check(scope: Scope, district_id: str | None) -> None:
    if not may_control(scope, district_id):
        raise PermissionError(f"{scope.role} may not change this passport")
