"""Phrases of words.toml."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def _source() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def phrases(section: str, name: str) -> tuple[str, ...]:
    """One list of phrases; KeyError names what words.toml lacks."""
    return tuple(_source()[section][name])
