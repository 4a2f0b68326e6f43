"""Russian names in Latin letters, in the manner of BGN/PCGN without its signs: «Азовский район» → Azovsky District."""

import re

from intake.names.normal import normalise
from intake.names.places import place_name

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
# е is ye at the beginning of a word, after a vowel and after the signs.
_YE = re.compile(r"(?:^|(?<=[аеёиоуыэюяйъь]))е")
_ADJECTIVE = re.compile(r"[иы]й\b")
_WORD = re.compile(r"[а-яё]+", re.IGNORECASE)
_KIND = {"raion": "District", "okrug": "Municipal Okrug", "urban": "Urban Okrug"}


def transliterate(text: str) -> str:
    """Latin letters for Cyrillic words, capitals kept: «Усть-Ишимский» → Ust-Ishimsky, «Ейск» → Yeysk."""
    return _WORD.sub(lambda match: _latin(match.group()), text)


def _latin(word: str) -> str:
    lower = _ADJECTIVE.sub("ы", word.lower())
    latin = "".join(_LETTERS[letter] for letter in _YE.sub("йе", lower))
    return latin.capitalize() if word[0].isupper() else latin


def english_place(short: str, kind: str | None) -> str:
    """The English name of a municipality: Omsk, Omsky District, Angarsky Urban Okrug.

    `short`: the Russian name as people say it; `kind`: the kind it is known to be (raion, okrug, urban, city).
    """
    stem, words = place_name(short).stem, short.split()
    proper = " ".join(word for word in words if set(normalise(word).split()) & set(stem.split())) or short
    suffix = _KIND.get(place_name(short).kind or kind or "", "")
    if suffix == "Urban Okrug" and not re.search(r"[иы]й$|ое$", proper):
        suffix = ""  # the city gives the okrug its name: Omsk
    return f"{transliterate(proper)} {suffix}".strip()
