"""One event, many appeals: which cases of different channels tell of the same thing at the same place.

Two and two they are found by `analysis.same_place`; here pairs become groups, none longer than a week.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

SPAN = pd.Timedelta(7, "D")  # of a whole event: a chain of neighbours must not become a year


@dataclass(slots=True)
class _Group:
    members: list[str]
    first: int  # microseconds
    last: int


def groups(found: pd.DataFrame, stated: pd.DataFrame | None = None) -> pd.DataFrame:
    """Groups of cases about one event, of their pairs. In: columns one, other, one_at, other_at; `stated`: pairs that
    are linked anyway, missing moments for cases that are not there. They are joined first, then the closest in time;
    ids decide between equals. Out: columns event_id (the earliest case), case_id, every member once, only groups of two
    and more; the same whatever the order of the rows.
    """
    ends = ["one", "other", "one_at", "other_at"]
    ordered = _by_closeness(found[ends])
    if stated is not None and len(stated):
        near = stated[_apart(stated) <= SPAN].sort_values(["one", "other"])
        ordered = pd.concat([near[ends], ordered]) if len(near) else ordered
    one, other = ordered["one"].tolist(), ordered["other"].tolist()
    moments = dict(zip(one, _microseconds(ordered["one_at"]), strict=True))
    moments.update(zip(other, _microseconds(ordered["other_at"]), strict=True))
    made = _joined(zip(one, other, strict=True), moments)
    rows = []
    for group in {id(group): group for group in made.values()}.values():
        if len(group.members) > 1:
            first = min(group.members, key=lambda member: (moments[member], member))
            rows += [(first, member) for member in group.members]
    return pd.DataFrame(sorted(rows), columns=["event_id", "case_id"], dtype="str")


def chains(links: Iterable[tuple[str, str]], of: Iterable[str]) -> set[str]:
    """All cases that links, one after the other, join to one of these, and these themselves."""
    beside: dict[str, list[str]] = {}
    for one, other in links:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    found = set(of)
    waiting = [case_id for case_id in found if case_id in beside]
    while waiting:
        fresh = [case_id for case_id in beside[waiting.pop()] if case_id not in found]
        found.update(fresh)
        waiting += fresh
    return found


def _apart(found: pd.DataFrame) -> pd.Series:
    return (found["one_at"] - found["other_at"]).abs()


def _by_closeness(found: pd.DataFrame) -> pd.DataFrame:
    turned = found["one"] > found["other"]
    first, second = found["one"].mask(turned, found["other"]), found["other"].mask(turned, found["one"])
    order = pd.DataFrame({"apart": _apart(found), "first": first, "second": second})
    return found.loc[order.sort_values(["apart", "first", "second"]).index]


def _microseconds(moments: pd.Series) -> list[int]:
    return moments.to_numpy("datetime64[us]").astype("int64").tolist()


def _joined(links: Iterable[tuple[str, str]], moments: dict[str, int]) -> dict[str, _Group]:
    """Case → the group that pair after pair has joined it to; no group may last longer than `SPAN`."""
    made: dict[str, _Group] = {}
    span = SPAN // pd.Timedelta(1, "us")
    for link in links:
        one, other = (made.setdefault(each, _Group([each], moments[each], moments[each])) for each in link)
        first, last = min(one.first, other.first), max(one.last, other.last)
        if one is not other and last - first <= span:
            small, large = sorted((one, other), key=lambda group: len(group.members))
            large.members.extend(small.members)
            large.first, large.last = first, last
            made.update(dict.fromkeys(small.members, large))
    return made
