"""Numbers, moments and durations as people read them, in the language of the screen.

Russian groups digits with a narrow no-break space and writes a decimal comma; a unit never parts from its number.
"""

import math
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal

from analysis.suppression import HAIR
from components.words import _, language, ngettext
from queries import cached
from queries.filters import to_local

NARROW, MINUS = "\u202f", "\u2212"
_LOCALES = {"ru": Locale.parse("ru_RU"), "en": Locale.parse("en_GB")}
_NOTHING = "–"


def locale() -> Locale:
    """Babel's locale of this screen; English dates are written day first."""
    return _LOCALES[language()]


def number(value: float | None, decimals: int = 0) -> str:
    """The exact value: «12 345», «0,97»; a dash for nothing."""
    if value is None or not math.isfinite(value):
        return _NOTHING
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return _spaced(format_decimal(round(float(value), decimals) + 0.0, pattern, locale()))


def short(value: float | None) -> str:
    """At most three significant figures, for cards: «1 165» is «1,17 тыс.»; whole numbers below a thousand stay
    exact. What is not nothing is never 0: 0.004 is «< 0,01».
    """
    if value is None or not math.isfinite(value):
        return _NOTHING
    if 1e-9 < abs(value) < 0.005:
        return f"{MINUS if value < 0 else ''}<{NARROW}{number(0.01, 2)}"
    if abs(value) < 1_000:
        return number(value, decimals_for(value))
    magnitude = int(math.log10(abs(value)))
    rounded = float(round(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(magnitude - 2), ROUND_HALF_UP)))
    scaled = abs(rounded) / 1_000 ** min(4, int(math.log10(abs(rounded)) // 3))
    return _spaced(format_compact_decimal(rounded, locale=locale(), fraction_digits=decimals_for(scaled)))


def decimals_for(value: float) -> int:
    """How many decimals make three significant figures; none for whole numbers."""
    size = abs(value)
    if size == 0 or math.isclose(size, round(size), abs_tol=1e-9):
        return 0
    return 0 if size >= 100 else 1 if size >= 10 else 2


def percent(share: float | None, decimals: int = 1) -> str:
    """A share between 0 and 1 in per cent: «75,3 %». What is not all never rounds to 100, what is not nothing never to
    0; where only whole percentages are known (see `analysis.suppression.whole_percent`) that is «> 99 %» and «< 1 %».
    """
    if share is None or not math.isfinite(share):
        return _NOTHING
    decimals = 0 if 0 < min(share, 1 - share) <= HAIR else decimals
    step = 10.0**-decimals
    value = round(share * 100, decimals)
    if share < 1 <= value / 100:
        return f">{NARROW}{number(100 - step, decimals)}{_sign()}"
    if value == 0 < share:
        return f"<{NARROW}{number(step, decimals)}{_sign()}"
    return number(value, 0 if math.isclose(value, round(value)) else decimals) + _sign()


def _sign() -> str:
    return f"{NARROW}%" if language() == "ru" else "%"


def signed(text: str, value: float) -> str:
    """The text of an absolute value with the sign of the value."""
    return f"+{text}" if value > 0 else f"{MINUS}{text}" if value < 0 else text


def percent_change(change: float) -> str:
    """A relative change: 0.19 is «+19 %», more than tripled is «×3,4». What grew by 99.7 % has doubled («+100 %»), what
    shrank by as much has not vanished («−> 99 %»).
    """
    if change >= 2:
        return f"×{number(1 + change, 1)}"
    return grown(change, 0 if abs(change) >= 0.1 else 1)


def grown(change: float, decimals: int = 0) -> str:
    """The same in per cent however large: «+250 %»."""
    return f"+{number(100 * change)}{_sign()}" if change > 0.99 else signed(percent(abs(change), decimals), change)


def points(difference: float) -> str:
    """A change of a share in percentage points: 0.041 is «+4,1 п. п.»."""
    text = number(abs(difference) * 100, 1)
    return signed(f"{text}{NARROW}{_('pp')}", round(difference * 100, 1))


def cases(n: int) -> str:
    """«1 обращение», «2 обращения», «5 обращений»."""
    return ngettext("{n} case", "{n} cases", n).format(n=number(n))


def events(n: int) -> str:
    """«1 событие», «2 события», «5 событий»: what cases tell of, each counted once however many tell of it."""
    return ngettext("{n} event", "{n} events", n).format(n=number(n))


def amount(value: float | None, unit: str) -> str:
    """A value with its unit, three significant figures; units as in the metric registry."""
    if value is None or not math.isfinite(value):
        return _NOTHING
    if unit == "percent":
        return percent(value)
    if unit == "days":
        return f"{short(value)}{NARROW}{_('d')}"
    if unit == "hours":
        return f"{short(value)}{NARROW}{_('h')}"
    return short(value)


def duration(seconds: float | None, precision: str = "minute") -> str:
    """How long: «3 дня» for sources that know days only, else «2 дн. 5 ч», «3 ч 20 мин», «40 с»."""
    if seconds is None or not math.isfinite(seconds):
        return _NOTHING
    whole = round(seconds)
    if precision == "day":
        days = whole // 86_400
        return ngettext("{n} day", "{n} days", days).format(n=number(days))
    if whole < 60:
        return f"{whole}{NARROW}{_('s')}"
    minutes = whole // 60
    parts = [(minutes // 1440, _("d")), (minutes % 1440 // 60, _("h")), (minutes % 60, _("min"))]
    first = next(i for i, (n, _unit) in enumerate(parts) if n)
    return " ".join(f"{n}{NARROW}{unit}" for n, unit in parts[first : first + 2] if n)


def moment(when: datetime | pd.Timestamp | None, precision: str = "minute", zone: str | None = None) -> str:
    """A moment of the store (UTC) in the region's time: «21 нояб. 2026, 14:05»; no hours where the source has none."""
    if when is None or pd.isna(when):
        return _NOTHING
    local = to_local(pd.Timestamp(when).to_pydatetime(), zone or cached.clock().zone)
    if precision == "day":
        return day(local)
    return f"{day(local)}, {format_datetime(local, 'HH:mm', locale=locale())}"


def known_until(when: datetime | pd.Timestamp, zone: str | None = None) -> str:
    """A data time. The first or the last second of a day comes of sources that know days: the hour is not told."""
    second = to_local(pd.Timestamp(when).to_pydatetime(), zone or cached.clock().zone).time().replace(microsecond=0)
    return moment(when, "day" if second in (time(), time(23, 59, 59)) else "minute", zone)


def day(local: date | datetime) -> str:
    """A local day: «21 нояб. 2026»."""
    return _spaced(format_date(local, "d MMM y", locale=locale()))


def month_name(month: str) -> str:
    """«ноябрь 2026» for "2026-11"."""
    return format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=locale())


def day_short(local: date | datetime) -> str:
    """A local day of the running year: «21 ноября»."""
    return _spaced(format_skeleton("MMMMd", local, locale=locale()))


def table_moment(when: datetime | pd.Timestamp | None, precision: str = "minute", zone: str | None = None) -> str:
    """For tables, in digits: 21.11.2026 14:05."""
    if when is None or pd.isna(when):
        return _NOTHING
    local = to_local(pd.Timestamp(when).to_pydatetime(), zone or cached.clock().zone)
    return f"{local:%d.%m.%Y}" if precision == "day" else f"{local:%d.%m.%Y %H:%M}"


def _spaced(text: str) -> str:
    return text.replace("\u00a0", NARROW).replace("-", MINUS) if language() == "ru" else text.replace("-", MINUS)
