"""The register of official pages: which of them nobody writes on any more."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, func, select

from queries.clock import read_clock
from queries.filters import Filters, to_local
from queries.records import names_of, visible
from queries.scope import Scope
from store.dialects import read_frame
from store.engine import open_store
from store.record_tables import official_page

if TYPE_CHECKING:
    from queries.question import Question

SILENT_DAYS = 30


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows` as `official_pages`; counts of them; `--set days=14` says after how many silent days a page is dead."""
    try:
        days = int(asked.settings.get("days", SILENT_DAYS))
    except ValueError:
        raise ValueError(f"days={asked.settings['days']!r} is no whole number") from None
    rows = official_pages(scope, filters, days, engine=engine)
    counts = rows["state"].value_counts()
    return {
        "silent_days": days,
        "pages": len(rows),
        **{state: int(counts.get(state, 0)) for state in ("alive", "dead", "unknown")},
        "without_mark": int((rows["has_mark"] == False).sum()),  # noqa: E712 a missing mark is not a "no"
        "rows": rows,
    }


def official_pages(
    scope: Scope, filters: Filters, silent_days: int = SILENT_DAYS, *, engine: Engine | None = None
) -> pd.DataFrame:
    """A row for each page, the longest silent first: url, network, agency_id, name_ru, name_en, district_id, followers,
    last_post (local day), as_of (the day the register was made, else that of its latest post), silent_days, has_mark
    and state: dead (silent for that many days or more), alive, unknown (the register names no post).
    """
    c = official_page.c
    latest = select(c.batch_id, func.max(c.last_post_at).label("latest")).group_by(c.batch_id).subquery()
    with (engine or open_store()).connect() as connection:
        rows = read_frame(
            connection,
            select(*c, latest.c.latest)
            .join(latest, latest.c.batch_id == c.batch_id)
            .where(visible(official_page, scope, filters)),
        )
        names, zone = names_of(connection)["agency"], read_clock(connection).zone
    last, newest = (_local_days(rows[name], zone) for name in ("last_post_at", "latest"))
    as_of = pd.to_datetime(rows["as_of"]).astype("datetime64[us]").fillna(newest)
    silent = (as_of - last).dt.days.astype("Int64").clip(lower=0)
    state = pd.Series("alive", index=rows.index).mask(silent >= silent_days, "dead").mask(silent.isna(), "unknown")
    found = rows.assign(
        name_ru=rows["agency_id"].map({id: name[0] for id, name in names.items()}).fillna(rows["agency_source"]),
        name_en=rows["agency_id"].map({id: name[1] for id, name in names.items()}).fillna(rows["agency_source"]),
        followers=rows["followers"].astype("Int64"),
        last_post=last.dt.strftime("%Y-%m-%d"),
        as_of=as_of.dt.strftime("%Y-%m-%d"),
        silent_days=silent,
        state=state,
    )
    columns = ["url", "network", "agency_id", "name_ru", "name_en", "district_id", "followers", "last_post", "as_of",
               "silent_days", "has_mark", "state"]  # fmt: skip
    return found.sort_values(["silent_days", "url"], ascending=[False, True], ignore_index=True)[columns]


def _local_days(moments: pd.Series, zone: str) -> pd.Series:
    local = moments.map(lambda at: to_local(at.to_pydatetime(), zone), na_action="ignore")
    return pd.to_datetime(local).astype("datetime64[us]").dt.normalize()
