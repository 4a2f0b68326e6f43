"""The matrix of problems that stay: topic × municipality (or agency), in blocks, and the list of the worst."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import link
from components.charts import draw, is_phone, titled
from components.map_classes import ramp
from components.numbers import cases, day, number
from components.words import N_, _, name, names, ngettext
from queries.filters import Filters
from queries.systemic import Found

CLICKED = "cell"
BANDS = ("1–20", "20–40", "40–60", "60–80", "80–100")  # of the score; the same in every period
MOST_ROWS, MOST_COLUMNS, LISTED = 24, 32, 10
KINDS = {
    "grown": N_("above its own past"),
    "standing": N_("above the others for long"),
    "quiet": N_("no more than usual"),
    "small": N_("too few events to judge"),
}
LEFT_OUT = {
    "district": N_("Left out of these weeks, without a topic or a municipality: {cases}."),
    "agency": N_("Left out of these weeks, without a topic or an agency: {cases}."),
}
WHERE = {"district": N_("Municipality"), "agency": N_("Agency")}


def cell_name(row: Mapping[Any, Any]) -> str:
    """«Плохое качество воды, Лебяжьегорский округ»."""
    return f"{name(row, 'topic') or row['topic']}, {name(row, 'unit') or row['unit']}"


def sentence(found: Found) -> str:
    """What stays longest and worst, and how many others do; says so when nothing does."""
    weeks = ngettext("{n} whole week", "{n} whole weeks", found.weeks).format(n=number(found.weeks))
    lasting = found.rows[found.rows["score"] > 0] if len(found.rows) else found.rows
    if lasting.empty:
        return _("No problem stays above what is usual for it, judged by {weeks}.").format(weeks=weeks)
    top = lasting.iloc[0].to_dict()
    words = _("**{cell}** stays longest and worst: {score} points of 100, above what is usual in {above} of {weeks}.")
    told = words.format(cell=cell_name(top), score=number(top["score"]), above=number(weeks_above(top)), weeks=weeks)
    strong = int((lasting["score"] >= 20).sum()) - int(top["score"] >= 20)
    if not strong:
        return told
    more = ngettext("{n} other cell has 20 points or more.", "{n} other cells have 20 points or more.", strong)
    return f"{told} {more.format(n=number(strong))}"


def nothing_found(found: Found) -> str:
    """Why there is no matrix."""
    if not found.weeks:
        return _("Too little is loaded: what stays can be told from ten whole weeks on.")
    return _("No case of these topics and places in the {n} weeks judged.").format(n=number(found.weeks))


def weeks_above(row: Mapping[Any, Any]) -> int:
    """Weeks above its own past, or above the others where that is what counts."""
    return int(row["weeks_own"] if row["kind"] == "grown" else row["weeks_others"])


def basis(found: Found, by: str) -> str:
    """What the scores rest on, and what they leave out."""
    if found.first is None or found.last is None:
        return ""
    words = _("Judged: {first} – {last}, whatever the beginning of the period; before that lies what is usual.")
    small = int((found.rows["kind"] == "small").sum())
    cells = ngettext("{n} cell has too few events for a score.", "{n} cells have too few events for a score.", small)
    left = _(LEFT_OUT[by])
    blank = _("Blank: no more than usual, or too few events.")
    parts = [blank, words.format(first=day(found.first), last=day(found.last)),
             cells.format(n=number(small)) if small else "", left.format(cases=cases(found.left_out))]  # fmt: skip
    return " ".join(part for part in parts if part)


def not_applied(by: str, filters: Filters) -> None:
    """Which of the filters set choose nothing here: those of the other side."""
    if by == "agency" and filters.districts:
        st.caption(_("The chosen municipalities do not apply here: an agency is judged by all of its cases."))
    if by == "district" and filters.agencies:
        st.caption(_("The chosen agencies do not apply here: a municipality is judged by all of its cases."))


def section(found: Found, by: str) -> None:
    """The sentence, the matrix, the worst beside it, and what it rests on."""
    st.markdown(sentence(found))
    left, right = st.columns([3, 1])
    with left:
        matrix_section(found, by)
    with right:
        list_section(found)
    st.caption(basis(found, by))


def matrix_section(found: Found, by: str) -> None:
    """The heat map with its table; on a phone the list alone says it."""
    told = _twin(found)
    rows = shown_rows(told)
    headers = {"topic_name": _("Topic"), "unit_name": _(WHERE[by]), "score": _("Points"), "told": _("Why"),
               "weeks_own": _("Weeks above own past"), "weeks_others": _("Weeks above the others"),
               "events": _("Events"), "cases": _("Cases")}  # fmt: skip
    title = _("Points of each topic, by municipality") if by == "district" else _("Points of each topic, by agency")
    twin = told[list(headers)].round({"score": 1})
    if is_phone():
        titled(title, twin, headers, "matrix")
        return
    clicks = st.session_state.get("matrix_clicks", 0)
    drawing = heat_map(rows, found, st.context.theme.type == "dark", _(WHERE[by]))
    draw(drawing, title, _told(rows), twin, headers, "matrix", chart_key=f"matrix_{clicks}", on_select=_open_clicked,
         selection_mode=CLICKED)  # fmt: skip
    if said := not_drawn(found, rows):
        st.caption(said)


def not_drawn(found: Found, rows: pd.DataFrame) -> str:
    """How many topics and places with points have no room in the picture (`rows`); empty when all have."""
    said = []
    topics, units = len(found.topics) - rows["topic"].nunique(), len(found.units) - rows["unit"].nunique()
    if topics > 0:
        more = ngettext("{n} more topic with fewer points is in the table.",
                        "{n} more topics with fewer points are in the table.", topics)  # fmt: skip
        said.append(more.format(n=number(topics)))
    if units > 0:
        more = ngettext("{n} more place with fewer points is in the table.",
                        "{n} more places with fewer points are in the table.", units)  # fmt: skip
        said.append(more.format(n=number(units)))
    return " ".join(said)


def shown_rows(told: pd.DataFrame) -> pd.DataFrame:
    """The rows that are drawn: of the topics and units with most points, in the order of blocks."""
    rows = told[told["score"] > 0]
    topics = rows.groupby("topic")["score"].max().nlargest(MOST_ROWS).index
    units = rows.groupby("unit")["score"].max().nlargest(MOST_COLUMNS).index
    return rows[rows["topic"].isin(topics) & rows["unit"].isin(units)]


def _twin(found: Found) -> pd.DataFrame:
    rows = found.rows
    named = {
        f"{stem}_name": [words or key for words, key in zip(names(rows, stem), rows[stem].tolist(), strict=True)]
        for stem in ("topic", "unit")
    }
    return rows.assign(**named, told=rows["kind"].map({kind: _(words) for kind, words in KINDS.items()}))


def _told(rows: pd.DataFrame) -> str:
    words = _("Heat map of {topics} topics and {units} places; the darkest cells: {cells}")
    top = "; ".join(f"{cell_name(row)} {number(row['score'])}" for row in rows.head(3).to_dict("records"))
    return words.format(topics=number(rows["topic"].nunique()), units=number(rows["unit"].nunique()), cells=top)


def heat_map(rows: pd.DataFrame, found: Found, dark: bool, where: str) -> Any:
    """`rows`: the columns named below."""
    shades = ["#" + "".join(f"{part:02x}" for part in shade) for shade in ramp("quantity", dark)]
    band = (rows["score"] / 20).clip(0, 4.99).astype(int)
    called = {column: dict(zip(rows[column], rows[f"{column}_name"], strict=True)) for column in ("topic", "unit")}
    down = [called["topic"][key] for key in found.topics if key in called["topic"]]
    across = [called["unit"][key] for key in found.units if key in called["unit"]]
    names_of = ["topic", "unit", "topic_name", "unit_name", "told"]
    columns = [*names_of, "score", "weeks_own", "weeks_others", "events", "cases"]
    data = rows[columns].assign(band=[BANDS[each] for each in band])
    click = alt.selection_point(name=CLICKED, fields=["topic", "unit"], on="click", clear=False)
    tooltip = [
        alt.Tooltip("topic_name:N", title=_("Topic")),
        alt.Tooltip("unit_name:N", title=where),
        alt.Tooltip("score:Q", title=_("Points"), format=".0f"),
        alt.Tooltip("told:N", title=_("Why")),
        alt.Tooltip("weeks_own:Q", title=_("Weeks above own past")),
        alt.Tooltip("weeks_others:Q", title=_("Weeks above the others")),
        alt.Tooltip("events:Q", title=_("Events")),
        alt.Tooltip("cases:Q", title=_("Cases")),
    ]
    y = alt.Y(
        "topic_name:N",
        sort=down,
        title=None,
        axis=alt.Axis(labelLimit=250, ticks=False, domain=False, labelOverlap=False),
    )
    x = alt.X(
        "unit_name:N",
        sort=across,
        title=None,
        axis=alt.Axis(labelAngle=-50, labelLimit=150, ticks=False, labelOverlap=False),
    )
    legend = alt.Legend(orient="top", direction="horizontal", symbolType="square", symbolStrokeWidth=0, columns=5)
    colour = alt.Color("band:N", title=_("points"), scale=alt.Scale(domain=list(BANDS), range=shades), legend=legend)
    return (
        alt.Chart(data)
        .mark_rect(cursor="pointer", stroke="#8796a6", strokeWidth=0.3)
        .encode(x=x, y=y, color=colour, tooltip=tooltip)
        .add_params(click)
        .properties(height=19 * len(down) + 150)
    )


def _open_clicked() -> None:
    clicks = st.session_state.get("matrix_clicks", 0)
    state = st.session_state.get(f"matrix_{clicks}")
    picked = state.selection.get(CLICKED, []) if state else []
    if picked:
        st.session_state["matrix_clicks"] = clicks + 1
        link.write(cell=f"{picked[-1]['topic']}:{picked[-1]['unit']}")


def list_section(found: Found) -> None:
    """The worst cells with the reason in words; a click opens one."""
    st.markdown(f"**{_('The worst')}**")
    for row in found.rows[found.rows["score"] > 0].head(LISTED).to_dict("records"):
        key = f"{row['topic']}:{row['unit']}"
        st.button(
            f"{number(row['score'])} · {cell_name(row)}", key=f"open_{key.replace(':', '_')}", type="tertiary",
            on_click=link.write, kwargs={"cell": key}, help=reason(row, found.weeks),
        )  # fmt: skip


def reason(row: Mapping[Any, Any], weeks: int) -> str:
    """«Выше собственного прошлого: 22 недели из 26»."""
    above = ngettext("{n} week of {weeks}", "{n} weeks of {weeks}", weeks_above(row))
    return f"{_(KINDS[row['kind']])}: {above.format(n=number(weeks_above(row)), weeks=number(weeks))}"
