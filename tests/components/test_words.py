"""The two languages: every text of the screens is translated, and numbers, dates and plurals are right."""

import string
from collections.abc import Iterator
from datetime import date, datetime

import pandas as pd
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from analysis.suppression import whole_percent
from components import numbers, words
from components.words import _, merged, name, ngettext, speak
from tests.components.messages import Message, messages_in_code

FILES = sorted((words.CATALOGUES / "ru" / "LC_MESSAGES").glob("*.po"))


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    yield
    speak(None)


@pytest.fixture(scope="module")
def russian() -> Catalog:
    return merged(FILES, "ru")


def test_every_text_of_the_screens_is_in_the_russian_catalogue(russian: Catalog) -> None:
    missing = {message: where for message, where in messages_in_code().items() if message not in _translated(russian)}
    assert not missing


def test_the_catalogue_holds_nothing_the_screens_do_not_say(russian: Catalog) -> None:
    assert not _translated(russian) - set(messages_in_code())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_translation_is_fuzzy_or_obsolete(file) -> None:  # type: ignore[no-untyped-def]
    with file.open("rb") as source:
        catalogue = read_po(source, locale="ru")
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    assert not catalogue.obsolete


def test_no_text_is_translated_in_two_files() -> None:
    seen: set[Message] = set()
    for file in FILES:
        with file.open("rb") as source:
            ids = {_key(message.id) for message in read_po(source, locale="ru") if message.id}
        assert not seen & ids
        seen |= ids


def test_translations_fill_the_same_blanks(russian: Catalog) -> None:
    for message in russian:
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else message.id
            texts = [message.string] if isinstance(message.string, str) else message.string
            wanted = set().union(*(_blanks(str(text)) for text in ids))
            assert all(_blanks(str(text)) == wanted for text in texts), message.id


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "1 обращение"), (2, "2 обращения"), (5, "5 обращений"), (11, "11 обращений"), (21, "21 обращение")],
)
def test_russian_plurals_are_right(n: int, text: str) -> None:
    speak("ru")
    assert numbers.cases(n) == text


def test_english_needs_no_catalogue() -> None:
    speak("en")
    assert _("Overdue now") == "Overdue now"
    assert ngettext("{n} case", "{n} cases", 2) == "{n} cases"


def test_an_unknown_text_is_shown_as_it_is() -> None:
    speak("ru")
    assert _("nobody translated this") == "nobody translated this"


def test_names_fall_back_to_russian() -> None:
    row = {"name_ru": "Речной район", "name_en": None, "topic_ru": "Снег", "topic_en": "Snow"}
    speak("en")
    assert (name(row), name(row, "topic")) == ("Речной район", "Snow")
    speak("ru")
    assert name(row, "topic") == "Снег"
    assert name({}) == ""


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_165, "1,17 тыс.", "1.17K"),
        (9_999, "10 тыс.", "10K"),
        (999_999, "1 млн", "1M"),
        (1_234_567, "1,23 млн", "1.23M"),
        (0.973, "0,97", "0.97"),
        (0.004, "< 0,01", "< 0.01"),
        (12.345, "12,3", "12.3"),
        (-5.2, "−5,20", "−5.20"),
        (float("nan"), "–", "–"),
    ],
)
def test_cards_show_at_most_three_significant_figures(value: float, ru: str, en: str) -> None:
    speak("ru")
    assert _plain(numbers.short(value)) == ru
    speak("en")
    assert _plain(numbers.short(value)) == en


def test_russian_groups_with_a_space_that_never_breaks() -> None:
    speak("ru")
    assert numbers.number(12_345_678) == "12\u202f345\u202f678"
    assert numbers.number(0.5, 2) == "0,50"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.753, "75,3 %"), (1, "100 %"), (0.99999, "> 99,9 %"), (0.0001, "< 0,1 %"), (0, "0 %"), (0.2, "20 %")],
)
def test_not_all_is_never_100_percent_and_something_never_0(share: float, text: str) -> None:
    speak("ru")
    assert _plain(numbers.percent(share)) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.996, "> 99 %"),
        (0.9999, "> 99 %"),
        (1.0, "100 %"),
        (0.994, "99 %"),
        (0.004, "< 1 %"),
        (0.006, "1 %"),
        (0.0, "0 %"),
    ],
)
def test_where_whole_percentages_are_told_not_all_is_not_100_percent_either(share: float, text: str) -> None:
    speak("ru")
    some = pd.Series([share * 100_000])
    (told,) = whole_percent(some / 100_000, some, 100_000 - some)
    assert _plain(numbers.percent(told)) == _plain(numbers.percent(told, 0)) == text
    assert abs(told - share) <= 0.005, "and it is told no further from what it is"


def test_a_change_of_a_share_is_in_percentage_points() -> None:
    speak("ru")
    assert _plain(numbers.points(0.041)) == "+4,1 п. п."
    assert _plain(numbers.points(-0.041)) == "−4,1 п. п."
    assert _plain(numbers.points(0.0)) == "0,0 п. п."


def test_large_growth_is_told_as_a_ratio() -> None:
    speak("ru")
    assert _plain(numbers.percent_change(0.19)) == "+19 %"
    assert _plain(numbers.percent_change(-0.055)) == "−5,5 %"
    assert _plain(numbers.percent_change(2.4)) == "×3,4"


def test_what_doubled_grew_by_100_percent_and_what_all_but_vanished_did_not_vanish() -> None:
    speak("ru")
    assert _plain(numbers.percent_change(0.997)) == "+100 %"
    assert _plain(numbers.grown(0.997)) == "+100 %"
    assert _plain(numbers.grown(2.5)) == "+250 %"
    assert _plain(numbers.percent_change(0.5)) == "+50 %"
    assert _plain(numbers.percent_change(-0.997)) == "−> 99 %"


def test_days_are_never_told_in_hours() -> None:
    speak("ru")
    assert numbers.duration(3 * 86_400, "day") == "3 дня"
    assert _plain(numbers.duration(0, "day")) == "0 дней"


def test_durations_take_their_two_largest_units() -> None:
    speak("ru")
    assert _plain(numbers.duration(200_000)) == "2 дн. 7 ч"
    assert _plain(numbers.duration(9_000)) == "2 ч 30 мин"
    assert _plain(numbers.duration(40)) == "40 с"


def test_moments_are_told_in_the_time_of_the_region() -> None:
    speak("ru")
    noon = datetime(2026, 11, 21, 12)
    assert _plain(numbers.moment(noon, zone="Asia/Omsk")) == "21 нояб. 2026, 18:00"
    assert _plain(numbers.moment(noon, "day", "Asia/Omsk")) == "21 нояб. 2026"
    assert numbers.table_moment(noon, zone="Asia/Omsk") == "21.11.2026 18:00"
    assert _plain(numbers.known_until(noon, "Asia/Omsk")) == "21 нояб. 2026, 18:00"
    assert _plain(numbers.known_until(datetime(2026, 11, 21, 17, 59, 59), "Asia/Omsk")) == "21 нояб. 2026"
    speak("en")
    assert numbers.day(date(2026, 3, 5)) == "5 Mar 2026"


def _key(message_id: object) -> Message:
    return tuple(message_id) if isinstance(message_id, list | tuple) else str(message_id)


def _translated(catalogue: Catalog) -> set[Message]:
    return {_key(m.id) for m in catalogue if m.id and (all(m.string) if isinstance(m.string, tuple) else m.string)}


def _blanks(text: str) -> set[str]:
    return {field for _text, field, _spec, _conversion in string.Formatter().parse(text) if field}


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")
