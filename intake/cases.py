"""One chunk of rows, from cleaned text to what the store takes: cases, texts, links."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.columns import arrow, text_series
from analysis.masking import masked_address, masked_arrays
from intake.applicants import applicant_keys
from intake.checks import possible_dates, reject_rows
from intake.codes import closed_by_status, with_codes
from intake.date_order import DateOrder
from intake.deadlines import Deadlines
from intake.layout import Layout
from intake.parsing import Parsed, clean_columns, parsed
from intake.remarks import Remarks
from intake.timeline import told_events
from intake.values import is_blank, joined
from intake.verbatim import without_people
from intake.whereabouts import Lookup, locate

DAY_SECONDS = 86_400
REPLIES = ("reply_1", "reply_2", "reply_3", "reply_4")
VERBATIM = ("stage_source", "status_source", "author_reaction")


@dataclass
class Context:
    """What preparing rows needs to know, and what it remembers from chunk to chunk."""

    layout: Layout
    lookup: Lookup
    deadlines: Deadlines
    now: pd.Timestamp  # UTC
    seen: Counter[str] = field(default_factory=Counter)  # fingerprints, for files without keys
    order: DateOrder = field(default_factory=DateOrder)  # of the table that is read


@dataclass(frozen=True)
class Prepared:
    """Frames by the columns of the store's tables; `rows`: of the file; `read`: those that held anything.

    `cases` also has assigned_at and rated_at (events need them) and source_row.
    """

    rows: int
    read: int
    cases: pd.DataFrame
    texts: pd.DataFrame
    links: pd.DataFrame
    events: pd.DataFrame  # steps the source tells, beside those made of the row's own moments

    @property
    def tells(self) -> bool:
        """Whether any case has an address or a text, by which it may be at one place with others."""
        return bool(self.cases["address"].notna().any() or ("text" in self.texts and self.texts["text"].notna().any()))


def prepare(raw: pd.DataFrame, context: Context, remarks: Remarks) -> Prepared:
    """Text columns of a chunk (indexed by row number) → what goes into the staging tables."""
    layout, lookup = context.layout, context.lookup
    text = clean_columns(raw)
    region = lookup.region_of(text.get("region_name"), text.index)
    zone = lookup.zone_of(region)
    read = parsed(text, layout, zone)
    shaped = layout.shape(read.rows)
    if not layout.numbered:
        shaped = shaped.assign(number=_fingerprints(text, layout, context.seen))
    kept = reject_rows(read.keep(shaped.assign(region=region)), layout, context.now, remarks)
    context.order.meet(read, kept.rows.index, layout)
    kept.warn(remarks)
    kept = closed_by_status(kept, layout, remarks)
    rows = with_codes(possible_dates(kept, context.now, remarks), layout, remarks)
    rows = locate(rows, lookup, remarks, by_agency=layout.by_agency)
    rows = _with_deadlines(rows, context, zone.reindex(rows.index))
    rows = _with_durations(rows, layout)
    return _prepared((len(raw), len(text)), kept.keep(rows), layout, zone.reindex(rows.index))


def _fingerprints(text: pd.DataFrame, layout: Layout, seen: Counter[str]) -> pd.Series:
    """Keys for rows without one: a hash of their content, counted on for rows that are alike."""
    if text.empty:  # a block in which nothing stands
        return pd.Series(None, index=text.index, dtype="str")
    told = text.reindex(columns=list(layout.fingerprint)).fillna("")
    rows = ("\x1f".join(row) for row in zip(*(told[name].tolist() for name in told), strict=True))
    keys = [hashlib.blake2b(row.encode(), digest_size=8).hexdigest() for row in rows]
    hashes = pd.Series(keys, index=text.index, dtype="str")
    before = hashes.map(seen).fillna(0).astype(int) + hashes.groupby(hashes).cumcount()
    seen.update(hashes.tolist())
    return hashes.where(before.eq(0), hashes + "-" + (before + 1).astype("str")).astype("str")


def _with_deadlines(rows: pd.DataFrame, context: Context, zone: pd.Series) -> pd.DataFrame:
    """Add due_at (the planned date wins), first_due_at and decided_at (what stops the deadline's clock)."""
    due = rows["due_at"]
    if (open_ended := due.isna()).any():
        due = due.fillna(context.deadlines.due(rows[open_ended], zone[open_ended]))
    decided = rows["closed_at"]
    if context.deadlines.stops == "first":  # closing without a reply stops the clock too
        decided = rows["first_response_at"].fillna(decided)
    return rows.assign(due_at=due, first_due_at=due, decided_at=decided)


def _with_durations(rows: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Seconds to the first response and to closing: by the dates, else as the file states them."""
    found = {}
    for name, moment in (("response_seconds", "first_response_at"), ("close_seconds", "closed_at")):
        seconds = (rows[moment] - rows["filed_at"]).dt.total_seconds()
        if layout.precision == "day":  # local days: a change of the clock must not make 23 hours of one
            seconds = (seconds / DAY_SECONDS).round() * DAY_SECONDS
        found[name] = seconds.round().astype("Int64").fillna(rows[name])
    return rows.assign(**found)


def _prepared(counts: tuple[int, int], kept: Parsed, layout: Layout, zone: pd.Series) -> Prepared:
    rows = kept.rows
    ids = layout.channel + ":" + rows["number"]
    rows = rows.assign(**{name: without_people(rows[name]) for name in VERBATIM if name in rows})
    cases = rows.assign(
        id=ids,
        channel=layout.channel,
        source_number=rows["number"],
        precision=layout.precision,
        address=masked_address(rows["address"]),
        applicant_key=applicant_keys(rows["applicant"]),
        source_row=rows.index,
    )
    events = told_events(rows, ids, layout.vocabulary, zone)
    return Prepared(*counts, cases, _texts(rows, ids), _links(rows, ids), events)


def _texts(rows: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Masked text and reply (the different replies one after the other, with an empty line between two and none within
    one: by it they are told apart).
    """
    if all(is_blank(rows[name]) for name in ("text", *REPLIES)):
        return pd.DataFrame({"case_id": pd.Series(dtype="str")})
    text, reply = masked_arrays([arrow(rows["text"]), _reply(rows)])
    columns = {"case_id": arrow(ids), "text": text, "reply": reply}
    frame = pd.DataFrame({name: text_series(column, rows.index) for name, column in columns.items()}, copy=False)
    return frame[frame["text"].notna() | frame["reply"].notna()] if text.null_count and reply.null_count else frame


def _reply(rows: pd.DataFrame) -> pa.Array:
    parts: list[pa.Array] = []
    given = [arrow(rows[name]) for name in REPLIES if not is_blank(rows[name])]
    for position, part in enumerate(given):
        for earlier in given[:position]:
            said_before = pc.fill_null(pc.equal(part, earlier), False)
            part = pc.if_else(said_before, pa.scalar(None, pa.large_string()), part)
        if pc.any(pc.match_substring_regex(part, "\n\n")).as_py():  # six times as fast as match_substring
            part = pc.replace_substring_regex(part, r"\n{2,}", "\n")
        parts.append(part)
    return joined(parts, "\n\n") if parts else pa.nulls(len(rows), pa.large_string())


def _links(rows: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """A card that names a platform message, or a case of another source: both are the same event."""
    if is_blank(rows["pos_number"]) and is_blank(rows["other_case"]):
        return pd.DataFrame({name: pd.Series(dtype="str") for name in ("event_id", "case_id", "reason")})
    event = ("pos:" + rows["pos_number"]).fillna(rows["other_case"])
    named = event.notna()
    event = event[named]
    both = pd.concat(
        [pd.DataFrame({"event_id": event, "case_id": ids[named]}), event.to_frame("event_id").assign(case_id=event)]
    )
    return both.assign(reason="source")


def arrow_rows(frame: pd.DataFrame, names_and_types: list[tuple[str, pa.DataType]]) -> pa.Table:
    """A frame as the Arrow table a store's table takes; columns it does not have are null."""
    columns = []
    for name, kind in names_and_types:
        if name in frame:
            columns.append(pa.array(frame[name], type=kind, from_pandas=True))
        else:
            columns.append(pa.nulls(len(frame), kind))
    return pa.table(columns, names=[name for name, _ in names_and_types])
