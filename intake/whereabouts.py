"""Where a case belongs: region and time zone, district, agency, topic, point. What is not known stays unmapped."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, select

from analysis.columns import arrow, text_series
from intake.matching import Names
from intake.names.regions import RegionNames
from intake.placement import Placement
from intake.remarks import Remarks
from intake.report import FileRefused
from intake.values import by_unique, is_blank, joined, looked_up, no_text, spread
from intake.verbatim import known_or_masked, without_people
from store.tables import region as region_table

# A store without regions: dates have to be read in some zone, and the report says that this one was assumed.
TOPICS = ("topic_1", "topic_2", "topic_3")
UNKNOWN_REGION, ASSUMED_ZONE = "unknown", "Europe/Moscow"


@dataclass
class Remembered:
    """Ids found earlier in the file: a name is looked up once, not once a chunk."""

    _known: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def find(self, names: pd.Series, key: str, find: Callable[[pd.Series], pd.Series]) -> pd.Series:
        """`find` on the names not yet met under `key`; missing names stay missing."""
        known = self._known.setdefault(key, {})
        fresh = [name for name in arrow(names).unique().drop_null().to_pylist() if name not in known]
        if fresh:
            known.update(zip(fresh, arrow(find(pd.Series(fresh, dtype="str"))).to_pylist(), strict=True))
        return looked_up(names, known)


@dataclass(frozen=True)
class Lookup:
    """Everything the store knows about places and names when the import begins."""

    names: Names
    placement: Placement
    regions: RegionNames
    zones: dict[str, str]  # region → IANA zone
    region: str  # of rows that state none
    assumed: bool  # no region is loaded
    _met: Remembered = field(default_factory=Remembered)

    @classmethod
    def load(cls, connection: Connection, region: str | None) -> "Lookup":
        """`region`: id or name of the region the file is about; the home region without it. Raises FileRefused."""
        rows = connection.execute(select(region_table)).all()
        regions = RegionNames.of({row.id: row.name_ru for row in rows})
        home = next((row.id for row in rows if row.is_home), rows[0].id if rows else UNKNOWN_REGION)
        chosen = regions.id(region) if region and rows else home
        if chosen is None:
            loaded = ", ".join(f"{row.id} ({row.name_ru})" for row in rows)
            raise FileRefused(f"No region {region!r} is loaded. Loaded: {loaded}. Load its boundaries first.")
        zones = {row.id: row.timezone for row in rows} or {UNKNOWN_REGION: ASSUMED_ZONE}
        return cls(Names.load(connection), Placement.load(connection), regions, zones, chosen, not rows)

    def districts(self, names: pd.Series, region: pd.Series) -> pd.Series:
        """District ids by name and region; of before a reform where the name is, see `Names.today`."""
        return self._by_region("district", names, region, self.names.districts)

    def agencies(self, names: pd.Series, region: pd.Series) -> pd.Series:
        """Agency ids by name and region."""
        return self._by_region("agency", names, region, self.names.agencies)

    def topics(self, rows: pd.DataFrame) -> pd.Series:
        """Topic ids by the levels topic_1 to topic_3, in the row's region first; where no name is known, by the code
        that stands beside it (topic_code).
        """

        def find(fresh: pd.Series, region: str) -> pd.Series:
            return self.names.topics([level for _, level in fresh.str.split("\x1f", expand=True).items()], region)

        ids = self._by_region("topic", _joined(rows, list(TOPICS), "\x1f"), rows["region"], find)
        if "topic_code" in rows and ids.isna().any():
            ids = ids.fillna(self._by_region("topic", rows["topic_code"], rows["region"], find))
        return ids

    def _by_region(
        self, kind: str, names: pd.Series, region: pd.Series, find: Callable[[pd.Series, str], pd.Series]
    ) -> pd.Series:
        ids = no_text(names.index)
        if is_blank(names):
            return ids
        regions = arrow(region).unique().to_pylist()
        for one in regions:
            part = names if len(regions) == 1 else names[region.eq(one)]
            found = self._met.find(part, f"{kind} {one}", partial(_find_in, find, str(one)))
            ids = found if len(regions) == 1 else ids.fillna(found.reindex(ids.index))
        return ids

    def region_of(self, stated: pd.Series | None, index: pd.Index) -> pd.Series:
        """Region ids by row: the one the row states when it is loaded, else the file's."""
        if stated is None:
            return text_series(pa.repeat(pa.scalar(self.region, pa.large_string()), len(index)), index)
        codes, unique = by_unique(stated)
        ids = [self.regions.id(str(name)) for name in unique.tolist()]
        ids = [found if found in self.zones else None for found in ids]
        return spread(codes, pd.Series(ids, dtype="str"), index).fillna(self.region)

    def zone_of(self, region: pd.Series) -> pd.Series:
        """IANA zone names by row."""
        return looked_up(region, self.zones)


def locate(rows: pd.DataFrame, lookup: Lookup, remarks: Remarks, *, by_agency: bool) -> pd.DataFrame:
    """Add agency_id, agency_received_id, topic_id, topic_source, district_id, address and place_precision to rows.

    `by_agency`: where the row itself names no place (ПОС never does), the district is the agency's home district.
    Points outside the region are dropped.
    """
    region = rows["region"]
    rows = _with_topics(_with_bodies(rows, lookup), lookup)
    _count_unmapped(rows, remarks, "agency", "agency_source")
    _count_unmapped(rows, remarks, "topic", "topic_source")
    rows = _drop_outside(rows, lookup, remarks)
    own, named = known_or_masked(rows["district_source"], region, lookup.districts)
    own, rows = lookup.names.today(own), rows.assign(district_source=named)
    if (alone := own.isna() & rows["lat"].notna()).any():
        own = own.fillna(lookup.placement.district_of(rows["lat"][alone], rows["lon"][alone]))
    of_agency = lookup.names.home_district(rows["agency_id"])
    district = own.fillna(of_agency) if by_agency else own
    unknown = district.isna()
    if by_agency:
        # A body of the whole region has no district, and nothing is unmapped.
        unknown &= rows["agency_id"].isna() | rows["district_source"].notna()
    if rows["district_source"].notna().any() or not by_agency:
        remarks.name_unmapped("district", rows["district_source"][unknown])
    remarks.warn(
        "unmapped_district", unknown, "agency_source" if by_agency else "district_source", rows["district_source"]
    )
    return rows.assign(
        district_id=district,
        address=_joined(rows, ["settlement", "street", "house", "address"], ", "),
        place_precision=_precision(rows, own, district),
    )


def _with_bodies(rows: pd.DataFrame, lookup: Lookup) -> pd.DataFrame:
    """Add agency_id and agency_received_id; what names an official instead is masked."""
    found = {}
    for kind in ("agency", "agency_received"):
        names = rows[f"{kind}_source"]
        ids, found[f"{kind}_source"] = known_or_masked(names, rows["region"], lookup.agencies)
        found[f"{kind}_id"] = ids
    return rows.assign(**found)


def _with_topics(rows: pd.DataFrame, lookup: Lookup) -> pd.DataFrame:
    """Add topic_id, by the names as they are written or as they are kept, and topic_source, without what it says of
    people: where one level is known, another may hold anything.
    """
    ids = lookup.topics(rows)
    kept = rows.assign(**{level: without_people(rows[level]) for level in TOPICS})
    if ids.isna().any():
        ids = ids.fillna(lookup.topics(kept[ids.isna()]))
    return kept.assign(topic_id=ids, topic_source=_joined(kept, list(TOPICS), " / "))


def _find_in(find: Callable[[pd.Series, str], pd.Series], region: str, names: pd.Series) -> pd.Series:
    return find(names, region)


def _count_unmapped(rows: pd.DataFrame, remarks: Remarks, kind: str, source: str) -> None:
    """Only names count: a row that names no agency (or a file that has none) is not unmapped."""
    unknown = rows[f"{kind}_id"].isna() & rows[source].notna()
    if unknown.any():
        remarks.warn(f"unmapped_{kind}", unknown, "topic_2" if kind == "topic" else source, rows[source])
        remarks.name_unmapped(kind, rows[source][unknown])


def _drop_outside(rows: pd.DataFrame, lookup: Lookup, remarks: Remarks) -> pd.DataFrame:
    lat, lon = rows["lat"], rows["lon"]
    stated = lat.notna() | lon.notna()
    if not stated.any():
        return rows
    possible = lat.between(-90, 90) & lon.between(-180, 180) & ~(lat.eq(0) & lon.eq(0))
    inside = possible & lookup.placement.inside(lat, lon, rows["region"])
    outside = stated & ~inside
    remarks.warn("coordinates_outside", outside, "lat", lat.astype("str") + ", " + lon.astype("str"))
    return rows.assign(lat=lat.where(inside), lon=lon.where(inside))


def _joined(rows: pd.DataFrame, columns: list[str], mark: str) -> pd.Series:
    """The filled columns of each row in one text; missing where all are."""
    filled = [name for name in columns if not is_blank(rows[name])]
    return text_series(joined([arrow(rows[name]) for name in filled or columns[:1]], mark), rows.index)


def _precision(rows: pd.DataFrame, own: pd.Series, district: pd.Series) -> pd.Series:
    """The finest that is known: point, street, settlement, district (named), agency (its home), none."""
    known = [
        rows["lat"].notna(),
        rows["street"].notna() | rows["address"].notna(),
        rows["settlement"].notna(),
        own.notna(),
        district.notna(),
    ]
    found = np.select(known, ["point", "street", "settlement", "district", "agency"], "none")
    return pd.Series(found, index=rows.index, dtype="str")
