"""Reading a search and finding its words: hand-worked examples, and any input at all."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.search_query import (
    _WORD,
    Note,
    Term,
    excerpt,
    forms,
    found_in,
    needle,
    parsed,
    pattern,
    plain,
    word_forms,
)
from analysis.words import ENDINGS

PIECES = st.sampled_from(
    ['"', "-", ":", "topic:", "ответ:", "снег", "ёлка", "*", "«", "»", " ", "(", "[", "\\", "ул.", "5а"]
)


def finds(typed: str, text: str) -> bool:
    return all(bool(re.search(pattern(term), plain(text))) != term.negated for term in parsed(typed).terms)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("яма", "Во дворе ямы."), ("ямами", "Яма!"), ("ямы", "много ям"), ("дорогой", "на дорогу, где"),
        ("елка", "стоит ёлка"), ("ёлки", "у елки"), ("снега", "СНЕГ"), ("отоплением", "нет отопления"),
        ("остановка", "мимо остановок"), ("остановок", "на остановке"), ("ул.Мира", "на улице, ул. Мира, 5"),
        ("отопл*", "отопление"), ('"нет воды"', "Опять нет   воды"), ("-снег", "яма"), ("5", "дом 5, кв. 1"),
    ],
)  # fmt: skip
def test_other_forms_of_a_word_are_found(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("вода", "водитель"), ("свет", "свой"), ("дом", "домофон"), ('"нет воды"', "нет горячей воды"),
        ('"яма"', "ямы"), ("-снег", "снега нет"), ("5", "дом 52"), ("отопл", "отопление"), ("яма", "поляма"),
    ],
)  # fmt: skip
def test_other_words_are_not(typed: str, text: str) -> None:
    assert not finds(typed, text)


FORMS = {
    "прием": ("приема приемы приемом прием", "при приезд"),
    "приема": ("прием приемы", "при"),
    "маршрут": ("маршрута маршруты маршрутов", "марш"),
    "туалет": ("туалета туалеты туалетом", "туал ту"),
    "билет": ("билета билеты билетов", "бил била были"),
    "бюджет": ("бюджета бюджету", "бюджи"),
    "подъем": ("подъема подъемы", "подъезд под"),
    "остров": ("острова островов", "острый остро острая"),
    "автомат": ("автомата автоматы", "автомобиль автор"),
    "институт": ("института институты", "инстинкт"),
    "кабинет": ("кабинета кабинеты", "кабина кабины кабин"),
    "площадь": ("площадью площади площадей", "площадка"),
    "площадью": ("площадь площади", "площадка"),
    "совет": ("совета советы советов", "сова совы сов"),
    "советы": ("совет советам", "сова совещание"),
    "запах": ("запаха запахи запахом", "запад"),
    "отдых": ("отдыха отдыхом", "отдел"),
    "режим": ("режима режимы", "режет"),
    "печать": ("печати печатью", "печь печи"),
    "кровать": ("кровати кроватью", "кровь крови"),
    "недели": ("неделя неделю недель", "нет недра"),
    "подвала": ("подвал подвалы подвале", "подвиг"),
    "проблему": ("проблема проблемы проблем проблемой", "проба"),
    "музей": ("музея музеи", "музыка"),
    "перебой": ("перебои перебоев", "перо"),
    "скамью": ("скамья скамьи", "скамейщик"),
    "семью": ("семья семьи", "семи сем"),
    "ямах": ("яма ямы ям", "ямщик"),
    "домов": ("дом дома домом", "домофон"),
    "уборкам": ("уборка уборок уборки", "убор"),
    "холодном": ("холодный холодная холодного", "холодильник"),
    "чистили": ("чистить чистят чистил чистила", "чистый чисто"),
    "работает": ("работают работали работать", "работница"),
}


@pytest.mark.parametrize("typed", FORMS)
def test_a_word_is_found_in_all_its_forms_and_no_other_word_is(typed: str) -> None:
    """Also where the end of the word looks like an ending."""
    own, others = FORMS[typed]
    assert [form for form in [typed, *own.split()] if not finds(typed, f"вот {form}.")] == []
    assert [other for other in others.split() if finds(typed, f"вот {other}.")] == []
    (term,) = parsed(typed).terms
    assert all(needle(term) in form for form in own.split())


def test_all_operators_are_read() -> None:
    query = parsed('снег -крыша "улица Мира" reply:Уборка Тема:"Снег и лёд" -район:Тара отопл*')
    assert query.terms == (
        Term(("снег",), "снег"),
        Term(("крыша",), "крыша", negated=True),
        Term(("улица", "мира"), "улица Мира", exact=True),
        Term(("уборка",), "Уборка", "reply"),
        Term(("снег", "и", "лёд"), "Снег и лёд", "topic", exact=True),
        Term(("тара",), "Тара", "district", negated=True),
        Term(("отопл",), "отопл", prefix=True),
    )
    assert query.notes == ()


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ('"улица Мира', Note("unclosed_quote", "улица Мира")), ("цвет:красный", Note("unknown_field", "цвет")),
        ("topic: снег", Note("empty_field", "topic:")), ("!!!", Note("nothing")), ("яма " * 17, Note("too_many", "16")),
        ("е" * 60_000, Note("too_long", "100")),
        ('"раз два три раз два три раз два три раз два три раз"', Note("long_phrase", "12")),
        ("снег по*", Note("beginning", "по*")),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(typed: str, note: Note) -> None:
    assert parsed(typed).notes == (note,)


def test_two_letters_begin_no_word_of_a_text_but_a_number_or_a_name() -> None:
    """More than half of all cases hold a word that begins with по: nobody looks for them."""
    assert parsed("-text:По*").terms == (Term(("по",), "По", "text", negated=True),)
    for typed in ("под*", "12*", "address:5*", "address:ул*", "number:7*", "topic:бл*", "agency:ж*"):
        assert parsed(typed).notes == ()
        assert parsed(typed).terms[0].prefix


def test_a_word_as_long_as_words_may_be_is_read_whole_and_nothing_is_said_of_it() -> None:
    for typed in ("е" * 100, "е" * 100 + "*", '"' + "е" * 100 + '"'):
        assert parsed(typed).notes == ()
        assert parsed(typed).terms[0].words == ("е" * 100,)
    assert parsed("е" * 101).notes == (Note("too_long", "100"),)
    assert parsed("е" * 101).terms[0].words == ("е" * 100,)


def test_an_address_of_the_web_is_no_field_and_a_hyphen_no_minus() -> None:
    assert parsed("https://a.ru").notes == ()
    assert parsed("снег-лёд").terms == (Term(("снег", "лёд"), "снег-лёд"),)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join)))
def test_any_input_is_read_or_explained(typed: str) -> None:
    query = parsed(typed)
    assert query.terms or query.notes or not typed.strip()
    for term in query.terms:
        if term.words:
            re.compile(pattern(term))
    found_in(typed, query.wanted)


@given(st.lists(PIECES, max_size=8).map(" ".join), st.lists(PIECES, max_size=12).map(" ".join))
def test_a_text_that_matches_holds_one_of_the_pieces_looked_for_first(typed: str, text: str) -> None:
    for term in parsed(typed).terms:
        if term.words and re.search(pattern(term), plain(text)):
            assert needle(term) in plain(text)


@given(st.text(max_size=300), st.integers(20, 100))
def test_an_excerpt_is_a_piece_of_the_text(text: str, length: int) -> None:
    pieces = excerpt(text, parsed("снег").wanted, length)
    assert "".join(piece for piece, _ in pieces).strip("…") in " ".join(text.split())


def test_an_excerpt_stands_around_the_first_hit() -> None:
    text = "Двор не чищен давно. " * 10 + "Снегом завалена остановка." + " Помогите нам." * 20
    pieces = excerpt(text, parsed("снег").wanted, 60)
    assert [piece for piece, hit in pieces if hit] == ["Снегом"]
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)
    assert sum(len(piece) for piece, _ in pieces) <= 65


def test_a_turkish_i_is_found_and_moves_nothing_that_is_marked() -> None:
    assert parsed("İstanbul -İzmir").terms == (Term(("istanbul",), "İstanbul"), Term(("izmir",), "İzmir", negated=True))
    assert found_in("İİİ, istanbul, İSTANBUL и снег", parsed("İstanbul снег").wanted) == [(5, 13), (15, 23), (26, 30)]
    assert found_in("ıstanbul", parsed("istanbul").wanted) == [], "what the words do not hold is not marked either"


def test_hits_of_fields_outside_the_texts_and_of_taken_away_words_are_not_marked() -> None:
    assert excerpt("Снег, яма и лёд", parsed("topic:снег -лёд яма").wanted) == [
        ("Снег, ", False), ("яма", True), (" и лёд", False)]  # fmt: skip


WORDS = st.sampled_from(
    ["снег", "снегом", "снеговик", "ёлка", "елок", "остановок", "5а", "дороги", "прием", "x-1", "\n"]
)


@given(st.lists(WORDS, min_size=1, max_size=4), WORDS, st.sampled_from(["", "*"]))
def test_a_text_has_a_word_when_one_of_its_words_is_a_form_of_it(text: list[str], typed: str, star: str) -> None:
    for term in parsed(typed + star).terms:
        if len(term.words) == 1:
            ((begins, form, one),) = word_forms(term)
            said = plain(" ".join(text))
            alone = any(word.startswith(begins) and re.search(form, word) for word in _WORD.findall(said))
            assert alone == bool(re.search(pattern(term), said))
            assert not one or alone == (begins in _WORD.findall(said))


@pytest.mark.parametrize("word", ["яма", "остановок", "кабинет", "музей", "печатью", "ёлки", "vk", "13е", "проезжает"])
def test_forms_written_out_are_those_that_the_search_finds(word: str) -> None:
    ((_begins, form, _one),) = word_forms(parsed(word).terms[0])
    assert plain(word) in forms(word)
    assert all(re.search(form, each) for each in forms(word))
    stumps = ("ям", "остановк", "остановок", "кабинет", "музе", "елк", "елок", "проезж", "печат", "v", "13")
    others = {f"{stump}{ending}" for stump in stumps for ending in ENDINGS.split("|")}
    assert {each for each in others if re.search(form, each)} <= forms(word)
