"""Who took part: people by municipality per 1,000 residents, and what that says about whom the poll speaks for."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import words
from components.charts import draw, titled
from components.choropleth import choropleth, sentence
from components.empty import no_boundaries, without_boundary
from components.filters import current_filters
from components.numbers import number, percent
from components.words import _, ngettext

NAMED = 3


def section(shares: pd.DataFrame, places: pd.DataFrame, boundaries: Mapping[str, Any]) -> None:
    """The map and its table. `shares`: `queries.poll_results.participation`; `places`: columns id, name_ru, name_en,
    has_geometry.
    """
    if shares.empty or (shares["state"] == "no_data").all():
        st.info(
            _("Where the people live who took part, the source does not say: not answerable."), icon=":material/help:"
        )
        return
    votes = bool((shares["counts"] == "votes").any())
    title = _("Votes per 1,000 residents") if votes else _("Took part, per 1,000 residents")
    unit = _("per 1,000")
    rows = _rows(shares, places)
    headers = {"name": _("Municipality"), "value": unit, "numerator": _("Votes") if votes else _("People"),
               "denominator": _("Residents"), "part_told": _("Of all votes") if votes else _("Of those who took part"),
               "usual_told": _("Of these residents"), "told": _("State")}  # fmt: skip
    if not votes and rows["value"].notna().sum() > 1:
        st.markdown(composition(rows))
    if rows["value"].isna().all():
        titled(title, rows[list(headers)], headers, "poll_map")
    elif boundaries["features"]:
        drawing = choropleth(boundaries, rows, st.context.theme.type == "dark", unit)
        draw(drawing, title, sentence(rows, unit), rows[list(headers)], headers, "poll_map")
        without_boundary(list(rows.loc[~rows["has_geometry"], "name"]))
    else:
        titled(title, rows[list(headers)], headers, "poll_map")
        no_boundaries()
    if said := _told(rows, votes):
        st.caption(said)


def _rows(shares: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    told = places.assign(key=places["id"], name=[words.name(place) for place in places.to_dict("records")])
    rows = told[["key", "name", "has_geometry"]].merge(shares, on="key", how="inner")
    chosen = current_filters().districts
    states = {"value": "", "hidden": _("hidden: a small group"), "no_data": _("no data")}
    rows["told"] = rows["state"].map(states)
    rows["text"] = [
        f"{number(row['value'], 1)} (n = {number(row['numerator'])})" if row["state"] == "value" else row["told"]
        for row in rows.to_dict("records")
    ]
    rows = rows.assign(
        part_told=[percent(share) if pd.notna(share) else "–" for share in rows["part"]],
        usual_told=[percent(share) if pd.notna(share) else "–" for share in rows["part_residents"]],
    )
    return rows.assign(is_chosen=rows["key"].isin(chosen)).sort_values("value", ascending=False, ignore_index=True)


def composition(rows: pd.DataFrame) -> str:
    """From where more and from where fewer took part than live there, by more than chance, the furthest apart first.
    Columns name, part, part_residents, side.
    """
    apart = rows.assign(gap=(rows["part"] - rows["part_residents"]).abs()).sort_values("gap", ascending=False)
    said = []
    for side, told in (
        (1, _("More of those who took part than of the residents: {places}.")),
        (-1, _("Fewer of those who took part than of the residents: {places}.")),
    ):
        found = apart[apart["side"] == side]
        if found.empty:
            continue
        places = ", ".join(
            _("{name} ({part} against {residents})").format(
                name=row["name"], part=percent(row["part"]), residents=percent(row["part_residents"])
            )
            for row in found.head(NAMED).to_dict("records")
        )
        more = len(found) - NAMED
        also = ngettext(" and {n} other", " and {n} others", more).format(n=number(more)) if more > 0 else ""
        said.append(told.format(places=places + also))
    return " ".join(said) or _("By municipality those who took part are made up as the residents are, within chance.")


def _told(rows: pd.DataFrame, votes: bool) -> str:
    hidden, silent = (int((rows["state"] == state).sum()) for state in ("hidden", "no_data"))
    said = [_("Votes, not people: nobody counted the people.")] if votes else []
    if hidden:
        said.append(
            ngettext(
                "{n} municipality is hidden: a small group, or the one that would give it away.",
                "{n} municipalities are hidden: small groups, or those that would give them away.",
                hidden,
            ).format(n=number(hidden))
        )
    if silent:
        said.append(
            ngettext(
                "From {n} municipality no votes came: whether nobody was asked the source does not say.",
                "From {n} municipalities no votes came: whether nobody was asked the source does not say.",
                silent,
            ).format(n=number(silent))
        )
    return " ".join(said)
