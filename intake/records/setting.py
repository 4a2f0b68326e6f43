"""What shaping rows needs besides the rows: names of places and organisations, words, and what was met so far."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import Connection

from intake.names.record_names import KEYS
from intake.records.hidden import hidden_before, in_keys
from intake.records.layouts import RecordLayout
from intake.remarks import Remarks
from intake.verbatim import known_or_masked
from intake.vocabulary import coded
from intake.whereabouts import Lookup

if TYPE_CHECKING:
    from intake.records.survey_plan import Plan

DAY = pd.Timedelta(1, "D")


@dataclass
class Setting:
    """One file being loaded. `now`: UTC; `name`: what the user calls the file; `survey`: how its columns are read;
    `cleared`: respondents and questions of it that hold no answer any more; `listed`: of districts and agencies
    the ids by what keys said of their names before the region's lists held them, see `intake.records.hidden`.
    """

    connection: Connection
    path: Path
    layout: RecordLayout
    lookup: Lookup
    remarks: Remarks
    now: datetime
    name: str = ""
    survey: "Plan | None" = None
    cleared: set[str] = field(default_factory=set)
    listed: dict[str, dict[str, str]] = field(default_factory=dict)
    _met: dict[str, dict[str, int]] = field(default_factory=dict)
    alike: Counter[str] = field(default_factory=Counter)  # fingerprints of rows without a number

    def placed(self, rows: pd.DataFrame) -> pd.DataFrame:
        """With district_id, district_named (before a reform, for the key: two that merged stay two rows of one day),
        district_source, agency_id, agency_source by the columns `district` and `agency`, and district_unknown and
        agency_unknown, what a key says of a name nobody knows. Of such a name is kept what it does not say of people.

        A row that names an organisation and no place stands in the organisation's home district.
        """
        region = pd.Series(self.lookup.region, index=rows.index, dtype="str")
        ids, named, strange = ({kind: pd.Series(dtype="str") for kind in ("district", "agency")} for _ in range(3))
        for kind, find in (("district", self.lookup.districts), ("agency", self.lookup.agencies)):
            written = text_of(rows, kind)
            ids[kind], named[kind] = known_or_masked(written, region, find)
            strange[kind] = in_keys(written, named[kind])
            unknown = ids[kind].isna() & written.notna()
            self.remarks.warn(f"unmapped_{kind}", unknown, kind, named[kind])
            self.remarks.name_unmapped(kind, named[kind][unknown])
            self.listed.setdefault(kind, {}).update(hidden_before(named[kind], ids[kind]))
        home = self.lookup.names.home_district(ids["agency"])
        districts = ids["district"].fillna(home.where(named["district"].isna()))
        return rows.assign(
            district_id=self.lookup.names.today(districts),
            district_named=districts,
            district_source=named["district"],
            district_unknown=strange["district"],
            agency_id=ids["agency"],
            agency_source=named["agency"],
            agency_unknown=strange["agency"],
        )

    def words(self, rows: pd.DataFrame, name: str, section: str, what: str) -> pd.Series:
        """Codes of a column of words; a word nobody knows is missing, with a warning `unknown_…`."""
        text = text_of(rows, name)
        codes, unknown = coded(text, section, what)
        self.remarks.warn(f"unknown_{what}", unknown, name, text)
        return codes

    def without(self, rows: pd.DataFrame, reason: str, name: str | None, where: pd.Series) -> pd.DataFrame:
        """The rows that are not turned away for this reason."""
        self.remarks.reject(reason, where, name)
        return rows[~where]

    def dated(self, rows: pd.DataFrame, name: str) -> pd.DataFrame:
        """The rows that have this day or moment, not more than a day from now."""
        rows = self.without(rows, "no_date", name, rows[name].isna())
        return self.without(rows, "future_day", name, rows[name] > pd.Timestamp(self.now) + DAY)

    def positions(self, kind: str, ids: pd.Series) -> pd.Series:
        """The place of each id in the order in which they were first met, from 1."""
        met = self._met.setdefault(kind, {})
        for id in ids.dropna().unique():
            met.setdefault(str(id), len(met) + 1)
        return ids.map(met).astype("Int64")


def text_of(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column of text; missing throughout where the file has none."""
    return rows[name] if name in rows else pd.Series(None, index=rows.index, dtype="str")


def column_of(rows: pd.DataFrame, name: str, kind: str) -> pd.Series:
    """A column of values of a pandas type; missing throughout where the file has none."""
    return rows[name] if name in rows else pd.Series(None, index=rows.index, dtype=kind)


def keyed(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """With `key`, the natural key of this table; «…_id» is a place or an organisation, if unmapped its name, or a hash
    of a name that is not kept.
    """
    parts = []
    for name in KEYS[table]:
        part = rows["district_named" if name == "district_id" else name]
        if pd.api.types.is_datetime64_any_dtype(part):
            part = part.dt.strftime("%Y-%m-%dT%H:%M").str.removesuffix("T00:00")
        if (unknown := f"{name.removesuffix('_id')}_unknown") in rows:
            part = part.fillna(rows[unknown])
        part = part.astype("str").fillna("")
        parts.append(part.str.replace("|", "¦", regex=False) if name.endswith("_id") else part)
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + "|" + part
    return rows.assign(key=whole)
