"""The rules of alerts: a TOML file that the region owns, read and checked whole."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from alerts.sending import is_recipient
from components.words import LANGUAGES
from queries.scope import ROLES

ABOUT = ("signals", "overdue", "control_due")
SETTING = "SVODKA_ALERTS"
_KEYS = {"name", "about", "above", "role", "as", "language", "every", "to"}
_VARIABLE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*")


class BadRules(Exception):
    """The file cannot be used; the message names the file, the key and the cure."""


@dataclass(frozen=True)
class Rule:
    """What is told to whom. `above`: of overdue cases; `every`: minutes between two messages at least; `who`: with the
    role head, the municipality (id or exact name). `recipients` are addresses of Apprise and hold secrets: not shown.
    """

    name: str
    about: str
    recipients: tuple[str, ...]
    language: str
    role: str
    who: str
    every: int
    above: int

    def __repr__(self) -> str:
        return f"Rule({self.name!r}, {self.about}, {len(self.recipients)} recipients)"


@dataclass(frozen=True)
class Rules:
    """All rules, and the address under which the dashboard is reached."""

    address: str
    rules: tuple[Rule, ...]


def rules_file() -> Path | None:
    """Where the region's rules are; None: alerts are off."""
    named = os.environ.get(SETTING)
    return Path(named) if named else None


def read_rules(file: Path, environment: Mapping[str, str] = os.environ) -> Rules:
    """The rules of a file, recipients written as `$NAME` taken from the environment. Raises BadRules."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadRules(f"{file}: cannot be read ({error.strerror}). Name another file in {SETTING}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRules(f"{file}: not TOML ({error}). See the example in docs/signals.md.") from None
    _known(content, {"address", "rule"}, f"{file}")
    address = str(content.get("address", ""))
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadRules(f'{file}: address: write where the dashboard is reached, like "https://svodka.example".')
    tables = content.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables) or not tables:
        raise BadRules(f"{file}: rule: write at least one rule under [[rule]].")
    rules = tuple(_rule(table, f"{file}: rule {place}", environment) for place, table in enumerate(tables, 1))
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise BadRules(f"{file}: name: two rules are called {name!r}; what was told is remembered by name.")
    return Rules(address.rstrip("/"), rules)


def _rule(table: dict[str, Any], where: str, environment: Mapping[str, str]) -> Rule:
    name = _text(table, "name", where)
    where = f"{where} ({name})"
    _known(table, _KEYS, where)
    about = _choice(table, "about", ABOUT, where)
    role = _choice(table, "role", ROLES, where, "operator")
    who = _text(table, "as", where) if role == "head" else ""
    if role != "head" and "as" in table:
        raise BadRules(f'{where}: as: only a head has a municipality; write role = "head", or take the key away.')
    if about == "control_due" and role == "staff":
        raise BadRules(f"{where}: role: staff do not open control items; choose operator, head or admin.")
    if about != "overdue" and "above" in table:
        raise BadRules(f'{where}: above: only with about = "overdue"; take the key away.')
    return Rule(
        name=name,
        about=about,
        recipients=_recipients(table, where, environment),
        language=_choice(table, "language", tuple(LANGUAGES), where, "ru"),
        role=role,
        who=who,
        every=_whole(table, "every", 1, where, 60),
        above=_whole(table, "above", 0, where) if about == "overdue" else 0,
    )


def _known(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    if strange := sorted(set(table) - keys):
        raise BadRules(f"{where}: {strange[0]}: unknown key; choose from {', '.join(sorted(keys))}.")


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadRules(f"{where}: {key}: write a text in quotes.")
    return value.strip()


def _choice(
    table: Mapping[str, Any], key: str, choices: tuple[str, ...], where: str, default: str | None = None
) -> str:
    value = table.get(key, default)
    if value not in choices:
        raise BadRules(f"{where}: {key}: choose one of {', '.join(choices)}.")
    return str(value)


def _whole(table: Mapping[str, Any], key: str, least: int, where: str, default: int | None = None) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise BadRules(f"{where}: {key}: write a whole number of at least {least}.")
    return value


def _recipients(table: Mapping[str, Any], where: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    written = table.get("to")
    if not isinstance(written, list) or not written or not all(isinstance(one, str) for one in written):
        raise BadRules(f'{where}: to: write a list of addresses or variables, like ["$ALERTS_DUTY"].')
    found = []
    for place, one in enumerate(written, 1):
        if _VARIABLE.fullmatch(one) and not environment.get(one[1:]):
            raise BadRules(f"{where}: to: the environment variable {one[1:]} is not set.")
        address = environment[one[1:]] if _VARIABLE.fullmatch(one) else one
        if not is_recipient(address):  # the address itself is not told: it may hold a password
            raise BadRules(f"{where}: to: number {place} is no address that Apprise knows (github.com/caronc/apprise).")
        found.append(address)
    return tuple(found)
