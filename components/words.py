"""The two languages: `_()` and `ngettext` over the catalogue in locale/, chosen per browser and kept in the link.

Message ids are English. `N_` marks a message id that is translated later, when it is drawn.
"""

import gettext
import io
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import link

LANGUAGES = {"ru": "Русский", "en": "English"}
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def N_(message: str) -> str:
    """Marks a message id; returns it unchanged."""
    return message


def language() -> str:
    """The language of this screen: the link's, else the browser's when it is Russian, else English."""
    if (spoken := _spoken.get()) is not None:
        return spoken
    if get_script_run_ctx(suppress_warning=True) is None:
        return "en"
    chosen = link.read("lang")
    return chosen if chosen in LANGUAGES else browser_language()


def browser_language() -> str:
    """Russian for a Russian browser, else English."""
    preferred = st.context.locale or st.context.headers.get("Accept-Language", "")
    return "ru" if preferred.lower().startswith("ru") else "en"


def speak(code: str | None) -> None:
    """Fix the language: of a run once it is known, and where there is no browser, of reports and tests. None gives the
    choice back to the browser.
    """
    _spoken.set(code)


def _(message: str) -> str:
    """The message in the language of this screen."""
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form that goes with the number: «1 обращение», «2 обращения», «5 обращений»."""
    return _catalogue(language()).ngettext(singular, plural, n)


def name(row: Mapping[Any, Any] | pd.Series, stem: str = "name") -> str:
    """``name(row)`` takes name_ru or name_en, ``name(row, "topic")`` topic_ru or topic_en.

    Russian where no English is known; empty where there is no name at all.
    """
    for column in (f"{stem}_{language()}", f"{stem}_ru"):
        value = row.get(column)
        if isinstance(value, str) and value:
            return value
    return ""


def names(frame: pd.DataFrame, stem: str = "name") -> list[str]:
    """`name` of every row of a frame that has both columns of the stem, without making rows of it."""
    russian = [value if isinstance(value, str) else "" for value in frame[f"{stem}_ru"].tolist()]
    if language() == "ru":
        return russian
    pairs = zip(frame[f"{stem}_{language()}"].tolist(), russian, strict=True)
    return [value if isinstance(value, str) and value else other for value, other in pairs]


@lru_cache(maxsize=4)
def _catalogue(code: str) -> gettext.NullTranslations:
    """Every .po file of the language as one catalogue; English needs none, its message ids are the texts."""
    files = sorted((CATALOGUES / code / "LC_MESSAGES").glob("*.po"))
    if not files:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, merged(files, code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def merged(files: list[Path], code: str) -> Catalog:
    """The messages of several .po files of one language."""
    whole = Catalog(locale=code)
    for file in files:
        with file.open("rb") as source:
            for message in read_po(source, locale=code):
                if message.id:
                    whole[message.id] = message
    return whole
