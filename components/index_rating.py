"""A rating with everything it is made of: weights, contributions, and how far a place owes itself to the weights."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import behind
from components.charts import titled
from components.choosing import choose_of_many
from components.labels import callback_part_name
from components.numbers import amount, number
from components.standings import place
from components.tables import ROW_PIXELS
from components.words import N_, _
from queries.callbacks import PARTS, known_of_calls
from queries.filters import Filters
from queries.listed import is_listed
from queries.metrics import METRICS
from queries.rating import Component

# The ratings that come with the dashboard; a region's own are called as its file says.
SCHEMES = {
    "speed_and_quality": N_("Fast and well, in equal parts"),
    "ministry_2025": N_("The ministry's target for 2025: 8 days, 60% of ratings 4 or 5"),
    "three_rates": N_("Three rates of call-backs: contacted, solved, satisfied"),
}


MOST_PIXELS = 420


def choose(schemes: Mapping[str, str]) -> str:
    """Which of the ratings in the file; kept in the link."""
    titles = {name: _(SCHEMES[name]) if name in SCHEMES else about or name for name, about in schemes.items()}
    return choose_of_many("rating", _("Rating"), titles, width=640, is_labelled=False)


def component_name(name: str) -> str:
    """A metric, or one of the three rates, in words."""
    return callback_part_name(name) if name in PARTS else _(METRICS[name].name)


def section(
    rows: pd.DataFrame, parts: list[Component], names: Mapping[str, str], file: str, which: str, filters: Filters
) -> None:
    """The table of one group and the scheme below it. `rows`: of `queries.rating.rating` with these filters; `which`:
    agencies or districts.
    """
    if any(part.name in PARTS for part in parts) and not known_of_calls(filters):
        st.caption(_("Call-backs know neither channel nor topic nor text: not comparable with these filters."))
        _scheme(parts, file)
        return
    told = pd.DataFrame(
        {
            "place": [place(row) for row in rows.to_dict("records")],
            "name": rows["key"].map(names).fillna(rows["key"]).to_list(),
            "index": rows["index"].round(1).to_list(),
        }
        | {part.name: [_part(row, part.name) for row in rows.to_dict("records")] for part in parts}
    )
    headers = {"place": _("Place (if weights move by 25%)"), "name": _("Name"), "index": _("Index")}
    headers |= {part.name: component_name(part.name) for part in parts}
    title = _("Index and what each part gives")
    titled(title, told, headers, "rating")
    units = rows.to_dict("records")
    behind.table(
        told, headers, lambda row, column: leads_to(which, units[row], column, parts), key="rating_shown", alt=title,
        height="content" if len(told) * ROW_PIXELS < MOST_PIXELS else MOST_PIXELS,
        column_config={headers["index"]: st.column_config.NumberColumn(headers["index"], format="localized")},
    )  # fmt: skip
    st.caption(_("Points, and after the point the number of cases they are of.") + " " + gaps(rows))
    behind.explain(rows)
    _scheme(parts, file)


def _part(row: Mapping[Any, Any], name: str) -> str:
    """«24,5 · 1 234»: the points of a part and its cases."""
    points, n = row[f"contribution_{name}"], row[f"n_{name}"]
    return "–" if pd.isna(points) or pd.isna(n) else f"{number(points, 1)} · {number(int(n))}"


def leads_to(which: str, row: Mapping[Any, Any], column: str, parts: list[Component]) -> behind.Params | None:
    """Where a click leads: from a part to the cases it is of, from the place and the index to all of the period. Of
    call-backs there is no list of cases.
    """
    if column in PARTS or (column != "name" and all(part.name in PARTS for part in parts)):
        return None
    of_all = {"name": "", "place": "received", "index": "received"}
    if column in of_all:
        return behind.of_unit(which, row, of_all[column])
    listed = next((each for each in (behind.judged(column), column) if is_listed(each)), None)
    return behind.of_unit(which, row, listed) if listed else None


def gaps(rows: pd.DataFrame) -> str:
    """What a dash in the table means, to who reads it."""
    told = _("A dash: the sources do not tell it, or of too few cases. A part without a number leaves the whole "
             "without an index and a place: a gap is no gift.")  # fmt: skip
    others = _("Of the others only the index is shown, in whole points; a dash there hides a small group.")
    return told if rows["own"].all() else f"{told} {others}"


def _scheme(parts: list[Component], file: str) -> None:
    total = sum(part.weight for part in parts)
    rows: list[dict[str, Any]] = [
        {
            "part": component_name(part.name),
            "weight": number(part.weight / total * 100),
            "worst": amount(part.worst, _unit(part.name)),
            "best": amount(part.best, _unit(part.name)),
        }
        for part in parts
    ]
    headers = {"part": _("Part"), "weight": _("Weight, %"), "worst": _("0 points at"), "best": _("100 points at")}
    words = _("**How it is made.** The weights are a proposal in the file {file}; a region writes its own.")
    st.markdown(words.format(file=file))
    st.table(pd.DataFrame(rows).rename(columns=headers).set_index(headers["part"]))


def _unit(name: str) -> str:
    return "percent" if name in PARTS else METRICS[name].unit
