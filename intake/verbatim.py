"""What is kept as the source wrote it (statuses, topics, names nobody knows), without what it says of people.

Such columns hold words of a list; but «Исполнитель» may be an official, and where a row is shifted by a cell anything
stands anywhere.
"""

import re
from collections.abc import Callable

import pandas as pd
import pyarrow as pa

from analysis.columns import arrow, text_series
from analysis.masking import masked

MANY_WORDS = 20_000
# Words in which nothing was to be masked: the same lists come with every block and every file, and to prepare the
# patterns takes longer than to look at a list.
_CLEAN: set[str] = set()
Find = Callable[[pd.Series, pd.Series], pd.Series]  # (names, regions) → ids

# «Сидоров С.С.», «С. С. Сидоров»: both initials, for «Администрация Г. ТАРА» is none; nor whose name a body or a
# street bears («больница им. Кабанова А.Н.», «ул. Л. Н. Толстого»).
_NAME, _INITIALS = r"[А-ЯЁ][А-ЯЁа-яё]+(?:-[А-ЯЁ][А-ЯЁа-яё]+)?", r"[А-ЯЁ]\.\s?[А-ЯЁ]\."
_BORN = "".join(rf"(?<!{word}\s)" for word in ("им\\.", "имени", "ул\\.", "улица", "улице", "улицы", "пр\\."))
_WITH_INITIALS = re.compile(rf"(?<![\w.])(?i:{_BORN})(?:{_NAME}\s+{_INITIALS}|{_INITIALS}\s?{_NAME})(?!\w)")
# «Анна Петрова» where nothing else stands.
_SURNAME = re.compile(r"\w+(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|енко|ук|юк|ян|дзе)")
_GIVEN = re.compile(
    "александр|александра|алексей|алина|алла|анастасия|анатолий|андрей|анна|антон|антонина|артем|артём|"
    "валентин|валентина|валерий|валерия|василий|вера|вероника|виктор|виктория|виталий|владимир|владислав|"
    "вячеслав|галина|геннадий|георгий|григорий|дарья|денис|диана|дмитрий|евгений|евгения|егор|екатерина|елена|"
    "елизавета|жанна|зоя|иван|игорь|илья|инна|ирина|кирилл|константин|кристина|ксения|лариса|леонид|лидия|"
    "любовь|людмила|максим|маргарита|марина|мария|михаил|надежда|наталия|наталья|никита|николай|нина|оксана|"
    "олег|ольга|павел|петр|пётр|полина|раиса|роман|руслан|светлана|сергей|софья|станислав|степан|тамара|"
    "татьяна|тимур|фёдор|федор|эдуард|юлия|юрий|яна|ярослав"
)


def without_people(words: pd.Series) -> pd.Series:
    """Words of a list, names of bodies and places without whom they name and what is theirs: «Сидоров С.С. - Министр» →
    «[имя] - Министр». Each different text is looked at once; one that names nobody stays as it is written.
    """
    if words.isna().all():
        return words
    different = arrow(words).dictionary_encode()
    written = different.dictionary.to_pylist()
    fresh = [word for word in written if word not in _CLEAN]
    if not fresh:
        return words
    kept = {word: hidden for word, hidden in zip(fresh, _hidden(fresh), strict=True) if _hides(word, hidden)}
    _CLEAN.update([word for word in fresh if word not in kept][: max(0, MANY_WORDS - len(_CLEAN))])
    shown = pa.array([kept.get(word, word) for word in written], pa.large_string())
    return text_series(shown.take(different.indices), words.index)


def _hidden(words: list[str]) -> list[str]:
    clean = arrow(masked(pd.Series(words, dtype="str"))).to_pylist()
    return ["[имя]" if _is_name(word) else _WITH_INITIALS.sub("[имя]", word) for word in clean]


def _is_name(text: str) -> bool:
    parts = text.lower().split()
    if len(parts) != 2 or not (text.istitle() or text.isupper()):
        return False
    return any(
        _GIVEN.fullmatch(a) and _SURNAME.fullmatch(b) and not _GIVEN.fullmatch(b) for a, b in (parts, parts[::-1])
    )


def _hides(word: str, hidden: str) -> bool:
    """Blanks alone make no other name: rows of the same body would no longer be known again."""
    return hidden.count("[") > word.count("[")


def known_or_masked(names: pd.Series, region: pd.Series, find: Find) -> tuple[pd.Series, pd.Series]:
    """Ids of names, and the names as they may be kept: of those that nobody knows without what they say of people.

    A name the region's lists hold is public as it stands. Nothing is looked up by what is left of a name: «ИП [имя]» is
    as many traders as wrote it.
    """
    ids = find(names, region)
    strange = ids.isna() & names.notna()
    if not strange.any():
        return ids, names
    return ids, names.mask(strange, without_people(names[strange]).reindex(names.index))
