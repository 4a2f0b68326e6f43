"""Takes personal details out of texts on the way in, whole columns at a time, by RE2 (linear in a text's length).

What replaces a detail says what stood there, so that a reader of the text still understands it.
"""

import re
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.columns import arrow, text_series
from analysis.side_by_side import in_parts

# RE2: no look-around, \b and \d know ASCII only. Digits are ASCII, so \b is right at the edge of a number; beside
# Cyrillic letters the edge is written out as a group that is put back.
_NAME = r"\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?"
# Not the masculine genitive: that is how streets are named (улица Ивана Сергеевича Тургенева).
_PATRONYMIC = r"\p{Lu}\p{Ll}+(?:вич(?:у|ем|е)?|(?:вн|чн)(?:а|ы|е|у|ой))"
# The longer ending first: the first that fits is taken.
_SURNAME = r"\p{L}+(?i:ова|ева|ёва|ина|ына|ов|ев|ёв|ин|ын|ский|ская|цкий|цкая|енко|вич|вна|чна|ук|юк|ян|дзе)"
# Where whole texts are written in capitals or in small letters only what a given name begins is a patronymic:
# «В НАШЕЙ ДЕРЕВНЕ», «НА НИЗКОМ УРОВНЕ», «привезла бревна» are none.
_OF = (
    "александр|алексе|анатоль|андре|антон|аркадь|арсень|артем|артём|богдан|борис|вадим|валентин|валерь|василь|вениамин|"
    "виктор|виталь|владимир|владислав|всеволод|вячеслав|гаврил|геннадь|георги|герман|григорь|давид|данил|денис|дмитри|"
    "евгень|егор|ефим|захар|иван|игор|иннокенть|иосиф|кирилл|константин|лаврент|леонид|льв|макар|максим|марк|матве|михайл|"
    "назар|никола|олег|павл|петр|платон|прохор|родион|роман|руслан|семен|семён|серге|станислав|степан|тарас|тимофе|тимур|"
    "тихон|федор|фёдор|филипп|эдуард|юрь|яковл|ярослав"
)
_OF_A = "иль|никит|савв|лук|фом|кузьм"  # Ильич, Саввична
_CAPITAL_FATHER = (
    f"(?:(?:{_OF.upper()})(?:[ЕО]ВИЧ(?:У|ЕМ|Е)?|[ЕО]ВН(?:А|Ы|Е|У|ОЙ))"
    f"|(?:{_OF_A.upper()})(?:ИЧ(?:У|ОМ|Е)?|(?:ИН)?ИЧН(?:А|Ы|Е|У|ОЙ)))"
)
_SMALL_FATHER = f"(?:(?:{_OF})(?:[ео]вич|[ео]вна)|(?:{_OF_A})(?:ич|ична|инична))"
_CAPITALS = r"\p{Lu}{2,}(?:-\p{Lu}{2,})?"
_SMALL_SURNAME = r"\p{Ll}+(?:ова|ева|ёва|ина|ына|ов|ев|ёв|ин|ын|ская|ский|енко)"
_INITIALS = r"\p{Lu}\.\s?(?:\p{Lu}\.)?"
_SITES = (
    r"(?:vk\.(?:com|ru|me)|vkontakte\.ru|ok\.ru|odnoklassniki\.ru|t\.me|telegram\.me|facebook\.com|instagram\.com|max\.ru"
    r"|wa\.me|tiktok\.com|twitter\.com|\bx\.com|threads\.net)"
)
_PHONE_WORDS = r"(?:тел|телефон|моб|сот|whatsapp|ватсап|вайбер|viber)"

Masks = tuple[tuple[str, str], ...]  # what to find, what to put there

# Blanks and hyphens of word processors, between the digits of a number too, become the usual ones.
ODD = r"[\x{a0}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]"
ODD_HYPHENS, UNSEEN = r"[\x{2010}-\x{2012}\x{2212}]", r"[\x{ad}\x{200b}\x{2060}\x{feff}]"
TYPOGRAPHY: Masks = ((ODD, " "), (ODD_HYPHENS, "-"), (UNSEEN, ""))
BREAKS: Masks = ((r"(?i)<br\s*/?>", "\n"),)
# VK: [id0|Имя], [club0|Имя]
MENTIONS: Masks = ((r"\[(?:id|club|public|event)-?\d+(?::[^|\]]*)?\|[^\]]*\]", "[упоминание]"),)
# @id1 (Имя), *id1 (Имя), id12345, then e-mails, then any @name
PAGES: Masks = (
    (r"[@*](?:id|club|public)\d+(?:\s*\([^)]*\))?", "[упоминание]"),
    (r"(^|[^\p{L}\d_./])id\d{5,}", r"\1[упоминание]"),
)
_AT = r"(?:@|\s@\s|\s?(?:\((?:собака|at)\)|\[(?:собака|at)\])\s?)"
MAILS: Masks = ((rf"[\p{{L}}\d._%+-]+{_AT}[\p{{L}}\d-]+(?:\.[\p{{L}}\d-]+)+", "[e-mail]"),)
ACCOUNTS: Masks = ((r"(^|[^\p{L}\d_.])@[\p{L}\d_][\p{L}\d_.]*[\p{L}\d_]", r"\1[упоминание]"),)
LINKS: Masks = (
    (r"(?i)(?:https?://)?(?:\b[a-z\d-]+\.)*" + _SITES + r"/[^\s,;)\]]+", "[ссылка]"),
    (r"(?i)\b(?:tg|viber|whatsapp)://[^\s,;)\]]+", "[ссылка]"),
)
# Cards, СНИЛС, passports, accounts, then phones with and without the country code, then short local ones.
NUMBERS: Masks = (
    (r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,4})?\b", "[номер карты]"),
    (r"(?i)(снилс\D{0,12})\d{3}[ -]?\d{3}[ -]?\d{3}[ -]?\d{2}\b", r"\1[СНИЛС]"),
    (r"\b\d{3}-\d{3}-\d{3}[ -]?\d{2}\b", "[СНИЛС]"),
    (
        r"(?i)(паспорт\D{0,24}|сери[яи][\s:]{1,3})\d{2}\s?\d{2}(?:[\s№]*|,?\s*(?:№|номер)\s*)\d{6}\b",
        r"\1[паспорт]",
    ),
    (r"(?i)(лицев\p{L}+ сч[её]т\p{L}*\D{0,6}|л/с\D{0,6}|инн\D{0,6})\d(?:[ -]?\d){5,}", r"\1[номер]"),
    (r"(?:\+\s?7|\b8|\b7)[\s(.–—-]*\d{3}[\s).–—-]*\d{1,3}[\s.–—-]*\d{2}[\s.–—-]*\d{2,3}\b", "[телефон]"),
    (r"(?:\+\s?7|\b8)[\s(.–—-]*\d{4,5}[\s).–—-]*\d{1,3}[\s.–—-]*\d{2}[\s.–—-]*\d{2}\b", "[телефон]"),
    (r"\+?\b375[\s(.–—-]*\d{2}[\s).–—-]*\d{3}[\s.–—-]*\d{2}[\s.–—-]*\d{2}\b", "[телефон]"),
    (r"\+(?:3[5-8]\d|99\d)(?:[\s().–—-]{0,2}\d){8,9}\b", "[телефон]"),  # of neighbours: +998, +380
    (r"\(\d{3,5}\)[\s-]*\d{1,3}[\s-]?\d{2}[\s-]?\d{2}\b", "[телефон]"),
    (r"\b9\d{2}[\s.–—-]?\d{3}[\s.–—-]?\d{2}[\s.–—-]?\d{2}\b", "[телефон]"),
    (r"\b\d{2,3}-\d{2}-\d{2}\b", "[телефон]"),
    (r"(?i)(" + _PHONE_WORDS + r"\p{L}*[^\d\n]{0,12})\d[\d\s()–—-]{4,14}\d", r"\1[телефон]"),
)
# кв. 5, квартира №5; д. 12-5 (house and flat)
FLATS: Masks = (
    (r"(?i)(^|[^\p{L}])(кв(?:\.|-ра|арт\.|артир\p{L}{0,3})?)\s*(?:№|N|номер)?\s*\d+[а-я]?", r"\1\2 [номер]"),
)
HOUSES: Masks = ((r"(?i)((?:^|[^\p{L}])д(?:\.|ом)?\s*\d+[а-я]?)\s*[-–]\s*\d+\b", r"\1-[номер]"),)
# After «меня зовут» and the like whatever stands there; elsewhere what a signature or a patronymic gives away.
STATED_NAMES: Masks = (
    (
        r"((?i:меня\s+зовут|зовут\s+меня|меня\s+звать|мо[её]\s+имя|моя\s+фамилия|фио|ф\.\s?и\.\s?о\.))([\s,:–—-]+)"
        rf"[\p{{L}}-]+(?:\s+(?:{_NAME}|{_SURNAME}|{_INITIALS})){{0,2}}",
        r"\1\2[имя]",
    ),
)
SIGNATURES: Masks = (
    (
        r"((?i:с\s+уважением|с\s+ув\.|исполнитель|исп\.|заявитель:))([\s,:–—-]+)"
        rf"(?:{_NAME}(?:\s+{_NAME}){{0,2}}(?:\s+{_INITIALS})?|{_INITIALS}\s?{_NAME})",
        r"\1\2[имя]",
    ),
)
INTRODUCTIONS: Masks = ((rf"((?:^|[^\p{{L}}])Я,\s+){_NAME}\s+{_NAME}\s*,", r"\1[имя],"),)
PATRONYMICS: Masks = ((rf"(?:{_NAME}\s+)?{_NAME}\s+{_PATRONYMIC}(\s+{_NAME})?([^\p{{L}}]|$)", r"[имя]\2"),)
IN_CAPITALS: Masks = ((rf"(?:{_CAPITALS}\s+)?{_CAPITALS}\s+{_CAPITAL_FATHER}([^\p{{L}}]|$)", r"[имя]\1"),)
IN_SMALL: Masks = ((rf"(^|[^\p{{L}}]){_SMALL_SURNAME}\s+\p{{Ll}}+\s+{_SMALL_FATHER}([^\p{{L}}]|$)", r"\1[имя]\2"),)
# Streets bear names of people: only who stands between two commas lives there.
DWELLERS: Masks = (
    (rf"(^|[,;(]\s*){_NAME}(?:\s+{_NAME})?\s+\p{{Lu}}\p{{Ll}}+(?:вич|вна|ична)(\s*(?:[,;)]|$))", r"\1[имя]\2"),
)

# Most texts hold nothing of a group: a quick look tells which may, and only those go through its masks. What it looks
# for is in every text that a mask finds, and says no more of letters than it must: one with sets of all letters takes
# longer to prepare than a row to load, so few are prepared for nothing.
GROUPS: tuple[tuple[str, Masks], ...] = (
    (rf"{ODD}|{ODD_HYPHENS}|{UNSEEN}", TYPOGRAPHY),
    (r"<[Bb]", BREAKS),
    (r"\[(?:id|club|public|event)", MENTIONS),
    (r"(?i)\.(?:com|ru|me|net)/|(?:tg|viber|whatsapp)://", LINKS),
    (r"[@*](?:id|club|public)\d|id\d{5}", PAGES),
    (r"(?:@|@\s|(?:собака|at)[)\]]\s?)[^\s.]+\.\S", MAILS),
    (r"@\S\S", ACCOUNTS),
    (r"\d(?:[\s().№–—-]*\d){4}", NUMBERS),
    (r"(?i)кв(?:\.|-ра|арт\.|артир[^\s\d]{0,3})?\s*(?:№|N|номер)?\s*\d", FLATS),
    (r"(?i)д(?:\.|ом)?\s*\d+[а-я]?\s*[-–]\s*\d", HOUSES),
    (r"(?i)(?:зовут|зовут\s+меня|звать|мо[её]\s+имя|моя\s+фамилия|фио|ф\.\s?и\.\s?о\.)[\s,:–—-]+\S", STATED_NAMES),
    (r"(?i)(?:уважением|\sув\.|исполнитель|исп\.|заявитель:)[\s,:–—-]+\S", SIGNATURES),
    (r"Я,\s+\p{Lu}", INTRODUCTIONS),
    (r"\p{Lu}[^\s\d]+\s+\p{Lu}[^\s\d]+(?:вич|[вч]н)", PATRONYMICS),
    (rf"[ЕО]ВИЧ|[ЕО]ВН[АЫЕУО]|(?:{_OF_A.upper()})И[ЧН]", IN_CAPITALS),
    (rf"[ео]вич|[ео]вна|(?:{_OF_A})и[чн]", IN_SMALL),
)
# What a text may hold instead of a detail: [телефон], [номер карты] …
MASKS = frozenset(mask for _, masks in GROUPS for _, put in masks for mask in re.findall(r"\[[^\]]+\]", put))
_MASK = re.compile("|".join(map(re.escape, sorted(MASKS))))
MANY = 1000  # texts for which one more pattern is worth preparing
OFTEN = (BREAKS, MENTIONS)  # the first ones: half of all texts of social media hold them
_IN_ADDRESSES = (TYPOGRAPHY, MAILS, ACCOUNTS, LINKS, NUMBERS, FLATS, HOUSES, STATED_NAMES)
ADDRESS_GROUPS = (*(group for group in GROUPS if group[1] in _IN_ADDRESSES), (r"(?:вич|вна|ична)", DWELLERS))


def holds_mask(text: str) -> bool:
    """Whether a mask stands in the text, «ИП [имя]»: others may be written the same and differ in what it hides."""
    return _MASK.search(text) is not None


def masked(text: pd.Series) -> pd.Series:
    """Texts with phones, e-mails, document numbers, flats, mentions, profile links and stated names replaced."""
    return text_series(masked_arrays([arrow(text)])[0], text.index)


def masked_arrays(texts: Sequence[pa.Array]) -> list[pa.Array]:
    """The same for several columns at once: patterns are dear to prepare, and the same answer goes to many people."""
    different = pa.concat_arrays(texts).dictionary_encode()
    clean = in_parts(_without_details, different.dictionary).take(different.indices)
    starts = [sum(map(len, texts[:place])) for place in range(len(texts))]
    return [clean.slice(start, len(text)) for start, text in zip(starts, texts, strict=True)]


def masked_address(address: pd.Series) -> pd.Series:
    """Addresses without flats, phones and people: the house is enough to send somebody to."""
    if address.isna().all():
        return address
    different = arrow(address).dictionary_encode()
    return text_series(_masked(different.dictionary, ADDRESS_GROUPS).take(different.indices), address.index)


def _without_details(texts: pa.Array) -> pa.Array:
    return _masked(texts, GROUPS)


def _masked(texts: pa.Array, groups: tuple[tuple[str, Masks], ...]) -> pa.Array:
    if len(texts) <= MANY:
        return _masked_by_group(texts, groups)
    often, seldom = (tuple(group for group in groups if (group[1] in OFTEN) is there) for there in (True, False))
    texts = _masked_by_group(texts, often)
    # One look for all the others: what it finds nothing in, none of them finds anything in.
    suspect = pc.match_substring_regex(texts, "|".join(f"(?:{hint})" for hint, _ in seldom)).fill_null(False)
    return pc.replace_with_mask(texts, suspect, _masked_by_group(texts.filter(suspect), seldom))


def _masked_by_group(texts: pa.Array, groups: tuple[tuple[str, Masks], ...]) -> pa.Array:
    for hint, masks in groups if len(texts) else ():
        suspect = pc.match_substring_regex(texts, hint).fill_null(False)
        found = texts.filter(suspect)
        if len(found):
            texts = pc.replace_with_mask(texts, suspect, _apply(found, masks))
    return texts


def _apply(texts: pa.Array, masks: Masks) -> pa.Array:
    for pattern, replacement in masks:
        texts = pc.replace_substring_regex(texts, pattern=pattern, replacement=replacement)
    return pc.utf8_trim_whitespace(texts)
