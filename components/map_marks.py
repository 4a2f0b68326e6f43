"""How a case is marked on the map: by its deadline, its topic or its channel. The marks are the legend, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from components.labels import channel_name, deadline_state_name
from components.map_classes import GROUPS, OTHER, Colour, mark_colour
from components.words import N_, _

# What the cases can be coloured by: code in the link → words.
COLOURINGS = {"deadline": N_("by deadline"), "topic": N_("by topic"), "channel": N_("by channel")}
TITLES = {"topic": N_("Topics"), "channel": N_("Channels")}
STATES = ("closed", "no_deadline", "in_time", "replied_late", "due_soon", "overdue")  # from the bottom up
# pixels
RADIUS = {"overdue": 7.0, "due_soon": 5.5, "in_time": 4.5, "replied_late": 4.5, "no_deadline": 4.5, "closed": 4.0}
HOLLOW = ("replied_late", "no_deadline", "closed")
GROUP_RADIUS = 5.0


@dataclass(frozen=True)
class Mark:
    """One kind of mark: its key in the column `mark`, its words, colour and size in pixels; hollow ones are rings."""

    key: str
    words: str
    colour: Colour
    radius: float
    hollow: bool = False


def deadline_marks(dark: bool) -> list[Mark]:
    """Urgent cases are larger and lie on top; those replied late, without a deadline and closed are hollow, so that
    colour is never the only sign.
    """
    return [
        Mark(state, deadline_state_name(state), mark_colour(state, dark), RADIUS[state], state in HOLLOW)
        for state in STATES
    ]


def group_marks(groups: Sequence[str], names: Mapping[str, str], dark: bool) -> list[Mark]:
    """A mark for each of the first groups (eight at most) and one for all others, from the bottom up: the others first.

    The second four are hollow: eight hues alone nobody tells apart.
    """
    known = [
        Mark(f"group{place}", names.get(group, group), colour, GROUP_RADIUS, hollow)
        for place, (group, (colour, hollow)) in enumerate(zip(groups, GROUPS[dark], strict=False))
    ]
    return [Mark("other", _("other"), OTHER[dark], GROUP_RADIUS - 1), *reversed(known)]


def marked(points: pd.DataFrame, colouring: str, groups: Sequence[str], dark: bool) -> tuple[pd.DataFrame, list[Mark]]:
    """The points with column `mark`, and the marks from the bottom up. `groups`: the commonest topics of the first
    level or channels, in their order; they come from outside, so that a colour keeps its meaning when points change.
    """
    if colouring == "deadline":
        states = points["deadline_state"]
        return points.assign(mark=states.where(states.isin(STATES), "closed")), deadline_marks(dark)
    shown = groups[: len(GROUPS[dark])]
    keys = {group: f"group{place}" for place, group in enumerate(shown)}
    names = {code: channel_name(code) for code in shown} if colouring == "channel" else {}
    column = points["channel" if colouring == "channel" else "level_1"]
    return points.assign(mark=column.map(keys).fillna("other")), group_marks(shown, names, dark)
