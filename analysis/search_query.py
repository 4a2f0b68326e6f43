"""What somebody types into the search: words in any form, "phrases", -words, field:words; and where a text has them."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from analysis.words import ENDINGS, stem

# Fields and what they are called by those who type.
FIELDS: dict[str, str] = {
    "topic": "topic", "тема": "topic",
    "district": "district", "район": "district", "муниципалитет": "district",
    "agency": "agency", "ведомство": "agency", "орган": "agency",
    "channel": "channel", "канал": "channel",
    "reply": "reply", "ответ": "reply",
    "text": "text", "текст": "text",
    "number": "number", "номер": "number",
    "address": "address", "адрес": "address",
}  # fmt: skip
MOST_TERMS = 16
MOST_WORDS = 12  # of one phrase
MOST_LETTERS = 100  # of one word: patterns of endless ones would keep everybody waiting
FEWEST_LETTERS = 3  # of a beginning in texts: words that begin with two, as with по, are in every other one
IN_TEXTS: Final = (None, "text", "reply")
EXCERPT = 200
# Letters of Latin and Cyrillic scripts and digits, as a set that DuckDB, PostgreSQL and Python read alike.
_LETTERS: Final = "0-9a-zÀ-ɏЀ-ӿ"
_WORD = re.compile(f"[{_LETTERS}]+")
_RUSSIAN = re.compile("[а-я]")
_TOKEN = re.compile(
    r'(?P<minus>-(?=\S))?(?:(?P<field>[^\W\d_]+):(?=\S))?(?:"(?P<phrase>[^"]*)(?P<end>"?)|(?P<word>[^\s"]+))'
)
_QUOTES = str.maketrans("«»“”„", '"' * 5)
_FLEETING = re.compile(r"^(.*[аеиоуыэюя].*[^аеиоуыэюя])[ое]?к$")
_ENDINGS: Final = f"{ENDINGS}|ью"
_ADJECTIVE: Final = "ыми|ими|ого|его|ому|ему|ой|ей|ый|ий|ая|яя|ое|ее|ые|ие|ую|юю|ым|им|ом|ем|ых|их"
_NOUN: Final = "ами|ями|ом|ем|ой|ей|ов|ев|ам|ям|ах|ях|а|я|о|е|ы|и|у|ю|ь|"
_VERB: Final = (
    "ать|ять|ить|еть|ешь|ишь|ают|яют|ует|ает|яет|ала|ила|али|или|ела|ели|ет|ит|ут|ют|ат|ят|ал|ил|ел|ало|ило|ело"
)
# Endings that are as often a part of the word (маршрут, прием, отдых, печать, недели, проблему): how the rest may end
# when they are endings indeed, and how long it is then.
_DOUBTFUL: Final = (
    (re.compile("ать|ять|ить|еть|ешь|ишь|ают|яют|ует|ает|яет|ала|ила|али|или|ела|ели|[еи]т|[уюая]т"), _VERB, 3),
    (re.compile("ого|его|ому|ему|[ыи][мх]"), _ADJECTIVE, 3),
    (re.compile("[ое]м"), f"{_ADJECTIVE}|{_NOUN}", 3),
    (re.compile("[ое]в"), _NOUN.replace("|о|", "|"), 3),
    (re.compile("[ая][мх]"), _NOUN, 2),
)
_GLIDE: Final = "й|я|ю|ем|е|и|ев|ям|ями|ях"  # how музей and перебой go on after the vowel
_VOWELS: Final = "аеиоуыэюя"


@dataclass(frozen=True)
class Term:
    """Words that stand one after the other: any form of each, or (`exact`) as written; `prefix`: the last one only
    begins so. `raw` is what was typed, `field` where to look (None everywhere).
    """

    words: tuple[str, ...]
    raw: str
    field: str | None = None
    negated: bool = False
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True)
class Note:
    """What was not understood: unclosed_quote, unknown_field, empty_field, too_many, too_long, long_phrase, beginning,
    nothing; and the piece meant.
    """

    kind: str
    piece: str = ""


@dataclass(frozen=True)
class SearchQuery:
    """All terms must hold; without terms nothing is found, and the notes say why."""

    terms: tuple[Term, ...]
    notes: tuple[Note, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Terms whose words a text may show: not negated, and not of a field outside the texts."""
        return tuple(term for term in self.terms if not term.negated and term.field in IN_TEXTS)


@lru_cache(maxsize=256)
def parsed(typed: str) -> SearchQuery:
    """Reads any input; never raises. `снег -крыша "улица Мира" reply:уборка` are four terms."""
    terms: list[Term] = []
    notes: list[Note] = []
    for token in _TOKEN.finditer(typed.translate(_QUOTES)):
        terms += _read(token, notes)
    if len(terms) > MOST_TERMS:
        notes.append(Note("too_many", str(MOST_TERMS)))
    if any(len(word) > MOST_LETTERS for term in terms for word in words_of(term.raw)[:MOST_WORDS]):
        notes.append(Note("too_long", str(MOST_LETTERS)))
    if any(len(words_of(term.raw)) > MOST_WORDS for term in terms):
        notes.append(Note("long_phrase", str(MOST_WORDS)))
    if typed.strip() and not terms:
        notes.append(Note("nothing"))
    return SearchQuery(tuple(terms[:MOST_TERMS]), tuple(dict.fromkeys(notes)))


def _read(token: re.Match[str], notes: list[Note]) -> list[Term]:
    negated, named, phrase = bool(token["minus"]), token["field"], token["phrase"]
    typed = token["word"] if phrase is None else phrase
    if phrase is not None and not token["end"]:
        notes.append(Note("unclosed_quote", phrase.strip()))
    if named is None and FIELDS.get(typed[:-1].lower()) and typed.endswith(":"):
        notes.append(Note("empty_field", typed))
        return []
    field = FIELDS.get(named.lower()) if named else None
    found = []
    if named and field is None:
        if not typed.startswith("//"):
            notes.append(Note("unknown_field", named))
        found.append(_term(named, None, negated, exact=False))
    found.append(_term(typed, field, negated, exact=phrase is not None))
    if phrase is None and typed.endswith("*") and found[-1].words and not found[-1].prefix:
        notes.append(Note("beginning", typed))
    kept = [term for term in found if term.words or (term.field == "number" and term.raw)]
    if field is not None and not kept:
        notes.append(Note("empty_field", f"{named}:"))
    return kept


def _term(typed: str, field: str | None, negated: bool, *, exact: bool) -> Term:
    words = tuple(word[:MOST_LETTERS] for word in words_of(typed)[:MOST_WORDS])
    is_open = bool(words) and not exact and typed.endswith("*")
    prefix = is_open and (len(words[-1]) >= FEWEST_LETTERS or words[-1][0].isdigit() or field not in IN_TEXTS)
    return Term(words, typed.rstrip("*") if is_open else typed, field, negated, exact, prefix)


def words_of(text: str) -> list[str]:
    """The words of a text or of what was typed, in lower case."""
    return _WORD.findall(_lower(text))


def _lower(text: str) -> str:
    """Lower case, a letter for each letter: of all only İ would become two, an i and a dot that ends the word."""
    return text.replace("İ", "i").lower()


def plain(text: str) -> str:
    """Lower case with е for ё, as long as the text: what needles and patterns are for."""
    return _lower(text).replace("ё", "е")


def needle(term: Term) -> str:
    """A piece that every plain text with the term holds: quick to look for before the pattern."""
    return max((_shared(word, term.exact) for word in map(plain, term.words)), key=len)


def pattern(term: Term) -> str:
    """A regular expression that a plain text with the term matches; RE2, PostgreSQL and Python read it alike."""
    return f"(?:^|[^{_LETTERS}]){_body(term)}(?:$|[^{_LETTERS}])"


class WordForms(NamedTuple):
    """The forms of one word: what all begin with, a regular expression that each matches from its first letter to its
    last, and whether the beginning is the only one.
    """

    begins: str
    pattern: str
    one: bool


def word_forms(term: Term) -> list[WordForms]:
    """The forms of each word of a term."""
    alone = [replace(term, words=(each,), prefix=False) for each in term.words]
    alone[-1] = replace(alone[-1], prefix=term.prefix)
    return [WordForms(needle(one), f"^(?:{_body(one)})$", one.exact and not one.prefix) for one in alone]


def forms(word: str) -> frozenset[str]:
    """The forms in which a word that is typed alone is found, in plain letters: those that the pattern of `word_forms`
    matches. Of яма: яма, ямы, яме, яму, ямой …
    """
    if not _RUSSIAN.search(word := plain(word)):
        return frozenset({word})
    return frozenset(
        f"{whole}{ending}"
        for root, endings in _roots(word)
        for whole in _bent_ways(root)
        for ending in endings.split("|")
    )


def _body(term: Term) -> str:
    words = [plain(word) for word in term.words]
    ways = words if term.exact else [_any_form(word) for word in words]
    if term.prefix:
        ways[-1] = f"{words[-1]}[{_LETTERS}]*"
    return f"[^{_LETTERS}]+".join(ways)


def _any_form(word: str) -> str:
    """Each root with the endings it may have."""
    if not _RUSSIAN.search(word):
        return word
    ways = [f"{_bent(root)}(?:{endings})" for root, endings in _roots(word)]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _roots(word: str) -> list[tuple[str, str]]:
    """What may be left of a word without its ending, and the endings that go with it.

    дороги is дорог with any ending. кабинет may be a form of a verb (кабинить), so кабин goes with endings of verbs
    alone, which leaves out кабина, and кабинет with any ending. Nothing is left of прием: no ending follows при.
    """
    root = stem(word)
    ending = word[len(root) :]
    whole = word[:-1] if ending and ending[-1] in f"{_VOWELS}ь" else word
    for endings, alike, fewest in _DOUBTFUL:
        if endings.fullmatch(ending):
            short = [(root, alike)] if len(root) >= fewest and root[-1] not in f"{_VOWELS}ъь" else []
            return [*short, (whole, f"{_ENDINGS}|")]
    if len(ending) == 2 and ending.endswith("й"):
        return [(root, f"{_ENDINGS}|"), (word[:-1], _GLIDE)]
    if word.endswith("ью") and len(word) > 5:
        return [(word[:-2], f"{_ENDINGS}|"), (word[:-1], _ENDINGS)]
    return [(root, f"{_ENDINGS}|")]


def _bent(root: str) -> str:
    """«остановк» also as «остановок»."""
    fleeting = _FLEETING.match(root)
    return f"{fleeting[1]}[ое]?к" if fleeting else root


def _bent_ways(root: str) -> list[str]:
    """The same, written out."""
    fleeting = _FLEETING.match(root)
    return [f"{fleeting[1]}{vowel}к" for vowel in ("", "о", "е")] if fleeting else [root]


def _shared(word: str, exact: bool) -> str:
    """The part of a word that all its forms share."""
    if exact:
        return word
    steady = [fleeting[1] if (fleeting := _FLEETING.match(root)) else root for root, _ in _roots(word)]
    return min(steady, key=len)


def found_in(text: str, terms: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Where a text has the terms: (start, end) in order, not overlapping."""
    any_term = "|".join(_body(term) for term in terms if term.words)
    if not any_term:
        return []
    spotted = re.finditer(f"(?<![{_LETTERS}])(?:{any_term})(?![{_LETTERS}])", plain(text))
    return [match.span() for match in spotted]


def excerpt(text: str, terms: tuple[Term, ...], length: int = EXCERPT) -> list[tuple[str, bool]]:
    """About `length` characters around the first hit, as pieces with whether each is a hit; "…" where it was cut."""
    flat = " ".join(text.split())
    hits = found_in(flat, terms)
    first_start, first_end = hits[0] if hits else (0, 0)
    start = max(0, first_start - length // 3)
    if start:
        start = flat.find(" ", start, first_start) + 1 or first_start
    end = min(len(flat), max(start + length, first_end))
    if end < len(flat) and (space := flat.rfind(" ", start, end + 1)) >= first_end:
        end = space
    pieces, at = [("…", False)] if start else [], start
    for first, last in hits:
        if last > end:
            break
        pieces += [(flat[at:first], False), (flat[first:last], True)]
        at = last
    pieces += [(flat[at:end], False), ("…" if end < len(flat) else "", False)]
    return [piece for piece in pieces if piece[0]]
