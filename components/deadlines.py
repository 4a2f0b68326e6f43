"""How a case stands against its deadline, in words, with an icon: colour never speaks alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from components.labels import deadline_state_name
from components.numbers import day_short, number
from components.words import _, ngettext
from queries.clock import Clock
from queries.filters import to_local

OPEN = ("overdue", "due_soon", "replied_late", "in_time", "no_deadline")
A_DAY = timedelta(days=1)
# Icon, sign for cells of tables (which have no icons), and name of a colour of the theme.
ICONS = {
    "overdue": ":material/error:",
    "due_soon": ":material/hourglass_bottom:",
    "in_time": ":material/schedule:",
    "replied_late": ":material/reply:",
    "no_deadline": ":material/radio_button_unchecked:",
    "closed_on_time": ":material/check_circle:",
    "closed_late": ":material/history:",
    "closed": ":material/check:",
}
SIGNS = {
    "overdue": "▲",
    "due_soon": "◆",
    "in_time": "●",
    "replied_late": "●▲",
    "no_deadline": "○",
    "closed_on_time": "✓",
    "closed_late": "✓▲",
    "closed": "✓",
}
COLOURS = {"overdue": "red", "due_soon": "orange", "replied_late": "orange", "closed_late": "orange"}


def colour(state: str) -> str:
    """The theme's colour of a deadline state: red and orange where something is late, grey elsewhere."""
    return COLOURS.get(state, "gray")


def badge(state: str, words: str = "") -> str:
    """Markdown for a badge: icon and words in the state's colour."""
    return f":{colour(state)}-badge[{ICONS.get(state, ICONS['closed'])} {words or deadline_state_name(state)}]"


def signed_state(state: str) -> str:
    """For table cells: «▲ просрочено»."""
    return f"{SIGNS.get(state, '')} {deadline_state_name(state)}".strip()


def left_of(row: Mapping[Any, Any], clock: Clock) -> str:
    """What is left for a case in a list (columns channel, precision, due_at, decided_at): by the data time of its
    channel, beyond which nobody knows whether it was decided; nothing once the first reply has stopped the clock of a
    case that is still open. Where that lags a day or more behind the others', days left would tell
    of another day than theirs: «срок 2 декабря».
    """
    now, due_at = clock.as_of_for((row["channel"],)), row["due_at"]
    if now is None or clock.as_of is None or pd.isna(due_at) or pd.notna(row.get("decided_at")):
        return ""
    if clock.as_of - now >= A_DAY and _plain(due_at) > now:
        return _("due {day}").format(day=day_short(to_local(_plain(due_at), clock.zone)))
    return time_left(due_at, now, row["precision"], clock.zone)


def time_left(due_at: datetime | None, now: datetime | None, precision: str, zone: str) -> str:
    """«осталось 3 дня», «срок сегодня», «просрочено на 5 ч». Empty without a deadline.

    `due_at` and `now` (the data time) are UTC. Sources with day precision are counted in local days, never in hours.
    """
    if due_at is None or pd.isna(due_at) or now is None:
        return ""
    if precision == "day":
        days = (to_local(_plain(due_at), zone).date() - to_local(now, zone).date()).days
        return _("due today") if days == 0 else _days_left(days) if days > 0 else _days_over(-days)
    left = _plain(due_at) - now
    return _left(left) if left > timedelta() else _over(-left)


def verdict(due_at: datetime | None, decided_at: datetime | None, precision: str, zone: str) -> str:
    """For a decided case: «в последний день», «за 4 дня до срока», «через 2 дня после срока»; "" when unknown."""
    if due_at is None or decided_at is None or pd.isna(due_at) or pd.isna(decided_at):
        return ""
    if precision == "day":
        days = (to_local(_plain(due_at), zone).date() - to_local(_plain(decided_at), zone).date()).days
        if days == 0:
            return _("on the last day")
        text = _before("days", days) if days > 0 else _after("days", -days)
    else:
        left = _plain(due_at) - _plain(decided_at)
        unit, n = _largest(abs(left))
        text = _before(unit, n) if left >= timedelta() else _after(unit, n)
    return text


def _left(left: timedelta) -> str:
    unit, n = _largest(left)
    if unit == "days":
        return _days_left(n)
    if unit == "hours":
        return ngettext("{n} hour left", "{n} hours left", n).format(n=number(n))
    return ngettext("{n} minute left", "{n} minutes left", n).format(n=number(n))


def _over(past: timedelta) -> str:
    unit, n = _largest(past)
    if unit == "days":
        return _days_over(n)
    if unit == "hours":
        return ngettext("{n} hour overdue", "{n} hours overdue", n).format(n=number(n))
    return ngettext("{n} minute overdue", "{n} minutes overdue", n).format(n=number(n))


def _days_left(n: int) -> str:
    return ngettext("{n} day left", "{n} days left", n).format(n=number(n))


def _days_over(n: int) -> str:
    return ngettext("{n} day overdue", "{n} days overdue", n).format(n=number(n))


def _before(unit: str, n: int) -> str:
    if unit == "days":
        return ngettext("{n} day before the deadline", "{n} days before the deadline", n).format(n=number(n))
    if unit == "hours":
        return ngettext("{n} hour before the deadline", "{n} hours before the deadline", n).format(n=number(n))
    return ngettext("{n} minute before the deadline", "{n} minutes before the deadline", n).format(n=number(n))


def _after(unit: str, n: int) -> str:
    if unit == "days":
        return ngettext("{n} day after the deadline", "{n} days after the deadline", n).format(n=number(n))
    if unit == "hours":
        return ngettext("{n} hour after the deadline", "{n} hours after the deadline", n).format(n=number(n))
    return ngettext("{n} minute after the deadline", "{n} minutes after the deadline", n).format(n=number(n))


def _largest(length: timedelta) -> tuple[str, int]:
    """Whole days from two days on, whole hours from one hour on, else minutes: nobody plans by "31 h 12 min"."""
    seconds = int(length.total_seconds())
    if seconds >= 2 * 86_400:
        return "days", seconds // 86_400
    return ("hours", seconds // 3_600) if seconds >= 3_600 else ("minutes", max(seconds // 60, 1))


def _plain(moment: datetime) -> datetime:
    return pd.Timestamp(moment).to_pydatetime()
