"""Silent districts: where few appeals probably mean few reports, and how often the same people write there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, func, select

from analysis.silent import silence
from queries.dimensions import members
from queries.event_counts import event_of_case, further_by
from queries.filters import Filters
from queries.inflow import topic_groups
from queries.scope import Scope, visible_cases
from store.dialects import read_frame
from store.engine import open_store
from store.tables import district

if TYPE_CHECKING:
    from queries.question import Question

CITIES = ("urban_okrug", "city")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `silent`; `left_out`: cases without a district or of one without known population."""
    rows, left_out = silent(scope, filters, engine=engine)
    return {"rows": rows if asked.limit is None else rows.head(asked.limit), "left_out": left_out}


def silent(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> tuple[pd.DataFrame, int]:
    """All districts with residents, the most silent first, and how many cases are left out.

    Columns: those of `analysis.silent.silence`, events (of how many the cases seen tell), district_ru, district_en;
    cases, applicants, per_applicant (cases with a known applicant ÷ applicants: a few people who write again and again
    are not a town), reporters_per_event (cases per linked event); None where the source does not tell. The filter by
    place does not apply: each is compared with all.
    Only for those who see the whole region: a head's own district has nothing to be compared with.
    """
    everywhere = filters.everywhere()
    with (engine or open_store()).connect() as connection:
        c = visible_cases(scope, everywhere).subquery("c")
        counts = read_frame(
            connection,
            select(
                c.c.topic_id.label("topic"), c.c.district_id.label("district"), func.count().label("count")
            ).group_by(c.c.topic_id, c.c.district_id),
        )
        shown = members(connection, scope, everywhere, "district")
        places = read_frame(
            connection,
            select(
                district.c.id, district.c.population, district.c.kind, district.c.name_ru.label("district_ru"),
                func.coalesce(district.c.name_en, district.c.name_ru).label("district_en"),
            ).where(district.c.id.in_(shown), district.c.valid_to.is_(None)),
        )  # fmt: skip
        groups = topic_groups(connection)
        writers, further = _writers(connection, c), further_by(connection, c, c.c.district_id)
    counts["topic"] = [groups.get(key, key) if isinstance(key, str) else "" for key in counts["topic"]]
    rows = silence(counts, places.assign(is_city=places["kind"].isin(CITIES)))
    rows["events"] = rows["seen"] - rows["district"].map(further).fillna(0).astype("int64")
    rows = rows.merge(places[["id", "district_ru", "district_en"]], left_on="district", right_on="id", how="left")
    rows = rows.drop(columns="id").merge(writers, on="district", how="left")
    return rows, int(counts["count"].sum() - rows["seen"].sum())


def _writers(connection: Any, c: Any) -> pd.DataFrame:
    """district, cases (with a known applicant), applicants, per_applicant, reporters_per_event."""
    people = read_frame(
        connection,
        select(
            c.c.district_id.label("district"), func.count(c.c.applicant_key).label("cases"),
            func.count(c.c.applicant_key.distinct()).label("applicants"),
        ).group_by(c.c.district_id),
    )  # fmt: skip
    links = event_of_case()
    linked = read_frame(
        connection,
        select(
            c.c.district_id.label("district"), func.count().label("linked"),
            func.count(links.c.event_id.distinct()).label("events"),
        )
        .select_from(c.join(links, links.c.case_id == c.c.id))
        .group_by(c.c.district_id),
    )  # fmt: skip
    people["per_applicant"] = people["cases"] / people["applicants"].where(people["applicants"] > 0)
    linked["reporters_per_event"] = linked["linked"] / linked["events"].where(linked["events"] > 0)
    return people.merge(linked[["district", "reporters_per_event"]], on="district", how="left")
