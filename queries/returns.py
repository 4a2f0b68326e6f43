"""`returns`: closed, and the same again within 30 days; and what was closed three times and is still there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from queries.broken_promises import broken_promises
from queries.filters import Filters
from queries.measure import measure
from queries.names import name_columns, with_names
from queries.repeats import place_of
from queries.scope import Scope, visible_cases
from store.dialects import read_frame

if TYPE_CHECKING:
    from queries.question import Question

TIMES, DAYS = 3, 30


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: the share of repeats (see `queries.repeats`) by `--by`; `still_there`: see `still_there`;
    `broken_promises`: see there.
    """
    rows = measure("repeat", scope, filters, asked.by, engine=engine)
    lists = {"still_there": still_there(engine, scope, filters),
             "broken_promises": broken_promises(engine, scope, filters)}  # fmt: skip
    return {"rows": rows} | {
        name: found if asked.limit is None else found.head(asked.limit) for name, found in lists.items()
    }


def still_there(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Places and topics closed at least three times, each time followed by another case within 30 days.

    Columns: topic, topic_ru, district, district_ru, place, address, lat, lon, returns, last_filed (UTC), is_open (the
    latest case), cases (ids, the earliest first); the most returns first. Only cases filed in the period count.
    """
    c = visible_cases(scope, filters).subquery("c")
    names = {name.name: name for name in name_columns(c)}
    place = place_of(c.c)
    question = (
        select(
            c.c.id, c.c.topic_id.label("topic"), names["topic_ru"], c.c.district_id.label("district"),
            names["district_ru"], place.label("place"), c.c.address, c.c.lat, c.c.lon, c.c.filed_at, c.c.closed_at,
        )
        .select_from(with_names(c))
        .where(place.is_not(None), c.c.topic_id.is_not(None), c.c.filed_at.is_not(None))
        .order_by(c.c.filed_at, c.c.id)
    )  # fmt: skip
    with engine.connect() as connection:
        cases = read_frame(connection, question)
    many = cases[cases.groupby(["place", "topic"])["id"].transform("size") > TIMES]
    found = [_told(rows) for _, rows in many.groupby(["place", "topic"])]
    columns = ["topic", "topic_ru", "district", "district_ru", "place", "address", "lat", "lon", "returns",
               "last_filed", "is_open", "cases"]  # fmt: skip
    rows = pd.DataFrame(found, columns=columns)
    rows = rows[rows["returns"] >= TIMES]
    return rows.sort_values(["returns", "place", "topic"], ascending=[False, True, True], ignore_index=True)


def _told(rows: pd.DataFrame) -> dict[str, Any]:
    last = rows.iloc[-1]
    head = {name: last[name] for name in ("topic", "topic_ru", "district", "district_ru", "place", "address")}
    return head | {
        "lat": last["lat"],
        "lon": last["lon"],
        "returns": returned(rows["filed_at"].to_numpy(), rows["closed_at"].dropna().to_numpy()),
        "last_filed": last["filed_at"],
        "is_open": bool(pd.isna(last["closed_at"])),
        "cases": list(rows["id"]),
    }


def returned(filed: np.ndarray, closed: np.ndarray) -> int:
    """How many closings have a filing after them within 30 days; `filed` is sorted."""
    after = np.searchsorted(filed, closed, side="right")
    within = np.searchsorted(filed, closed + np.timedelta64(DAYS, "D"), side="right")
    return int((within > after).sum())
