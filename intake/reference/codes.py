"""Codes as spreadsheets leave them: OKTMO with spaces, without its leading zero, with a settlement's zeros; days."""

import contextlib
import hashlib
import re
from datetime import date, datetime

from intake.names.normal import normalise


def oktmo_of(text: str) -> str | None:
    """The eight digits of a municipality: «52 701 000», «52701000000», «1601000» (its zero lost). None for other codes.

    An 11-digit code is a municipality only when it ends in 000; a settlement inside one is not.
    """
    digits = re.sub(r"[\s\u00a0.-]", "", re.sub(r"\.0$", "", text.strip()))
    if not digits.isdecimal() or not digits.isascii():
        return None
    if len(digits) in (7, 10):
        digits = f"0{digits}"
    if len(digits) == 11 and digits.endswith("000"):
        digits = digits[:8]
    # Codes that end in 00000 are regions and groups of municipalities.
    return digits if len(digits) == 8 and not digits.endswith("00000") else None


def day_of(text: str | None) -> date | None:
    """A calendar day: 2025-01-01, 01.01.2025, 2025/01/01; None for other texts."""
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d"):
        with contextlib.suppress(ValueError):
            return datetime.strptime((text or "")[:10], pattern).date()  # noqa: DTZ007 - a day has no zone
    return None


def made_id(*names: str) -> str:
    """A short id made of names, for rows without a code: the same names always give the same id."""
    return hashlib.sha256("\n".join(normalise(name) for name in names).encode()).hexdigest()[:10]
