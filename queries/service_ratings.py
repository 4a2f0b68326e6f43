"""Ratings of organisations on four criteria: the latest that each has, and their mean."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, select

from queries.filters import Filters
from queries.records import names_of, on_days, visible
from queries.scope import Scope
from store.dialects import read_frame
from store.engine import open_store
from store.record_tables import service_rating

if TYPE_CHECKING:
    from queries.question import Question

CRITERIA = ("simplicity", "access", "deadline", "courtesy")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows` as `service_ratings`; `region`: the mean over the organisations, each counted once."""
    rows = service_ratings(scope, filters, engine=engine)
    means = {name: None if rows[name].isna().all() else float(rows[name].mean()) for name in (*CRITERIA, "mean")}
    return {"organisations": len(rows), "region": means, "rows": rows}


def service_ratings(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> pd.DataFrame:
    """A row for each organisation, the best mean first: key (agency id, missing where nobody knows the name), name_ru,
    name_en, district_id, the four criteria (1 to 5, missing where not rated), mean (over the criteria it has), ratings
    (how many people, as the file counts them), day (of the latest ratings).
    """
    c = service_rating.c
    with (engine or open_store()).connect() as connection:
        rows = read_frame(
            connection,
            select(c.key, c.agency_id, c.agency_source, c.district_id, c.day, c.criterion, c.value, c.ratings).where(
                visible(service_rating, scope, filters), on_days(connection, c.day, filters)
            ),
        )
        names = names_of(connection)["agency"]
    # Two bodies whose names are kept alike («[имя] - Министр») are told apart by their keys: day|~who|criterion.
    rows["who"] = rows["agency_id"].fillna(rows["key"].str.extract(r"\|(.*)\|", expand=False))
    rows = rows.sort_values("day", na_position="first").drop_duplicates(["who", "criterion"], keep="last")
    wide = rows.pivot(index="who", columns="criterion", values="value").reindex(columns=list(CRITERIA))
    about = rows.groupby("who").last()
    found = pd.DataFrame(
        {
            "key": [None if who.startswith("~") else who for who in wide.index],
            "name_ru": [names.get(who, (about["agency_source"][who],) * 2)[0] for who in wide.index],
            "name_en": [names.get(who, (about["agency_source"][who],) * 2)[1] for who in wide.index],
            "district_id": about["district_id"].reindex(wide.index).to_numpy(),
            **{criterion: wide[criterion].astype("float64").to_numpy() for criterion in CRITERIA},
            "mean": wide.mean(axis=1).to_numpy(dtype="float64"),
            "ratings": rows.groupby("who")["ratings"].max().reindex(wide.index).astype("Int64").to_numpy(),
            "day": pd.to_datetime(about["day"].reindex(wide.index)).dt.strftime("%Y-%m-%d").to_numpy(),
        }
    )
    return found.sort_values(["mean", "name_ru"], ascending=[False, True], ignore_index=True)
