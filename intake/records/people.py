"""Who answered and who lives there: ages as people write them, and the bands in which they are kept."""

import pandas as pd

# Of a respondent only the band is kept: with a village and a sex beside it an age would point at a person.
BANDS = ("14-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
OLDEST = 120
_SPAN = r"^(?:от\s*)?(\d{1,3})\s*(?:-|–|—|до|\.\.)\s*(\d{1,3})"  # 18-24, от 18 до 24 лет
_ONE = r"^(\d{1,3})(?:[.,]0+)?\s*(?:лет|год|года|г\.?)?$"  # 37, 37 лет
_FROM = r"^(?:старше|от|более|свыше)?\s*(\d{1,3})\s*(?:лет|год|года)?\s*(?:\+|и\s+(?:старше|более|больше))"
_ABOVE = r"^(?:старше|более|свыше)\s*(\d{1,3})"
_BELOW = r"^(?:до|младше|моложе|менее)\s*(\d{1,3})"


def ages(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The first and the last year of an age or of a span of ages; missing where neither is read.

    «37» is 37 to 37, «18–24 года» 18 to 24, «65 и старше», «65+» and «старше 65» 65 to 120, «до 18» 0 to 17.
    """
    plain = text.str.strip().str.lower()
    first, last = (pd.Series(pd.NA, index=text.index, dtype="Int64") for _ in range(2))
    span, one = plain.str.extract(_SPAN), plain.str.extract(_ONE)[0]
    upward = plain.str.extract(_FROM)[0].fillna(plain.str.extract(_ABOVE)[0])
    below = plain.str.extract(_BELOW)[0]
    for low, high in ((span[0], span[1]), (one, one), (upward, upward.where(upward.isna(), str(OLDEST)))):
        fresh = first.isna() & low.notna()
        first, last = first.mask(fresh, _whole(low)), last.mask(fresh, _whole(high))
    fresh = first.isna() & below.notna()
    first, last = first.mask(fresh, 0), last.mask(fresh, _whole(below) - 1)
    wrong = ((first > last) | (last > OLDEST)).fillna(False)
    return first.mask(wrong), last.mask(wrong)


def _whole(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text).astype("Int64")


def band(first: pd.Series, last: pd.Series) -> pd.Series:
    """The band a span of ages lies in; missing where it lies in none, or in two."""
    found = pd.Series(None, index=first.index, dtype="str")
    for name in BANDS:
        low, high = edges(name)
        found = found.mask(((first >= low) & (last <= high)).fillna(False).astype(bool), name)
    return found


def edges(name: str) -> tuple[int, int]:
    """The first and the last year of a band: «65+» is 65 to 120."""
    low, _, high = name.rstrip("+").partition("-")
    return int(low), int(high) if high else OLDEST
