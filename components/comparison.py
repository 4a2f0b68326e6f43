"""Units against others of their kind: whom to compare with whom, and who stands out, in words."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import link
from components.choosing import choose, choose_of_many
from components.numbers import number, percent
from components.words import N_, _, names, ngettext
from queries.metrics import METRICS
from queries.settings import read_settings
from queries.units import UNKNOWN_KIND

KINDS = {
    "region_body": N_("Bodies of the region"),
    "municipality": N_("Municipalities"),
    "institution": N_("Institutions"),
    "utility": N_("Utilities"),
    "federal": N_("Federal bodies"),
    UNKNOWN_KIND: N_("Kind unknown"),
}
SIGNALS = {
    "above": N_("▲ above by more than chance"),
    "below": N_("▼ below by more than chance"),
    "within": N_("within chance"),
    "small": N_("too few cases to judge"),
    "no_data": N_("no data"),
    "hidden": N_("hidden: a small group"),
}
VIEWS = {
    "well": N_("Fast and well"),
    "chance": N_("Against chance"),
    "work": N_("Kinds of work"),
    "sent": N_("Sent on"),
    "rating": N_("Index"),
    "mine": N_("Mine against my class"),
    "map": N_("On the map"),
    "course": N_("Month by month"),
    "topics": N_("By topic"),
    "wait": N_("How long it takes"),
    "flow": N_("What lies, what changed"),
    "where": N_("Best and worst"),
    "hours": N_("When it works"),
    "formal": N_("Formal replies"),
    "review": N_("Check"),
    "returned": N_("Closed is not solved"),
    "integrity": N_("Integrity"),
    "satisfaction": N_("Two satisfactions"),
    "words": N_("What people say"),
    "answers": N_("Answers"),
    "people": N_("Who took part"),
    "beside": N_("Beside the complaints"),
    "opinions": N_("Opinion groups"),
    "matrix": N_("Matrix"),
    "passports": N_("Passports"),
    "advisory": N_("What to expect"),
}
# The classes that the project itself provides; a region says of its own what they are about.
CLASSES = ("population", "population_two", "load", "none")
SIDES = {"district": N_("By municipality"), "agency": N_("By agency")}
COMPARED = ("on_time", "satisfaction", "negative", "repeat_review")  # shares that can be set against chance and work
NAMED = 3


def choose_classes(place: DeltaGenerator) -> str:
    """By which classes municipalities are compared: those of the file; kept in the link."""
    presets = read_settings("classes.toml")
    titles = {
        name: classes_title(name, given["edges"]) if name in CLASSES else given.get("about", name)
        for name, given in presets.items()
    }
    return choose_of_many("classes", _("Classes"), titles, width=420, place=place)


def classes_title(classes: str, edges: Sequence[int]) -> str:
    """Where the classes begin, in words: the file may hold other edges than the project's own. [0, 31, 101] by load:
    up to 30, 100, and more.
    """
    inner = edges[1:]
    if not inner:
        return _("Everybody with everybody")
    if classes == "load":
        words = _("By messages in the period: up to {edges}, and more")
        return words.format(edges=", ".join(number(edge - 1) for edge in inner))
    return _("By residents: up to {edges}, and more").format(edges=", ".join(number(edge) for edge in inner))


def with_those_below() -> bool:
    """Whether an agency answers for those below it, too; kept in the link."""
    st.session_state["tree_choice"] = bool(link.read("tree"))
    st.toggle(_("Together with the agencies below them"), key="tree_choice",
              on_change=lambda: link.write(tree="1" if st.session_state["tree_choice"] else ""))  # fmt: skip
    return bool(st.session_state["tree_choice"])


def class_name(group: str, classes: str = "") -> str:
    """A class of municipalities in words: by residents, or by messages in the period."""
    if group == UNKNOWN_KIND:
        return _("population unknown")
    if classes == "load" and "–" in group:
        first, end = (int(edge) for edge in group.split("–"))
        return _("{low}–{high} messages in the period").format(low=number(first), high=number(end - 1))
    if classes == "load":
        return _("from {low} messages in the period").format(low=number(int(group.removesuffix("+"))))
    if group == "0+":
        return _("all municipalities")
    low, _dash, high = group.removesuffix("+").partition("–")
    if not low.isdigit():
        return group
    if group.endswith("+"):
        return _("from {low} residents").format(low=number(int(low)))
    return _("{low}–{high} residents").format(low=number(int(low)), high=number(int(high)))


def names_of(rows: pd.DataFrame) -> dict[str, str]:
    """Key → name of the units of a comparison: who they are is no secret, whatever may be seen of their cases."""
    return {str(key): named or str(key) for key, named in zip(rows["key"], names(rows), strict=True)}


def choose_group(groups: pd.Series, *, param: str) -> str:
    """With which kind of agency to compare: never different kinds in one ranking. Kept in the link's `param`."""
    found = set(groups.dropna())
    titles = {kind: _(words) for kind, words in KINDS.items() if kind in found}
    return choose(param, _("Kind"), titles | {kind: kind for kind in sorted(found - set(KINDS))})


def choose_view(views: Sequence[str]) -> str:
    """Which side of the comparison to look at; kept in the link."""
    return choose("view", _("View"), {view: _(VIEWS[view]) for view in views})


def choose_metric() -> str:
    """By which share to compare; kept in the link."""
    return choose("by", _("Metric"), {each: _(METRICS[each].name) for each in COMPARED})


def choose_side() -> str:
    """Whether topics are set against municipalities or agencies; kept in the link."""
    return choose("by", _("Against"), {side: _(SIDES[side]) for side in SIDES})


def sentence(rows: pd.DataFrame, metric_id: str, names: Mapping[str, str]) -> str:
    """Who is worse and who is better than the others of its kind by more than chance explains; says so when nobody
    is. `rows`: a funnel.
    """
    asked = METRICS[metric_id]
    worse_side, better_side = ("below", "above") if asked.good == "up" else ("above", "below")
    worse, better = (_listed(rows, side, names) for side in (worse_side, better_side))
    if not worse and not better:
        return _("{metric}: nobody differs from the others by more than chance explains.").format(metric=_(asked.name))
    parts = []
    if worse:
        parts.append(_("worse than the others by more than chance explains: {names}").format(names=worse))
    if better:
        parts.append(_("better: {names}").format(names=better))
    return f"{_(asked.name)}: {'; '.join(parts)}."


def _listed(rows: pd.DataFrame, side: str, names: Mapping[str, str]) -> str:
    found = [
        f"**{names.get(row['key'], row['key'])}** ({_value(row['value'])})"
        for row in rows[rows["signal"] == side].head(NAMED).to_dict("records")
    ]
    more = int((rows["signal"] == side).sum()) - len(found)
    text = ", ".join(found)
    return text + (ngettext(" and {n} other", " and {n} others", more).format(n=number(more)) if more > 0 else "")


def _value(value: float) -> str:
    return percent(value, 0) if value <= 1 else number(value, 1)
