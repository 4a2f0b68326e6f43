"""What a reply promises: sentences about what will be done, with date, act, place and amount taken out of them."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма[йея]",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
_ANY_MONTH = "|".join(_MONTHS)
# A new sentence; not after «ул.» and the like.
_SENTENCE = re.compile(
    r"(?<!\bул\.)(?<!\bпер\.)(?<!\bпос\.)(?<!\bпр\.)(?<!\bим\.)(?<!\b[гдскп]\.)(?<=[.!?…])\s+(?=[А-ЯЁA-Z\d«\"])|\n+"
)
# «будет отремонтирован», «будут проведены», «планируется», «обязуемся», «засыплем», «отремонтируем».
_ACT = re.compile(
    r"\bбуд(?:ет|ут|ем)\s+(?:(?!буд)[а-яё-]+\s+){0,3}?[а-яё]+(?:ен[аоы]?|ён|ан[аоы]?|ят[аоы]?|ыт[аоы]?|ить|ать|ять|еть|ться)\b|"
    r"\b(?:за)?планиру(?:ется|ются|ем)(?:\s+[а-яё]+)?|\b(?:запланирован|намечен)[аоы]?\b|\bобеща(?:ем|ют)\b|"
    r"\bобязу(?:емся|ются)\b|"
    r"\b(?:убер[её]м|вывез[её]м|примем|провед[её]м|засыплем|сделаем|заменим)\b|"
    r"\b(?:вы|до|за|ис|об|от|пере|по|под|при|про|рас|с|у)[а-яё]{2,}(?:ируем|уем|ним|вим|дим|тим|рём|рем|"
    r"плем|лаем|лим|сим|жим|йдем|йдём)\b",
    re.IGNORECASE,
)
_NO_ACT = re.compile(
    r"\b(?:сообща|уведомля|понима|просим|проси|рекоменду|предлага|разъясня|поясня|благодар)\w*", re.IGNORECASE
)
_PLACE = re.compile(
    r"\b(?:ул(?:\.|иц[аеуы])|просп\w*\.?|пр-к?т\w*|пер(?:\.|еул\w+)|бульвар\w*|шоссе|мкр\.?|микрорайон\w*|пос[её]л\w+|д(?:ом\w?|\.)"
    r"(?=\s*№?\s*\d))\s*(?:№\s*)?[А-ЯЁ\d][\w-]*(?:\s[А-ЯЁ][\w-]*)?(?:,?\s(?:д(?:ом\w?|\.)\s*)?№?\s*\d+[а-я]?(?:/\d+)?\b)?"
)
_AMOUNT = re.compile(
    r"\b\d[\d\s]*(?:[.,]\d+)?\s*(?:кв\.?\s?м|куб\.?\s?м|м²|м2|м³|п\.?\s?м|км|метр\w*|тонн\w*|тыс\.?\s?руб\w*|млн\.?\s?руб\w*|руб\w*|"
    r"шт\w*|дерев\w+|светильник\w*|контейнер\w*|единиц\w*|%)",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\b")
_NAMED = re.compile(rf"\b(\d{{1,2}})(?:-?го)?\s+({_ANY_MONTH})\w*(?:\s+(\d{{4}}))?", re.IGNORECASE)
_MONTH = re.compile(rf"\b(?:в|до конца|до|на)\s+({_ANY_MONTH})\w*(?:\s+(\d{{4}}))?", re.IGNORECASE)
_WITHIN = re.compile(
    r"\bв течение\s+(\d{1,3}|одного|двух|трёх|трех|пяти|десяти)?\s*(дн|рабочих дн|суток|недел|месяц)\w*", re.IGNORECASE
)
_SPAN = re.compile(
    r"\b(?:до конца |в (?:течение )?|на )(?:текущ\w+ |этой |этого )?(дня|недел[иею]|месяц[ае]|год[ау])\b", re.IGNORECASE
)
_DAYS = re.compile(r"\b(сегодня|завтра|послезавтра)\b", re.IGNORECASE)
RECENT = 31  # days: a day without a year that was not longer ago than this is the latest one of its name
_COUNTS = {"": 1, "одного": 1, "двух": 2, "трёх": 3, "трех": 3, "пяти": 5, "десяти": 10}


@dataclass(frozen=True)
class Promise:
    """`words`: the sentence; `act`, `place`, `amount`, `when`: as written, "" when it names none; `due`: the last day
    that keeps the promise, None when the words do not say.
    """

    words: str
    act: str
    when: str = ""
    due: date | None = None
    place: str = ""
    amount: str = ""


def promises(reply: str, said_on: date | None = None) -> list[Promise]:
    """«Яму на ул. Мира, 5 засыплем до 12 мая» is one promise: act засыплем, place ул. Мира, 5, due 12 May of the first
    year in which that day is not more than a month before the reply: a later one was named by an interim reply that the
    text still holds. Sentences about what was done promise nothing.
    """
    found = []
    for sentence in filter(None, map(str.strip, _SENTENCE.split(reply))):
        act = next((match[0] for match in _ACT.finditer(sentence) if not _NO_ACT.match(match[0])), None)
        if act is None:
            continue
        when, due = _when(sentence, said_on)
        found.append(Promise(sentence, act, when, due, _first(_PLACE, sentence), _first(_AMOUNT, sentence)))
    return found


def _first(pattern: re.Pattern[str], sentence: str) -> str:
    match = pattern.search(sentence)
    return match[0].strip(" ,.") if match else ""


def _when(sentence: str, said_on: date | None) -> tuple[str, date | None]:
    """The words of a date and the last day they mean; the latest of several dates."""
    dated = [(match[0], _day(match, said_on)) for match in (*_NUMERIC.finditer(sentence), *_named(sentence))]
    known = [(words, day) for words, day in dated if day is not None]
    if known:
        return max(known, key=lambda pair: pair[1])
    for pattern, meant in ((_MONTH, _month), (_WITHIN, _within), (_SPAN, _span), (_DAYS, _near)):
        if match := pattern.search(sentence):
            return match[0], meant(match, said_on)
    return "", None


def _named(sentence: str) -> list[re.Match[str]]:
    return list(_NAMED.finditer(sentence))


def _day(match: re.Match[str], said_on: date | None) -> date | None:
    month = int(match[2]) if match[2].isdigit() else _number(match[2])
    if match[3] is None and said_on is None:
        return None
    if match[3] is None and said_on is not None:
        return _next(said_on, lambda year: date(year, month, int(match[1])))
    try:
        return date(int(match[3]) % 100 + 2000, month, int(match[1]))
    except ValueError:
        return None


def _next(said_on: date, day_of: Callable[[int], date]) -> date | None:
    """The first of its years in which a day is not more than `RECENT` days before the reply, across New Year too."""
    for year in (said_on.year - 1, said_on.year, said_on.year + 1):
        try:
            day = day_of(year)
        except ValueError:  # 29 February
            continue
        if (said_on - day).days <= RECENT:
            return day
    return None


def _number(name: str) -> int:
    return next(number for number, stem in enumerate(_MONTHS, 1) if re.match(stem, name.lower()))


def _month(match: re.Match[str], said_on: date | None) -> date | None:
    month = _number(match[1])
    if match[2] is None:
        return None if said_on is None else _next(said_on, lambda year: _last(year, month))
    return _last(int(match[2]), month) if 2000 <= int(match[2]) <= 2100 else None


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _within(match: re.Match[str], said_on: date | None) -> date | None:
    """Working days are not counted out: the words alone are shown."""
    if said_on is None or "рабоч" in match[2].lower():
        return None
    amount = (match[1] or "").lower()
    count = int(amount) if amount.isdigit() else _COUNTS[amount]
    days = {"н": 7, "м": 30}.get(match[2][0].lower(), 1)
    return said_on + timedelta(days=count * days)


def _span(match: re.Match[str], said_on: date | None) -> date | None:
    if said_on is None:
        return None
    kind = match[1][0].lower()
    if kind == "н":
        return said_on + timedelta(days=6 - said_on.weekday())
    return {"д": said_on, "м": _last(said_on.year, said_on.month), "г": date(said_on.year, 12, 31)}[kind]


def _near(match: re.Match[str], said_on: date | None) -> date | None:
    ahead = {"сегодня": 0, "завтра": 1, "послезавтра": 2}[match[1].lower()]
    return said_on + timedelta(days=ahead) if said_on else None
