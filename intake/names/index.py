"""The lookup behind districts and agencies: aliases by region, exact first, then forms that know kinds."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from intake.names.normal import normalise
from intake.names.places import agrees, organisation_name, place_name
from intake.names.words import stated_by


@dataclass(frozen=True)
class Suggestion:
    """A guess for a person to confirm; `score` runs from 0 to 100 (the same spelling)."""

    id: str
    name: str
    score: float


@dataclass(frozen=True)
class Alias:
    """One spelling (in normal form) of one district or agency; `kind` is the district's kind in the store."""

    region: str
    spelling: str
    id: str
    kind: str | None = None
    chosen: bool = False  # by a person: wins over every generated spelling


Form = Callable[[str, str | None], tuple[Hashable, str | None]]


def place_form(spelling: str, kind: str | None) -> tuple[Hashable, str | None]:
    """(stem, kind) of a municipality's spelling; a spelling that states no kind takes the district's."""
    name = place_name(spelling)
    return name.stem, name.kind or stated_by(kind)


def organisation_form(spelling: str, kind: str | None) -> tuple[Hashable, str | None]:
    """(name with legal forms abbreviated, None)."""
    return organisation_name(spelling), None


@dataclass
class AliasIndex:
    """Aliases of one kind of thing; `home` is the region in which a name without a region is looked up first."""

    form: Form
    names: Mapping[str, str]  # id → name to show
    home: str | None
    successors: Mapping[str, str] = field(default_factory=dict)  # what a reform ended → what stands there today
    _chosen: dict[tuple[str, str], str] = field(default_factory=dict)
    _exact: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _formed: dict[tuple[str, Hashable], dict[str, set[str | None]]] = field(default_factory=dict)
    _spellings: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def add(self, aliases: Iterable[Alias]) -> None:
        """Take aliases in."""
        for alias in aliases:
            if alias.chosen:
                self._chosen[alias.region, alias.spelling] = alias.id
            self._exact.setdefault((alias.region, alias.spelling), set()).add(alias.id)
            form, kind = self.form(alias.spelling, alias.kind)
            self._formed.setdefault((alias.region, form), {}).setdefault(alias.id, set()).add(kind)
            self._spellings.setdefault(alias.region, {}).setdefault(alias.spelling, []).append(alias.id)

    def find(self, name: str, region: str | None) -> str | None:
        """The id in that region; without a region at home, else where the name is the only one of all regions."""
        if region is not None:
            return self._in_region(name, region)
        if self.home and (found := self._in_region(name, self.home)):
            return found
        others = (self._in_region(name, other) for other in self._spellings if other != self.home)
        elsewhere = {found for found in others if found}
        return elsewhere.pop() if len(elsewhere) == 1 else None

    def _in_region(self, name: str, region: str) -> str | None:
        spelling = normalise(name)
        if chosen := self._chosen.get((region, spelling)):
            return chosen
        if exact := self._only(self._exact.get((region, spelling), set())):
            return exact
        form, kind = self.form(name, None)
        candidates = self._formed.get((region, form), {})
        same = self._only({id for id, kinds in candidates.items() if kind in kinds})
        if same and kind is not None:
            return same
        return self._only({id for id, kinds in candidates.items() if agrees(kind, kinds)})

    def _only(self, ids: Collection[str]) -> str | None:
        """The one that is meant; of a district and its successor the one of before, as it was before the reform."""
        if len({self.successors.get(id, id) for id in ids}) != 1:
            return None
        return min(ids, key=lambda id: (id not in self.successors, id))

    def suggest(self, name: str, region: str | None, limit: int) -> list[Suggestion]:
        """The nearest spellings in the region (without one: at home, or everywhere when nothing is loaded there)."""
        wanted = region or self.home
        pools = [self._spellings[wanted]] if wanted in self._spellings else list(self._spellings.values())
        best: dict[str, float] = {}
        for pool in pools:
            for spelling, score, _ in process.extract(normalise(name), list(pool), scorer=fuzz.WRatio, limit=4 * limit):
                for id in pool[spelling]:
                    best[id] = max(best.get(id, 0.0), score)
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], self.names.get(pair[0], pair[0])))
        return [Suggestion(id, self.names.get(id, id), round(score, 1)) for id, score in ranked[:limit]]
