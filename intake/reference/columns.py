"""The headers of reference files (``columns.toml``): which layout a header set is, which column holds which field."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from intake.names.normal import normalise

_FILE = Path(__file__).with_name("columns.toml")
# Tables are recognised in this order; boundaries come as geometry files, a plain list of districts is the exception.
TABLE_LAYOUTS = ("reforms", "population", "agencies", "topics", "districts")
_BY_AGE = (re.compile(r"возраст"), re.compile(r"пол\b"))  # how headers begin: «Возраст (лет)», «Пол (м/ж)»
_POPULATION = re.compile(r"(население|численность|population)\b.*\b(?:19|20)\d\d\b")


@cache
def _layouts() -> dict[str, tuple[list[str], dict[str, list[str]]]]:
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        layout: (table["need"], {field: _spellings(layout, headers) for field, headers in table["fields"].items()})
        for layout, table in tables.items()
    }


def _spellings(layout: str, headers: list[str]) -> list[str]:
    """Headers in normal form; those of boundaries also cut after ten letters, as shapefiles do (name_offic)."""
    normal = [normalise(header) for header in headers]
    return normal + [name[:10] for name in normal if len(name) > 10 and layout == "districts" and name.isascii()]


def columns_of(layout: str, headers: Iterable[str]) -> dict[str, str]:
    """Field → header as the file writes it. A population column may carry its year: «Население на 1 января 2025»."""
    written: dict[str, str] = {}
    for header in headers:
        written.setdefault(normalise(header), header)
    fields = _layouts()[layout][1]
    found: dict[str, str | None] = {
        field: next((written[h] for h in names if h in written), None) for field, names in fields.items()
    }
    if layout == "population" and found["population"] is None:
        dated = [h for h in written if _POPULATION.search(h)]
        found["population"] = written[max(dated, key=year_in)] if dated else None
    taken: dict[str, str] = {}
    for field, column in found.items():
        if column is not None and column not in taken.values():
            taken[field] = column
    return taken


def year_in(text: str) -> int:
    """The last year written in a text, 0 when there is none: «на 01.01.2025» → 2025."""
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    return int(years[-1]) if years else 0


def missing_fields(layout: str, columns: Mapping[str, str]) -> list[str]:
    """What a file of this layout must have and has not; a need of several fields is met by any one of them."""
    return [need for need in _layouts()[layout][0] if not any(field in columns for field in need.split("|"))]


def example_headers(layout: str, need: str) -> str:
    """The headers that meet a need, as a person would write them: «Население»."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return " / ".join(f"«{tables[layout]['fields'][field][0]}»" for field in need.split("|"))


def layout_of(headers: Iterable[str]) -> str | None:
    """The layout whose needs the headers meet and which knows more than half of them; None otherwise.

    Registers of cases name organisations, topics and municipalities too, among many headers of their own.
    """
    filled = [header for header in headers if normalise(header)]
    # Residents by age and sex are records, and no population: each row of a municipality is one age of it.
    by_age = all(any(begins.match(normalise(header)) for header in filled) for begins in _BY_AGE)
    for layout in TABLE_LAYOUTS:
        if layout == "population" and by_age:
            continue
        columns = columns_of(layout, filled)
        if not missing_fields(layout, columns) and 2 * len(columns) > len(filled):
            return layout
    return None
