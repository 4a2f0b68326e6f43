"""One normal form for names: two spellings a reader takes for the same name become the same text."""

import re
import unicodedata
from functools import lru_cache

# Latin letters that look like Cyrillic ones in one case or the other: «Тeма» typed with a Latin e.
_LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_LOOKALIKE_WORD = re.compile(r"[abcehkmoptxy]+\Z")
_CYRILLIC = re.compile(r"[а-я]")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=50_000)  # the aliases of a region come again with every file
def normalise(name: str) -> str:
    """The normal form: lower case, е for ё, look-alikes made Cyrillic, words separated by one space, nothing else.

    Idempotent. Quotes, apostrophes, hyphens, dots, stars and every kind of space only separate words.
    «Усть–Ишимский р-н» → «усть ишимский р н».
    """
    return " ".join(_cyrillic(word) for word in _WORD.findall(_plain(name)))


def _plain(name: str) -> str:
    """Lower case without accents; й keeps its breve (it is a letter of its own)."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    if folded.isascii():
        return folded
    kept = folded.replace("й", "\0")
    bare = "".join(c for c in unicodedata.normalize("NFKD", kept) if unicodedata.category(c)[0] != "M")
    return unicodedata.normalize("NFKC", bare.replace("\0", "й")).casefold()


def _cyrillic(word: str) -> str:
    if _CYRILLIC.search(word) or _LOOKALIKE_WORD.match(word):
        return word.translate(_LOOKALIKES)
    return word
