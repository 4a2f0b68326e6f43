"""The layouts of files without cases, from layouts.toml: which header set is which, which column holds which field."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intake.headers import normal_header

_FILE = Path(__file__).with_name("layouts.toml")
# How the text of a field is read (see intake.records.reading); every other field is text.
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("day", "as_of"), "day"),
    **dict.fromkeys(("starts_at", "last_post_at", "answered_at"), "moment"),
    "ends_at": "end",
    **dict.fromkeys(("created_ms", "voted_ms"), "epoch"),
    **dict.fromkeys(("count", "lost", "ratings", "followers", "votes", "voters", "views", "people"), "count"),
    **dict.fromkeys(("proposals", "accepted", "participants", "agrees", "disagrees"), "count"),
    "waiting_seconds": "waiting",
    "waiting_minutes": "decimal",
    **dict.fromkeys(("rating", "simplicity", "access", "deadline", "courtesy"), "mean"),
    **dict.fromkeys(("has_mark", "contacted", "solved", "satisfied", "valid", "sample"), "flag"),
    **dict.fromkeys(("moderated", "vote"), "sign"),
}


@dataclass(frozen=True)
class RecordLayout:
    """One layout. `rows`: what its rows are (a key of `intake.records.loading.SHAPES`); `need`: fields that must be
    there, any one of each inner tuple; `fields`: field → headers; `guess`: the format is not public. `marks`,
    `weak_marks`, `skip`, `separators`, `personal`: of surveys with a column for each question (see
    `intake.records.survey_header` and `survey_personal`).
    """

    name: str
    title: str
    rows: str
    need: tuple[tuple[str, ...], ...]
    fields: Mapping[str, tuple[str, ...]]
    guess: bool = False
    channel: str | None = None
    marks: tuple[str, ...] = ()
    weak_marks: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    personal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def positions(self, cells: Sequence[str]) -> dict[str, int]:
        """Field → position of its column in a row of headers."""
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            if cell:
                places.setdefault(normal_header(cell), place)
        found: dict[str, int] = {}
        for name, headers in self.fields.items():
            column = next((places[h] for header in headers if (h := normal_header(header)) in places), None)
            if column is not None and column not in found.values():
                found[name] = column
        return found

    def missing(self, positions: Mapping[str, int]) -> list[str]:
        """The headers of needed fields that are not there, as a person would write them."""
        lost = (need for need in self.need if not any(name in positions for name in need))
        return [" or ".join(f"«{self.fields[name][0]}»" for name in need) for need in lost]


def _read() -> dict[str, RecordLayout]:
    return {
        name: RecordLayout(
            name=name,
            title=table["title"],
            rows=table["rows"],
            need=tuple(tuple(need.split("|")) for need in table["need"]),
            fields={field: tuple(headers) for field, headers in table["fields"].items()},
            guess=table.get("guess", False),
            channel=table.get("channel"),
            marks=tuple(table.get("marks", ())),
            weak_marks=tuple(table.get("weak_marks", ())),
            skip=tuple(table.get("skip", ())),
            separators=tuple(table.get("separators", ())),
            personal={name: tuple(words) for name, words in table.get("personal", {}).items()},
        )
        for name, table in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    }


RECORD_LAYOUTS: Mapping[str, RecordLayout] = _read()
