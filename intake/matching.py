"""Names in rows → ids in the store: districts, agencies, topics. What is not known stays unmapped: no guessing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, select

from analysis.columns import arrow
from intake.names.aliases import add_alias
from intake.names.index import Alias, AliasIndex, Suggestion, organisation_form, place_form
from intake.names.normal import normalise
from intake.names.regions import RegionNames
from intake.names.successors import successors_of
from intake.names.topics import Taxonomies, TopicIndex
from intake.values import looked_up
from store.tables import agency, agency_alias, district, district_alias, topic, topic_alias
from store.tables import region as region_table

Rows = tuple[tuple[Any, ...], ...]

__all__ = ["Names", "Suggestion", "add_alias", "normalise"]


@dataclass(frozen=True)
class Names:
    """All names of the store as they were when loaded; every method works on the unique values of what it gets."""

    home: str | None  # id of the home region
    _regions: RegionNames
    _districts: AliasIndex
    _agencies: AliasIndex
    _topics: Taxonomies
    _home_districts: dict[str, str]  # agency → district
    _successors: dict[str, str]  # district that a reform ended → the one that stands there today

    @classmethod
    def load(cls, connection: Connection) -> "Names":
        """Read regions, districts, agencies, topics and their aliases. What is made of them is kept: the same come
        again with every file.
        """
        regions = _rows(connection, select(region_table.c.id, region_table.c.name_ru, region_table.c.is_home))
        home = next((id for id, _, is_home in regions if is_home), None)
        agencies = _rows(connection, select(agency.c.id, agency.c.name_ru, agency.c.district_id))
        places = _rows(
            connection,
            select(district.c.id, district.c.name_ru, district.c.kind, district.c.valid_to, district.c.successor_id),
        )
        # Of two topics with one path the common one, else that of the first region answers to rows of other regions.
        order = (topic.c.region.is_(None), topic.c.region.desc(), topic.c.id)
        path = (topic.c.id, topic.c.region, topic.c.level_1, topic.c.level_2, topic.c.level_3)
        topics = _rows(connection, select(*path).order_by(*order))
        aliases = {table: _rows(connection, select(table)) for table in (district_alias, agency_alias, topic_alias)}
        successors = successors_of({id: successor for id, *_, successor in places if successor is not None})
        return cls(
            home,
            RegionNames.of({id: name for id, name, _ in regions}),
            _district_index(places, aliases[district_alias], home),
            _agency_index(agencies, aliases[agency_alias], home),
            _taxonomies(topics, aliases[topic_alias]),
            {id: district_id for id, _, district_id in agencies if district_id is not None},
            successors,
        )

    def districts(self, raw: pd.Series, region: pd.Series | str | None) -> pd.Series:
        """District ids of names («Омск г.о.», «Омская область, Омский район»); missing where unmapped.

        `region`: id or name of the row's region; empty where the row states none (home first, then the only match).
        A region written inside the name wins. A name of before a reform gives the district of before; see `today`.
        """
        return self._by_region(raw, region, self._district)

    def today(self, district_ids: pd.Series) -> pd.Series:
        """The districts in which these are counted: themselves, or what a reform made of them."""
        return looked_up(district_ids, self._successors).fillna(district_ids) if self._successors else district_ids

    def agencies(self, raw: pd.Series, region: pd.Series | str | None) -> pd.Series:
        """Agency ids of organisation names; missing where unmapped. `region` as in `districts`."""
        return self._by_region(raw, region, self._agencies.find)

    def topics(self, levels: list[pd.Series], region: str | None = None) -> pd.Series:
        """Topic ids of paths given level by level, broad to narrow; the deepest known name wins.

        `region`: id of the rows' region, whose own taxonomy is looked at first.
        """
        frame = pd.concat(levels, axis=1, keys=range(len(levels))).astype("str")
        paths = frame.drop_duplicates()
        rows = ([level for level in row if isinstance(level, str)] for row in paths.itertuples(index=False, name=None))
        ids = pd.Series([self._topics.find(row, region) for row in rows], dtype="str")
        codes = frame.groupby(list(frame.columns), dropna=False, sort=False).ngroup()
        return pd.Series(ids.array.take(codes.to_numpy()), index=frame.index, dtype="str")

    def home_district(self, agency_ids: pd.Series) -> pd.Series:
        """The home district of each agency; missing where the agency has none or is not known."""
        return looked_up(agency_ids, self._home_districts)

    def suggest(self, raw: str, kind: str, region: str | None, limit: int = 5) -> list[Suggestion]:
        """The nearest names, best first, for a person to choose from. `kind`: district, agency or topic."""
        if kind == "topic":
            return self._topics.suggest(raw, self._regions.id(region), limit)
        index = {"district": self._districts, "agency": self._agencies}[kind]
        return index.suggest(raw, self._regions.id(region), limit)

    def _district(self, name: str, region: str | None) -> str | None:
        code = "".join(name.split())
        if code.isdecimal():  # OKTMO of a municipality, or of a settlement inside one
            return next((id for id in (code, code[:8]) if id in self._districts.names), None)
        if found := self._districts.find(name, region):
            return found
        stated, rest = self._regions.split(name)
        return self._districts.find(rest, stated) if stated and rest else None

    def _by_region(
        self, raw: pd.Series, region: pd.Series | str | None, find: Callable[[str, str | None], str | None]
    ) -> pd.Series:
        if not isinstance(region, pd.Series):
            return self._in_one_region(raw, region, find)
        parts = [
            self._in_one_region(part, str(key) if pd.notna(key) else None, find)
            for key, part in raw.groupby(region.reindex(raw.index), dropna=False, sort=False)
        ]
        return pd.concat(parts).reindex(raw.index) if parts else raw.astype("str")

    def _in_one_region(
        self, raw: pd.Series, region: str | None, find: Callable[[str, str | None], str | None]
    ) -> pd.Series:
        known = self._regions.id(region)
        if region and known is None:
            return pd.Series(None, index=raw.index, dtype="str")
        return looked_up(raw, {name: find(name, known) for name in arrow(raw).unique().drop_null().to_pylist()})


def _rows(connection: Connection, question: Select) -> Rows:
    return tuple(map(tuple, connection.execute(question)))


@lru_cache(maxsize=4)
def _district_index(places: Rows, aliases: Rows, home: str | None) -> AliasIndex:
    kinds = {id: kind for id, _, kind, _, _ in places}
    ended = {id for id, _, _, valid_to, _ in places if valid_to is not None}
    successors = successors_of({id: successor for id, *_, successor in places if successor is not None})
    index = AliasIndex(place_form, {id: name for id, name, *_ in places}, home, successors)
    found = [Alias(region, alias, id, kinds.get(id), origin == "person") for region, alias, id, origin in aliases]
    bearers: dict[tuple[str, str], set[str]] = {}
    for alias in found:
        if alias.id not in ended:
            bearers.setdefault((alias.region, alias.spelling), set()).add(alias.id)
    # A district that a reform ended answers only to names that nobody bears today but its own successor.
    index.add(
        alias
        for alias in found
        if alias.id not in ended or bearers.get((alias.region, alias.spelling), set()) <= {successors.get(alias.id, "")}
    )
    return index


@lru_cache(maxsize=4)
def _agency_index(agencies: Rows, aliases: Rows, home: str | None) -> AliasIndex:
    index = AliasIndex(organisation_form, {id: name for id, name, _ in agencies}, home)
    index.add(Alias(region, alias, id, chosen=origin == "person") for region, alias, id, origin in aliases)
    return index


@lru_cache(maxsize=4)
def _taxonomies(topics: Rows, aliases: Rows) -> Taxonomies:
    """`topics`: id, region and three levels each, in the order in which they answer."""
    chosen = [(alias, id, origin == "person") for alias, id, origin in aliases]

    def tree(wanted: Sequence[tuple[Any, ...]]) -> TopicIndex:
        nodes = [(id, list(filter(None, levels))) for id, _, *levels in wanted]
        index = TopicIndex({id: levels[-1] for id, levels in nodes})
        index.add_nodes(nodes)
        index.add_aliases(chosen)
        return index

    regions = {region for _, region, *_ in topics if region is not None}
    return Taxonomies(tree(topics), {one: tree([row for row in topics if row[1] == one]) for one in sorted(regions)})
