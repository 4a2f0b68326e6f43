"""Who may see what, applied in one place: every case query starts from `visible_cases`."""

from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import aliased

from queries.filters import ITSELF, UNMAPPED, Bounds, Filters
from queries.mentions import mentions
from store.tables import case, topic

ROLES = ("operator", "staff", "head", "admin")


@dataclass(frozen=True)
class Scope:
    """The rights of one person. Without rights nothing is visible. `reads_case`: the one case whose texts may be read
    though others may not; only `queries.readings.reader` gives it, for a reason that is written down.
    """

    who: str
    role: str
    whole_region: bool = False
    districts: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    may_read_text: bool = False
    reads_case: str = ""

    def may_read(self, case_id: str) -> bool:
        """Whether the texts of this case may be read. Sight of the case is another question: see `may_see`."""
        return self.may_read_text or (bool(case_id) and self.reads_case == case_id)


@lru_cache(maxsize=256)
def rights(scope: Scope) -> str:
    """What somebody may see, whoever it is: everybody with the same rights gets the same answer."""
    return repr(replace(scope, who="", role=""))


NOBODY = Scope(who="nobody", role="none")


def scope_for(role: str, who: str = "", districts: tuple[str, ...] = (), agencies: tuple[str, ...] = ()) -> Scope:
    """The rights that come with a role: operators, governor's staff and administrators see the whole region, a head
    of a
    municipality sees its districts and agencies. Governor's staff judge by numbers and do not read residents' texts.

    Raises ValueError for an unknown role.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}: choose one of {', '.join(ROLES)}")
    return Scope(
        who=who or role,
        role=role,
        whole_region=role != "head",
        districts=districts,
        agencies=agencies,
        may_read_text=role in ("operator", "head", "admin"),
    )


def peers(scope: Scope) -> Scope:
    """The rights under which a comparison is counted: the whole region's numbers, nobody's texts.

    A head of a municipality compares it with others; what comes out is shown only through `queries.units.shown_to`,
    which hides small groups. Somebody without any rights compares nothing.
    """
    if scope.whole_region or not (scope.districts or scope.agencies):
        return scope
    return Scope(who=scope.who, role="peers", whole_region=True)


def visible_cases(scope: Scope, filters: Filters) -> Select:
    """All columns of `case` for the cases this person may see and asked for. The only base of every case query."""
    conditions = [_allowed(scope), *_chosen(scope, filters)]
    for period in (filters.period, filters.watch):
        if period is not None:
            conditions += [case.c.filed_at >= period.start, case.c.filed_at < period.end]
    return select(case).where(*conditions)


def may_see(scope: Scope) -> ColumnElement[bool]:
    """The condition on `case` that grants sight, without any filter: for following a link to one case."""
    return _allowed(scope)


def _allowed(scope: Scope) -> ColumnElement[bool]:
    if scope.whole_region:
        return true()
    if not scope.districts and not scope.agencies:
        return false()
    return or_(case.c.district_id.in_(scope.districts), case.c.agency_id.in_(scope.agencies))


def _chosen(scope: Scope, filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [
        _one_of(case.c.channel, filters.channels),
        _one_of(case.c.district_id, filters.districts),
        _one_of(case.c.agency_id, filters.agencies),
        _one_of(case.c.state, filters.states),
        _one_of(case.c.importance, filters.importance),
        _about(filters.topics),
        mentions(filters.text, texts=scope.may_read_text),
        _inside(filters.bounds),
    ]
    return [condition for condition in conditions if condition is not None]


def _one_of(column: ColumnElement[str], values: tuple[str, ...]) -> ColumnElement[bool] | None:
    if not values:
        return None
    named = [value for value in values if value != UNMAPPED]
    return or_(column.in_(named), column.is_(None)) if UNMAPPED in values else column.in_(named)


def _inside(bounds: Bounds | None) -> ColumnElement[bool] | None:
    """Within the rectangle; a case without coordinates is in none."""
    if bounds is None:
        return None
    return and_(case.c.lat.between(bounds.south, bounds.north), case.c.lon.between(bounds.west, bounds.east))


def _about(topics: tuple[str, ...]) -> ColumnElement[bool] | None:
    if not topics:
        return None
    found = case.c.topic_id.in_(topics_under(topics))
    return or_(found, case.c.topic_id.is_(None)) if UNMAPPED in topics else found


def topics_under(topics: tuple[str, ...]) -> Select:
    """The ids of these topics and of everything below them; of one alone with `ITSELF` before it."""
    alone = [topic_id.removeprefix(ITSELF) for topic_id in topics if topic_id.startswith(ITSELF)]
    chosen, below = aliased(topic), aliased(topic)
    under = (
        select(below.c.id)
        .join(
            chosen,
            (below.c.level_1 == chosen.c.level_1)
            & or_(chosen.c.level_2.is_(None), below.c.level_2 == chosen.c.level_2)
            & or_(chosen.c.level_3.is_(None), below.c.level_3 == chosen.c.level_3),
        )
        .where(chosen.c.id.in_(topics))
    )
    return select(topic.c.id).where(or_(topic.c.id.in_(under), topic.c.id.in_(alone))) if alone else under
