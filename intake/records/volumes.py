"""Counts by day: calls, visits, orders of services, dialogues; ratings of organisations; pages; call-backs; notes."""

import hashlib

import pandas as pd
from sqlalchemy import select

from analysis.masking import masked
from intake.formats.social import network
from intake.records.setting import Setting, column_of, keyed, text_of
from store.tables import case

Frames = dict[str, pd.DataFrame]  # table → its rows, indexed by the row number of the file; the first is what rows are
CRITERIA = ("simplicity", "access", "deadline", "courtesy")


def volumes(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each day × channel × place × service. Turned away: without a day, a count or a channel."""
    rows = setting.dated(rows, "day")
    rows = setting.without(rows, "no_count", "count", rows["count"].isna())
    rows = rows.assign(channel=_channels(rows, setting))
    rows = setting.without(rows, "no_channel", "channel", rows["channel"].isna())
    rows = setting.placed(rows)
    waiting = column_of(rows, "waiting_seconds", "float64")
    rows = rows.assign(
        service=text_of(rows, "service"),
        waiting_seconds=waiting.fillna(60 * column_of(rows, "waiting_minutes", "float64")),
    )
    return {"volume": keyed(rows, "volume")}


def _channels(rows: pd.DataFrame, setting: Setting) -> pd.Series:
    """Codes of channels; a name nobody knows stays as it is written, and a row that names none is of the layout's."""
    codes = setting.words(rows, "channel", "volumes", "channel").fillna(text_of(rows, "channel"))
    return codes.fillna(setting.layout.channel) if setting.layout.channel else codes


def ratings(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each organisation × criterion; a criterion without a value has none."""
    rows = setting.without(rows, "no_name", "agency", text_of(rows, "agency").isna())
    unrated = rows[list(CRITERIA)].isna().all(axis=1)
    rows = setting.placed(setting.without(rows, "no_rating", CRITERIA[0], unrated))
    rows = rows.assign(
        day=column_of(rows, "day", "datetime64[us]"),
        ratings=column_of(rows, "ratings", "Int64"),
    )
    long = pd.concat([rows.assign(criterion=criterion, value=rows[criterion]) for criterion in CRITERIA])
    return {"service_rating": keyed(long[long["value"].notna()], "service_rating")}


def pages(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each page, known by its address."""
    rows = setting.without(rows, "no_address", "url", text_of(rows, "url").isna())
    rows = setting.placed(rows)
    stated = setting.words(rows, "network", "pages", "network")
    url = rows["url"].str.strip().str.replace(r"^(https?://)?(www\.|m\.)?", "https://", regex=True).str.rstrip("/")
    rows = rows.assign(url=url, network=network(url).fillna(stated).fillna(text_of(rows, "network")))
    return {"official_page": rows.assign(key=url.str.lower())}


def callbacks(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each call-back. Known by its number, else by the case and the day, else by all that the row says.

    A case of the store gives its district and agency where the row names none.
    """
    rows = setting.dated(rows, "day")
    number = text_of(rows, "number").fillna(fingerprints(rows, setting))
    channel = setting.words(rows, "channel", "callbacks", "channel")
    case_id = channel + ":" + text_of(rows, "case_number")
    by_case = case_id + "|" + rows["day"].dt.strftime("%Y-%m-%d")
    rows = setting.placed(rows).assign(
        case_id=case_id,
        key=text_of(rows, "number").fillna(by_case).fillna(number),
        valid=column_of(rows, "valid", "boolean").fillna(True),
    )
    return {"callback": _with_cases(rows, setting)}


def fingerprints(rows: pd.DataFrame, setting: Setting) -> pd.Series:
    """What knows a row without a number: all that it says, and how many alike came before it."""
    whole = rows.astype("str").fillna("").agg("\x1f".join, axis=1)
    hashes = whole.map(lambda row: hashlib.blake2b(row.encode(), digest_size=8).hexdigest()).astype("str")
    before = hashes.map(setting.alike).fillna(0).astype(int) + hashes.groupby(hashes).cumcount()
    setting.alike.update(hashes.tolist())
    return hashes.where(before.eq(0), hashes + "-" + (before + 1).astype("str"))


def _with_cases(rows: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    wanted = rows["case_id"].dropna().unique().tolist()
    question = select(case.c.id, case.c.district_id, case.c.agency_id).where(case.c.id.in_(wanted))
    known = {row.id: row for row in setting.connection.execute(question)} if wanted else {}
    district = rows["case_id"].map({id: row.district_id for id, row in known.items()}).astype("str")
    agency = rows["case_id"].map({id: row.agency_id for id, row in known.items()}).astype("str")
    silent, nobody = rows["district_source"].isna(), rows["agency_source"].isna()
    return rows.assign(
        district_id=rows["district_id"].mask(silent, district.fillna(rows["district_id"])),
        agency_id=rows["agency_id"].mask(nobody, agency),
    )


def annotations(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each event that explains a chart. It may lie in the future: a direct line is announced."""
    rows = setting.without(rows, "no_date", "starts_at", rows["starts_at"].isna())
    rows = setting.without(rows, "no_name", "title", text_of(rows, "title").isna())
    rows = setting.placed(rows)
    rows = rows.assign(
        kind=setting.words(rows, "kind", "annotations", "kind").fillna("other"), title=masked(rows["title"])
    )
    return {"annotation": keyed(rows, "annotation")}
