"""What a layout is: header names → fields, what it cannot do without, and the rules that are its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

# Fields a column can be read into, and how its text is read (see intake.values). Only these columns leave the file:
# everything else, names of officials above all, is never looked at.
FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("number", "incident_id", "region_name", "pos_number", "rubric", "other_case", "history"), "text"),
    **dict.fromkeys(("filed_at", "registered_at", "assigned_at", "first_response_at", "due_at"), "moment"),
    **dict.fromkeys(("closed_at", "rated_at", "updated_at"), "moment"),
    **dict.fromkeys(("stage_source", "status_source", "outcome_source", "importance_source"), "text"),
    **dict.fromkeys(("reaction_source", "kind_source"), "text"),
    **dict.fromkeys(("fast_track", "statutory", "repeat_review", "source_overdue"), "flag"),
    **dict.fromkeys(("topic_1", "topic_2", "topic_3"), "text"),
    **dict.fromkeys(("agency_received_source", "agency_source", "district_source"), "text"),
    **dict.fromkeys(("settlement", "street", "house", "address"), "text"),
    **dict.fromkeys(("lat", "lon"), "decimal"),
    "rating": "rating",
    "reach": "count",
    "questions": "count",
    "wait_seconds": "count",
    **dict.fromkeys(("response_seconds", "close_seconds"), "duration"),
    **dict.fromkeys(("applicant", "post_url", "blog_url"), "text"),
    **dict.fromkeys(("text", "reply_1", "reply_2", "reply_3", "reply_4"), "text"),
}

# Fields a layout of the region's own may fill (see intake.own_layouts): none of them holds a name, `applicant` is kept
# as a salted hash, texts and addresses are masked.
OWN_FIELDS = (
    *("number", "filed_at", "registered_at", "first_response_at", "due_at", "closed_at", "updated_at"),
    *("status_source", "outcome_source", "importance_source", "topic_1", "topic_2", "topic_3"),
    *("agency_source", "agency_received_source", "region_name", "district_source", "settlement", "street", "house"),
    *("address", "lat", "lon", "rating", "fast_track", "repeat_review", "response_seconds", "close_seconds"),
    *("applicant", "text", "reply_1"),
)
# Those of them that stay as they are in later exports of the same case: they tell one row from another where there is
# no number. Never the applicant: a hash of them is stored, and telephone numbers can be tried against a hash.
STABLE = (
    *("filed_at", "registered_at", "topic_1", "topic_2", "topic_3", "region_name", "district_source", "settlement"),
    *("street", "house", "address", "lat", "lon", "text"),
)

# Metrics that go together: those of a stock need closings and deadlines, those of dates also a filing date.
STOCK = ("in_work", "on_time", "overdue_now", "overdue_depth", "flow")
DATES = ("received", "rate", "repeat", *STOCK)
RATINGS = ("satisfaction", "negative")


@dataclass(frozen=True)
class Column:
    """The header of one field: its name, other names it goes by, and which occurrence when the header repeats."""

    name: str
    aliases: tuple[str, ...] = ()
    occurrence: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


Shape = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Layout:
    """One layout of case files.

    `required`: fields whose headers must be there; a tuple inside means "any of these".
    `shape`: the layout's own rules: a frame of fields (see FIELDS, all present) in, the same with some filled out.
    `dated`: rows have a filing date; without one a row is rejected.
    `numbered`: rows have a key of their own; otherwise the key is a hash of `fingerprint` fields.
    `vocabulary`: section of formats/vocabulary.toml.
    `by_agency`: the district may come from the agency's home district.
    `words`: the layout's own words beside those of `vocabulary`: state, outcome or importance → word → code.
    `dates`: how dates are written where `intake.moments` cannot find it out: see `intake.moments.moments`.
    `closed_by_status`: a closing date counts only where the status says that the case has ended.
    `cannot_answer`: ids of metrics these files say nothing about.
    `guess`: the format is not public; the headers are a proposal.
    """

    name: str
    title: str
    channel: str
    precision: str  # day, minute
    columns: Mapping[str, Column]
    required: tuple[str | tuple[str, ...], ...]
    vocabulary: str
    shape: Shape = field(default=lambda rows: rows)
    dated: bool = True
    fingerprint: tuple[str, ...] = ()
    by_agency: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: str = ""
    closed_by_status: bool = False
    cannot_answer: tuple[str, ...] = ()
    guess: bool = False

    @property
    def numbered(self) -> bool:
        return not self.fingerprint


def column(name: str, *aliases: str, occurrence: int = 1) -> Column:
    """A column by its header and the other headers it is met under."""
    return Column(name, aliases, occurrence)
