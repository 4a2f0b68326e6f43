"""Layouts of the region's own: one YAML file each in a folder the region owns, read into the same Layout objects.

`SVODKA_LAYOUTS` names the folder (default: var/layouts); a layout is called like its file. The keys are explained in
docs/intake.md. The page Data writes such files; people may edit them.
"""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from intake.answers import cannot_answer
from intake.formats import LAYOUTS
from intake.layout import STABLE, Column, Layout
from intake.own_checks import ENDING, checked, refuse
from intake.records import RECORD_LAYOUTS
from intake.reference import LOADING_ORDER
from intake.report import FileRefused

DEFAULT_FOLDER = Path("var/layouts")
# What the parser raises: beside its own errors those of impossible dates, of odd tags and of endless nesting.
UNREADABLE = (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError)


def layouts_folder() -> Path:
    """Where the region keeps its own layouts."""
    return Path(os.environ.get("SVODKA_LAYOUTS") or DEFAULT_FOLDER)


def own_layouts() -> dict[str, Layout]:
    """Name → layout, of the files that can be read; `bad_layouts` tells of the others."""
    return {file.stem: read for file in _files() if isinstance(read := _read(file), Layout)}


def own_titles() -> dict[str, str]:
    """Name → title of the same."""
    return {name: layout.title for name, layout in own_layouts().items()}


def bad_layouts() -> dict[str, str]:
    """Name → what is wrong with the file, and what to do."""
    return {file.stem: read for file in reversed(_files()) if isinstance(read := _read(file), str)}


def read_layout(file: Path) -> Layout:
    """One file. Raises FileRefused, which says which file, which key and what to do."""
    if file.suffix != ".yaml":  # two files of one name would be one layout
        refuse(file, "name", file.name, ENDING)
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise FileRefused(f"Layout {file.name} is not UTF-8: save it in that encoding.") from None
    except UNREADABLE as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise FileRefused(
            f"Layout {file.name} is not readable YAML ({place}): correct it, or describe a file anew on the page Data."
        ) from None
    return as_layout(file.stem, checked(file, written, (*LAYOUTS, *RECORD_LAYOUTS, *LOADING_ORDER)))


def as_layout(name: str, written: Mapping[str, Any]) -> Layout:
    """The layout of checked keys."""
    columns = {field: _column(said) for field, said in written["columns"].items()}
    words = written.get("words") or {}
    channel, stable = written["channel"], tuple(field for field in columns if field in STABLE)
    return Layout(
        name=name,
        title=written["title"],
        channel=channel,
        precision=written["precision"],
        columns=columns,
        required=tuple(written.get("required") or columns),
        vocabulary="",
        dated="filed_at" in columns,
        fingerprint=() if "number" in columns else stable,
        words=words,
        dates=written.get("dates") or "",
        closed_by_status="status_source" in columns and bool(words.get("state")),
        cannot_answer=cannot_answer(columns, channel),
    )


def as_yaml(layout: Layout) -> str:
    """The layout as its file says it: `read_layout` makes the same of it."""
    said: dict[str, Any] = {"title": layout.title, "channel": layout.channel, "precision": layout.precision}
    if layout.dates:
        said["dates"] = layout.dates
    said["columns"] = {field: _said(column) for field, column in layout.columns.items()}
    if layout.required != tuple(layout.columns):
        said["required"] = list(layout.required)
    if words := {what: dict(known) for what, known in layout.words.items() if known}:
        said["words"] = words
    head = "# A layout of files. The keys are explained in docs/intake.md, section «Layouts of your own».\n"
    return head + yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120)


def save_layout(layout: Layout) -> Path:
    """Write the file, whole or not at all, in place of an earlier one of that name."""
    file = layouts_folder() / f"{layout.name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_suffix(f".{os.getpid()}.tmp")
    made.write_text(as_yaml(layout), encoding="utf-8")
    made.replace(file)
    return file


def _files() -> list[Path]:
    return sorted((file for mark in ("*.yaml", "*.yml") for file in layouts_folder().glob(mark)), key=lambda f: f.name)


def _read(file: Path) -> Layout | str:
    """The layout, or what is wrong with it; read again only when the file has changed."""
    try:
        about = file.stat()
    except OSError as error:  # a link to nowhere
        return str(error)
    return _kept(file.absolute(), about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=256)
def _kept(file: Path, changed: int, size: int) -> Layout | str:
    try:
        return read_layout(file)
    except (FileRefused, OSError) as refused:
        return str(refused)


def _column(said: Any) -> Column:
    """«Тема», [Тема, Категория], or {name: Тема, aliases: […], occurrence: 2}."""
    if isinstance(said, str):
        return Column(said)
    if isinstance(said, list):
        return Column(said[0], tuple(said[1:]))
    return Column(said["name"], tuple(said.get("aliases") or ()), said.get("occurrence", 1))


def _said(column: Column) -> Any:
    if column.occurrence > 1:
        return {"name": column.name, "aliases": list(column.aliases), "occurrence": column.occurrence}
    return list(column.names) if column.aliases else column.name
