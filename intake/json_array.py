"""A JSON array of objects as a grid: the keys are the header. An object that wraps one array is unwrapped."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from intake.nested import flat, is_nested
from intake.report import FileRefused
from intake.workbook import CHUNK_ROWS, as_text, text_column

_HALF = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass
class JsonArray:
    """See intake.grids.Grid. "Row" 2 is the first object: row 1 would be the header."""

    file: str
    top: list[list[str]]
    rows: list[dict[str, Any]]
    sheet: str | None = None
    first_row: int = 1

    def total_rows(self) -> int | None:
        return len(self.rows)

    def check_merged(self, header: int, positions: Mapping[str, int]) -> None:
        """JSON has no merged cells."""

    def chunks(self, header: int, positions: Mapping[str, int]) -> Iterator[pd.DataFrame]:
        keys = {name: self.top[0][at] for name, at in positions.items()}
        for start in range(0, len(self.rows), CHUNK_ROWS):
            part = self.rows[start : start + CHUNK_ROWS]
            columns = {name: text_column([_text(row.get(key)) for row in part]).array for name, key in keys.items()}
            yield pd.DataFrame(columns, index=pd.RangeIndex(start + 2, start + 2 + len(part)))


def open_json(path: Path) -> Iterator[JsonArray]:
    """The one table of a JSON file."""
    try:
        content = _loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{path.name}: not UTF-8 at byte {error.start}. JSON has to be UTF-8: export it again."
        ) from None
    except (ValueError, RecursionError) as error:
        place = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else _odd(error)
        raise FileRefused(
            f"{path.name}: broken JSON ({place}): the file is damaged or cut off. Export it again."
        ) from None
    if isinstance(content, dict) and is_nested(content):
        content = [content]
    if isinstance(content, dict):
        arrays = [value for value in content.values() if isinstance(value, list)]
        content = arrays[0] if len(arrays) == 1 else content
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise FileRefused(f"{path.name}: a JSON array of objects was expected. See docs/intake.md, layout open311.")
    if not content:
        raise FileRefused(f"{path.name}: the JSON array is empty: there are no rows to load.")
    content = [flat(row) for row in content]
    keys = list(dict.fromkeys(key for row in content for key in row))
    yield JsonArray(path.name, [keys, [_text(content[0].get(key)) for key in keys]], content)


def _loads(text: str) -> Any:
    """The content; halves of a letter that JSON can write and UTF-8 cannot (\\ud800 alone) become �."""
    content = json.loads(text)
    if _HALF.search(text):
        whole = json.dumps(content, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        content = json.loads(whole)
    return content


def _odd(error: Exception) -> str:
    return "too deep" if isinstance(error, RecursionError) else "a number of thousands of digits"


def _text(value: Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    return repr(value) if isinstance(value, float) and not value.is_integer() else as_text(value)
