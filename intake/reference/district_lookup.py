"""Which district a row of a lookup means: by its OKTMO, else by its name."""

from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Connection, select

from intake.matching import Names
from intake.reference.codes import oktmo_of
from intake.reference.tables import Row
from store.tables import district


@dataclass
class DistrictLookup:
    """The districts that are loaded, by id and by name in one region."""

    _regions: dict[str, str]  # id → region
    _names: Names
    _found: dict[tuple[str, str | None], str | None] = field(default_factory=dict)

    @classmethod
    def load(cls, connection: Connection) -> "DistrictLookup":
        """Read the districts and their names."""
        rows = connection.execute(select(district.c.id, district.c.region)).all()
        return cls({row.id: row.region for row in rows}, Names.load(connection))

    def find(self, row: Row, name_field: str, region: str | None) -> str | None:
        """The district's id; None when the row names none or one that is not loaded."""
        if code := row["oktmo"]:
            known = [id for id in (oktmo_of(code), code) if id in self._regions]
            if known:
                return known[0]
        name = row[name_field]
        if not name:
            return None
        if (name, region) not in self._found:
            found = self._names.districts(pd.Series([name]), region).iloc[0]
            self._found[name, region] = found if isinstance(found, str) else None
        return self._found[name, region]

    def today(self, row: Row, name_field: str, region: str | None) -> str | None:
        """The same, or what a reform made of it."""
        found = self.find(row, name_field, region)
        return found and str(self._names.today(pd.Series([found])).iloc[0])

    def region_of(self, id: str) -> str:
        """The region of a loaded district."""
        return self._regions[id]
