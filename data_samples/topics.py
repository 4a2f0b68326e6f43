"""Topics of the invented region, read from topics.toml into flat tables that the generator can index by number."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

CHANNELS = ("pos", "social", "statutory", "call_122", "reception", "open311")
_SOURCE = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True)
class Theme:
    """One second-level topic and what people say about it. `facts` are (code, name, English name)."""

    code: str
    name: str
    english: str
    severity: int
    season: str
    owner: str
    visit: str
    group: str
    group_code: str
    group_in_pos: str
    rubric: str
    about: str
    says: tuple[str, ...]
    done: tuple[str, ...]
    hurts: tuple[str, ...]
    facts: tuple[tuple[str, str, str], ...]
    weights: tuple[float, ...]  # by channel, in the order of CHANNELS


@cache
def themes() -> tuple[Theme, ...]:
    """All themes, in the file's order."""
    found: list[Theme] = []
    for number, group in enumerate(_groups(), start=1):
        total = sum(theme["weight"] for theme in group["theme"])
        for place, theme in enumerate(group["theme"], start=1):
            found.append(_theme(group, f"T{number:02d}", theme, place, theme["weight"] / total))
    return tuple(found)


def _groups() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = tomllib.loads(_SOURCE.read_text(encoding="utf-8"))["group"]
    return groups


def _theme(group: dict[str, Any], group_code: str, theme: dict[str, Any], place: int, part: float) -> Theme:
    code = f"{group_code}{place:02d}"
    facts = tuple((f"{code}{k}", name, english) for k, (name, english) in enumerate(theme.get("facts", []), start=1))
    return Theme(
        code=code,
        name=theme["name"],
        english=theme["en"],
        severity=theme["severity"],
        season=theme["season"],
        owner=theme.get("owner", group["owner"]),
        visit=theme.get("visit", group.get("visit", "site")),
        group=group["name"],
        group_code=group_code,
        group_in_pos=group.get("pos", group["name"]),
        rubric=f"{group['rubric']}.{1000 + int(group_code[1:]) * 20 + place:04d}",
        about=theme["about"],
        says=tuple(theme["says"]),
        done=tuple(theme["done"]),
        hurts=tuple(group["hurts"]),
        facts=facts,
        weights=tuple(share * part for share in group["share"]),
    )


def theme_number(name: str) -> int:
    """Position of a theme in `themes()`; KeyError when topics.toml no longer has it."""
    names = {theme.name: i for i, theme in enumerate(themes())}
    return names[name]


def channel_weights(channel: str) -> np.ndarray:
    """Share of each theme in the channel over a whole year; sums to 1."""
    column = CHANNELS.index(channel)
    weights = np.array([theme.weights[column] for theme in themes()])
    return weights / weights.sum()


def topics_table() -> pd.DataFrame:
    """The lookup `topics.csv`: one row per node of any level."""
    rows: list[tuple[str, str, str, str, str, int | str, str, str]] = []
    for number, group in enumerate(_groups(), start=1):
        spelled = group.get("pos", "")
        code = f"T{number:02d}"
        rows.append((code, group["name"], "", "", group["common"], "", group["en"], spelled))
        for theme in (t for t in themes() if t.group_code == code):
            head = (theme.group, theme.name)
            rows.append((theme.code, *head, "", group["common"], theme.severity, theme.english, ""))
            rows += [(c, *head, n, group["common"], theme.severity, e, "") for c, n, e in theme.facts]
    columns = ["Код", "Уровень 1", "Уровень 2", "Уровень 3", "Общая группа", "Тяжесть"]
    return pd.DataFrame(rows, columns=[*columns, "Название (англ.)", "Варианты"])
