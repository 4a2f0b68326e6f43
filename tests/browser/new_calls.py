"""A file of calls that came in after everything the demo region knows."""

import csv
from dataclasses import dataclass
from pathlib import Path
from time import time_ns

LATER = "30.11.2025 18:30:00"


@dataclass(frozen=True)
class Place:
    """A district or a case with the point where it can be clicked."""

    id: str
    name: str
    lat: float
    lon: float


def unheard_of(many: int) -> list[str]:
    """Numbers of calls that the dashboard cannot know from an earlier try of the same test."""
    begun = time_ns() // 1_000 % 10**10
    return [f"122-{begun + each}" for each in range(many)]


def write_calls(template: Path, target: Path, numbers: list[str], place: Place) -> Path:
    """Open calls about a fallen tree in a district; `template` is a file of calls, for its headers and a known body."""
    with template.open(encoding="utf-8-sig", newline="") as source:
        example = next(csv.DictReader(source, delimiter=";"))
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(example), delimiter=";")
        writer.writeheader()
        for number in numbers:
            writer.writerow(example | _call(number, place))
    return target


def _call(number: str, place: Place) -> dict[str, str]:
    return {
        "Номер обращения": number,
        "Дата и время звонка": LATER,
        "Муниципалитет": place.name,
        "Широта": str(place.lat),
        "Долгота": str(place.lon),
        "Статус": "Новое",
        "Результат": "",
        "Дата закрытия": "",
        "Содержание": "Упало дерево у школы, перегородило дорогу.",
        "Оценка": "",
    }
