"""Regions inside names: «Омская область, Омский район», «Омский муниципальный район Омской области»."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.names.known_regions import other_names
from intake.names.normal import normalise
from intake.names.places import region_spellings


@dataclass(frozen=True)
class RegionNames:
    """Spellings of the loaded regions (in normal form, as words) → their ids."""

    _ids: frozenset[str]
    _spellings: Mapping[tuple[str, ...], str]

    @classmethod
    def of(cls, names: Mapping[str, str]) -> "RegionNames":
        """From region id → Russian name. A listed region is known by its other names too (ХМАО)."""
        each = ((id, known) for id, name in names.items() for known in (name, *other_names(name)))
        spellings = {tuple(spelling.split()): id for id, name in each for spelling in region_spellings(name)}
        return cls(frozenset(names), spellings)

    def id(self, region: str | None) -> str | None:
        """The id of a region given by id or by name; None when it is empty or not loaded."""
        if not region or region in self._ids:
            return region or None
        return self._spellings.get(tuple(normalise(region).split()))

    def split(self, name: str) -> tuple[str | None, str]:
        """(region stated at the beginning or the end of a name, the rest in normal form)."""
        words = tuple(normalise(name).split())
        for spelling, id in self._spellings.items():
            size = len(spelling)
            if 0 < size < len(words) and words[:size] == spelling:
                return id, " ".join(words[size:])
            if 0 < size < len(words) and words[-size:] == spelling:
                return id, " ".join(words[:-size])
        return None, " ".join(words)
