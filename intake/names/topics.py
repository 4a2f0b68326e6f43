"""Topics by the path a row gives them: the deepest known name wins, and only under the groups the row states."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from intake.names.index import Suggestion
from intake.names.normal import normalise

Path = tuple[str, ...]
CLASSIFIED = re.compile(r"\d{4}(\.\d{4}){2,4}")  # a code of the national classifier, which sources write for the name


@dataclass
class TopicIndex:
    """The topic tree: nodes by their whole path and by their own name or alias (both in normal form)."""

    names: Mapping[str, str]  # id → name to show
    _path_of: dict[str, Path] = field(default_factory=dict)
    _by_path: dict[Path, str] = field(default_factory=dict)
    _by_name: dict[str, set[str]] = field(default_factory=dict)
    _chosen: dict[str, str] = field(default_factory=dict)  # by a person: wins whatever the group

    def add_nodes(self, nodes: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Take in (id, levels from broad to narrow without the empty ones)."""
        for id, levels in nodes:
            path = tuple(normalise(level) for level in levels)
            self._path_of[id] = path
            self._by_path[path] = id
            self._by_name.setdefault(path[-1], set()).add(id)
            if CLASSIFIED.fullmatch(id):
                self._by_name.setdefault(normalise(id), set()).add(id)

    def add_aliases(self, aliases: Iterable[tuple[str, str, bool]]) -> None:
        """Take in (alias in normal form, id, whether a person chose it)."""
        for alias, id, chosen in aliases:
            if not self._knows(id):
                continue  # of another region's tree
            self._by_name.setdefault(alias, set()).add(id)
            if chosen:
                self._chosen[alias] = id

    def _knows(self, id: str) -> bool:
        """Whether it is a topic of this tree."""
        return id in self._path_of

    def find(self, levels: Sequence[str]) -> str | None:
        """The id for one row's levels, broad to narrow, empty ones left out; None when no level is known.

        A narrow name that is known only under another group gives way to the row's own group.
        """
        path = tuple(filter(None, (normalise(level) for level in levels)))
        if chosen := self._chosen.get(" ".join(path)):
            return chosen  # a person's alias of the whole path
        for depth in range(len(path), 0, -1):
            if found := self._by_path.get(path[:depth]) or self._by_own_name(path[depth - 1], path[: depth - 1]):
                return found
        return None

    def _by_own_name(self, name: str, broader: Path) -> str | None:
        if name in self._chosen:
            return self._chosen[name]
        candidates = self._by_name.get(name, set())
        stated = [group for group in broader if group in self._by_name]
        scores = {id: self._ancestors_named(id, stated) for id in candidates}
        best = max(scores.values(), default=0)
        if stated and best == 0:
            return None
        return self._deepest([id for id, score in scores.items() if score == best])

    def _ancestors_named(self, id: str, groups: Sequence[str]) -> int:
        """How many of these groups are the node itself or stand above it."""
        path = self._path_of[id]
        above = {self._by_path.get(path[:depth]) for depth in range(1, len(path) + 1)}
        return sum(bool(self._by_name[group] & above) for group in groups)

    def _deepest(self, ids: Sequence[str]) -> str | None:
        """The deepest of nodes that lie on one branch; None when they lie on several."""
        if not ids:
            return None
        deepest = max(ids, key=lambda id: len(self._path_of[id]))
        path = self._path_of[deepest]
        return deepest if all(path[: len(self._path_of[id])] == self._path_of[id] for id in ids) else None

    def suggest(self, name: str, limit: int) -> list[Suggestion]:
        """The topics whose names or aliases are nearest to a name."""
        best: dict[str, float] = {}
        near = process.extract(normalise(name), list(self._by_name), scorer=fuzz.WRatio, limit=4 * limit)
        for spelling, score, _ in near:
            for id in self._by_name[spelling]:
                best[id] = max(best.get(id, 0.0), score)
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], self.names.get(pair[0], pair[0])))
        return [Suggestion(id, self.names.get(id, id), round(score, 1)) for id, score in ranked[:limit]]


@dataclass(frozen=True)
class Taxonomies:
    """The trees of the regions, and one of all topics together for regions that have none of their own."""

    together: TopicIndex
    by_region: Mapping[str, TopicIndex]

    def find(self, levels: Sequence[str], region: str | None = None) -> str | None:
        """Looked up in the row's region first; what its tree does not know may be known elsewhere."""
        own = self.by_region.get(region or "")
        return (own and own.find(levels)) or self.together.find(levels)

    def suggest(self, name: str, region: str | None, limit: int) -> list[Suggestion]:
        """The nearest names of the region's own tree, where it has one."""
        return self.by_region.get(region or "", self.together).suggest(name, limit)
