"""What is kept as the source wrote it (statuses, topics, names nobody knows), without what it says of people.

Such columns hold words of a list; but «Исполнитель» may be an official, and where a row is shifted by a cell anything
stands anywhere.
"""

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.columns import arrow, text_series
from analysis.masking import masked

MANY_WORDS = 20_000
# Words in which nothing was to be masked: the same lists come with every block and every file, and to prepare the
# patterns takes longer than to look at a list.
_CLEAN: dict[Callable[[pd.Series], pd.Series], set[str]] = {}
Find = Callable[[pd.Series, pd.Series], pd.Series]  # (names, regions) → ids

# RE2, as in analysis.masking: «Сидоров С.С.», «С.С. Сидоров», and «Анна Петрова» where nothing else stands.
_NAME, _INITIALS = r"\p{Lu}\p{L}+(?:-\p{Lu}\p{L}+)?", r"\p{Lu}\.\s?(?:\p{Lu}\.)?"
_SURNAME = r"\p{Lu}\p{L}+(?i:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|енко|ук|юк|ян|дзе)"
_GIVEN = (
    "Александр|Александра|Алексей|Алина|Алла|Анастасия|Анатолий|Андрей|Анна|Антон|Антонина|Артем|Артём|Валентин|"
    "Валентина|Валерий|Валерия|Василий|Вера|Вероника|Виктор|Виктория|Виталий|Владимир|Владислав|Вячеслав|Галина|"
    "Геннадий|Георгий|Григорий|Дарья|Денис|Диана|Дмитрий|Евгений|Евгения|Егор|Екатерина|Елена|Елизавета|Жанна|Зоя|Иван|"
    "Игорь|Илья|Инна|Ирина|Кирилл|Константин|Кристина|Ксения|Лариса|Леонид|Лидия|Любовь|Людмила|Максим|Маргарита|"
    "Марина|Мария|Михаил|Надежда|Наталия|Наталья|Никита|Николай|Нина|Оксана|Олег|Ольга|Павел|Петр|Пётр|Полина|Раиса|"
    "Роман|Руслан|Светлана|Сергей|Софья|Станислав|Степан|Тамара|Татьяна|Тимур|Фёдор|Федор|Эдуард|Юлия|Юрий|Яна|Ярослав"
)
_OFFICIALS = (
    rf"{_NAME}\s+{_INITIALS}|{_INITIALS}\s?{_NAME}"
    rf"|^(?:{_SURNAME}\s+(?i:{_GIVEN})|(?i:{_GIVEN})\s+{_SURNAME})$"
)


def without_people(words: pd.Series) -> pd.Series:
    """Words with phones, addresses, documents and stated names masked; each different text is looked at once."""
    return _of_each(words, masked)


def without_officials(names: pd.Series) -> pd.Series:
    """Names of bodies without those of people: «Сидоров С.С. - Министр» → «[имя] - Министр»."""
    return _of_each(names, _hidden)


def _hidden(names: pd.Series) -> pd.Series:
    without = pc.replace_substring_regex(arrow(masked(names)), pattern=_OFFICIALS, replacement="[имя]")
    return text_series(without, names.index)


def known_or_masked(
    names: pd.Series, region: pd.Series, find: Find, mask: Callable[[pd.Series], pd.Series]
) -> tuple[pd.Series, pd.Series]:
    """Ids of names, and the names as they may be kept: of those that nobody knows without what they say of people.

    A person may have said what the masked name means; a name the region's lists hold is public as it stands.
    """
    ids = find(names, region)
    strange = ids.isna() & names.notna()
    if not strange.any():
        return ids, names
    kept = names.mask(strange, mask(names[strange]).reindex(names.index))
    changed = strange & kept.ne(names)
    if changed.any():
        ids = ids.fillna(find(kept.where(changed), region))
    return ids, kept


def _of_each(texts: pd.Series, work: Callable[[pd.Series], pd.Series]) -> pd.Series:
    if texts.isna().all():
        return texts
    different = arrow(texts).dictionary_encode()
    words = different.dictionary.to_pylist()
    clean = _CLEAN.setdefault(work, set())
    fresh = [word for word in words if word not in clean]
    if not fresh:
        return texts
    kept = dict(zip(fresh, arrow(work(pd.Series(fresh, dtype="str"))).to_pylist(), strict=True))
    clean.update(word for word, masked_word in list(kept.items())[: MANY_WORDS - len(clean)] if word == masked_word)
    shown = pa.array([kept.get(word, word) for word in words], pa.large_string())
    return text_series(shown.take(different.indices), texts.index)
