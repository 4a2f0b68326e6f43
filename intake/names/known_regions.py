"""Which region a municipality belongs to, and what is known of regions beforehand (``known_regions.toml``)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.names.english import transliterate
from intake.names.normal import normalise

_FILE = Path(__file__).with_name("known_regions.toml")
ASSUMED_TIMEZONE = "Europe/Moscow"
Box = tuple[float, float, float, float]  # west, south, east, north in degrees; an east above 180 goes on from −180
RUSSIA: Box = (18, 41, 192, 83)  # Kaliningrad to Chukotka, Dagestan to Franz Josef Land


@dataclass(frozen=True)
class KnownRegion:
    """A region of ``known_regions.toml``; `lies`: a box that holds it, `also` are its other names."""

    id: str
    name_ru: str
    name_en: str
    timezone: str
    lies: Box
    also: tuple[str, ...] = ()

    @property
    def country(self) -> str:
        """RU or BY."""
        return "BY" if self.id.startswith("BY-") else "RU"


@cache
def known_regions() -> dict[str, KnownRegion]:
    """id → what is known of the region."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        id: KnownRegion(
            id, row["name_ru"], row["name_en"], row["timezone"], tuple(row["lies"]), tuple(row.get("also", ()))
        )
        for id, row in tables.items()
    }


@cache
def _ids_by_name() -> dict[str, str]:
    return {normalise(name): id for id, row in known_regions().items() for name in (row.name_ru, *row.also)} | {
        normalise(row.name_en): id for id, row in known_regions().items()
    }


def other_names(name: str) -> tuple[str, ...]:
    """All names of the region that bears this one; nothing for a region that is not listed."""
    id = _ids_by_name().get(normalise(name))
    return (known_regions()[id].name_ru, *known_regions()[id].also) if id else ()


def region_of_oktmo(oktmo: str) -> str | None:
    """The region id of an OKTMO code: 52701000 → 52, 71876000 → 718; None for a text that is no OKTMO."""
    if not re.fullmatch(r"\d{8}|\d{11}", oktmo):
        return None
    return oktmo[:3] if oktmo[:3] in known_regions() else oktmo[:2]


def region_id(name: str) -> str:
    """The id of a region given by id or name. An unlisted name becomes its own id in Latin letters."""
    if name in known_regions() or re.fullmatch(r"\d{2,3}|[A-Z]{2}-[A-Z0-9]{1,3}", name):
        return name
    return _ids_by_name().get(normalise(name)) or re.sub(r"\W+", "-", transliterate(normalise(name)))
