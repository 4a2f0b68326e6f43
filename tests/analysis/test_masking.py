import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.masking import GROUPS, masked, masked_address, masked_arrays


def mask(text: str) -> str:
    return str(masked(pd.Series([text], dtype="str"))[0])


@pytest.mark.parametrize(
    "phone",
    [
        "89123456789",
        "+7 912 345 67 89",
        "8 (912) 345-67-89",
        "8-912-345-67-89",
        "+7(3812)22-33-44",
        "8 38168 2-22-33",
        "(3812) 77-88-99",
        "9123456789",
        "+375 29 123-45-67",
        "22-33-44",
        "8\u00a0913\u00a0123-45-67",
        "8\u2011913\u2011123\u201145\u201167",
        "8 – 913 – 123 – 45 – 67",
        "+998 90 123 45 67",
    ],
)
def test_phones_of_every_kind_are_masked(phone: str) -> None:
    assert mask(f"Звоните {phone} вечером") == "Звоните [телефон] вечером"


def test_a_second_phone_is_masked_too_however_close_it_stands() -> None:
    assert mask("тел 89123456789,89223456789/89323456789") == "тел [телефон],[телефон]/[телефон]"


def test_a_short_number_is_a_phone_where_the_text_says_so() -> None:
    assert mask("телефон: 223344") == "телефон: [телефон]"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("почта ivan.petrov@mail.ru", "почта [e-mail]"),
        ("[id0|Имя], добрый день. [club0|Имя]", "[упоминание], добрый день. [упоминание]"),
        ("@region_omsk55, здравствуйте", "[упоминание], здравствуйте"),
        ("*id12345 (Иван Петров), ответьте", "[упоминание], ответьте"),
        ("пишите https://vk.com/ivan.petrov и t.me/petrov", "пишите [ссылка] и [ссылка]"),
        ("СНИЛС 112-233-445 95", "СНИЛС [СНИЛС]"),
        ("снилс: 11223344595", "снилс: [СНИЛС]"),
        ("карта 2202 2001 1234 5678", "карта [номер карты]"),
        ("паспорт 52 04 123456", "паспорт [паспорт]"),
        ("лицевой счёт 1234567890", "лицевой счёт [номер]"),
        ("паспорт серия 5204 номер 123456", "паспорт серия [паспорт]"),
        ("серия 52 04, № 123456 выдан", "серия [паспорт] выдан"),
        ("карта 2202\u00a02001\u00a01234\u00a05678", "карта [номер карты]"),
        ("снилс 112 233 445 95", "снилс [СНИЛС]"),
        ("ivan.petrov @ mail.ru, ivan(собака)mail.ru, ivan[at]mail.ru", "[e-mail], [e-mail], [e-mail]"),
        (
            "odnoklassniki.ru/profile/5 и https://www.tiktok.com/@ivan, new.vk.com/id12345",
            "[ссылка] и [ссылка], [ссылка]",
        ),
        ("мой id12345678 и tg://resolve?domain=ivan", "мой [упоминание] и [ссылка]"),
    ],
)
def test_addresses_and_documents_are_masked(written: str, kept: str) -> None:
    assert mask(written) == kept


def test_flats_are_masked_and_houses_stay() -> None:
    assert mask("ул. Ленина, д. 5, кв. 12,кв.13") == "ул. Ленина, д. 5, кв. [номер],кв. [номер]"
    assert mask("д. 12-5, квартира № 7") == "д. 12-[номер], квартира [номер]"
    assert mask("50 кв. м, квартал 5, дом 4Б") == "50 кв. м, квартал 5, дом 4Б"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Меня зовут Иван Петров, прошу", "Меня зовут [имя], прошу"),
        ("меня зовут иван петров и я живу", "меня зовут [имя] и я живу"),
        ("Я, Сидорова Анна Петровна, прошу", "Я, [имя], прошу"),
        ("С уважением, Иванов И.И.", "С уважением, [имя]"),
        ("меня зовут анна петрова, живу", "меня зовут [имя], живу"),
        ("МЕНЯ ЗОВУТ АННА ПЕТРОВА, ЖИВУ", "МЕНЯ ЗОВУТ [имя], ЖИВУ"),
        ("Меня зовут — Анна Петрова", "Меня зовут — [имя]"),
        ("Зовут меня\u00a0Анна", "Зовут меня [имя]"),
        ("Ф. И. О.: Петрова А. С.", "Ф. И. О.: [имя]"),
        ("ПЕТРОВА АННА СЕРГЕЕВНА просит", "[имя] просит"),
        ("сын петров иван сергеевич болен", "сын [имя] болен"),
        ("Я, Петрова Анна, прошу", "Я, [имя], прошу"),
        ("С ув. Петрова Анна. Заявитель: Ким Анна", "С ув. [имя]. Заявитель: [имя]"),
        ("АННА САВВИЧНА И ПЁТР ЛУКИЧ ЖАЛУЮТСЯ", "[имя] И [имя] ЖАЛУЮТСЯ"),
    ],
)
def test_names_people_give_are_masked(written: str, kept: str) -> None:
    assert mask(written) == kept


@pytest.mark.parametrize(
    "harmless",
    [
        "с 06.01.2026 по 2026-01-06 не было воды",
        "улица Ивана Сергеевича Тургенева, 12",
        "300 рублей, 1200000 человек, приказ № 748",
        "улица 50 лет ВЛКСМ, дома 20, 21 и 22",
        "температура не выше +18°С",
        "ПРОШУ СРОЧНОЙ ПОМОЩИ, ОСНОВНОЙ ВОПРОС НЕ РЕШЁН",
        "Я, как и соседи, жду; заявитель просит перерасчёт на 112 233 рубля",
        "в 2026 году 0003.0009.0097.0689, серия ОМ 12",
        "ежедневный и основной, древней улицы",
        "В НАШЕЙ ДЕРЕВНЕ НЕТ ВОДЫ, ОБСЛУЖИВАНИЕ НА НИЗКОМ УРОВНЕ, СИТУАЦИЯ ПЛАЧЕВНА",
        "машина привезла бревна, половина дороги плачевна, улица ленина лежат бревна",
        "показания 123 456 789 01, маршруты 109 110 125 51, сумма 112 345 678 90 руб",
        "паспорт безопасности школы 2025 года, 644010 Омск; серия домов 1464, ул. 12345",
        "12+ 25.12.2026 18:00, температура +20 -25 -30 -15 -10, + 1 000 000 000 рублей",
    ],
)
def test_what_tells_nothing_of_a_person_stays(harmless: str) -> None:
    assert mask(harmless) == harmless


def test_breaks_become_lines() -> None:
    assert mask("Снег<br>лежит<BR/>неделю") == "Снег\nлежит\nнеделю"


def test_missing_texts_stay_missing() -> None:
    assert masked(pd.Series([None, "а"], dtype="str")).isna().tolist() == [True, False]


def test_addresses_lose_the_flat_only() -> None:
    assert (
        masked_address(pd.Series(["Омск, улица Мира, 5, кв. 8"], dtype="str"))[0] == "Омск, улица Мира, 5, кв. [номер]"
    )


@pytest.mark.parametrize(
    "place",
    [
        "СНТ На Солнечной, 5",
        "ЖК На Речной",
        "Новой Деревне, 5",
        "пересечение Улицы Восточной и Мира",
        "улица Валентины Степановны Гризодубовой, 5",
        "улица Адам Мицкевич",
    ],
)
def test_a_place_keeps_its_name(place: str) -> None:
    assert masked_address(pd.Series([place], dtype="str"))[0] == place


def test_who_lives_at_an_address_is_not_kept_with_it() -> None:
    written = "улица Анны Ахматовой, 5, Петрова Анна Сергеевна, ivan@mail.ru, vk.com/ivan"
    assert masked_address(pd.Series([written], dtype="str"))[0] == "улица Анны Ахматовой, 5, [имя], [e-mail], [ссылка]"


SAID = st.sampled_from(
    [
        "Звоните 8 (912) 345-67-89", "тел: 223344", "22-33-44", "+375 29 123-45-67", "ivan.petrov@mail.ru", "@omsk_55",
        "[id0|Имя]", "*id12345 (Иван)", "vk.Com/ivan", "https://T.ME/petrov", "СНИЛС 112-233-445 95", "инн 7701234567",
        "паспорт 52 04 123456", "2202 2001 1234 5678", "кв. 12", "кв№5", "д. 12-5", "квартал 5", "д 4 – 7",
        "меня зовут иван", "ФИО: Петров", "Моё  имя Анна", "С уважением, Иванов И.И.", "Исполнитель П. Ким", "исп. Ли",
        "ПЕТРОВ ИВАН СЕРГЕЕВИЧ", "петрова анна сергеевна", "Я, Петрова Анна,", "Ф. И. О. Ким", "Заявитель: Ким",
        "с ув. Ким",
        "8\u00a0913\u00a0123-45-67", "зовут меня Анна", "id1234567", "tg://a", "ivan @ mail.ru", "ivan[at]mail.ru",
        "x.com/ivan", "серия 5204 номер 123456", "+998 90 123 45 67", "кварт. 5", "кв-ра 7",
        "Сидорова Анна Петровна", "Ильинична", "Ольгу Саввичну", "<br>", "<BR/>", "дом 4Б", "с 06.01.2026", "№ 748",
    ]
)  # fmt: skip
TEXTS = st.lists(
    st.none() | st.lists(SAID | st.text("аИ@+.-–( №\n\u00a0[", max_size=6), max_size=4).map(" ".join),
    min_size=20,
    max_size=40,
)


@settings(max_examples=12)
@given(text=TEXTS, reply=TEXTS)
def test_a_quick_look_first_lets_nothing_through(text: list[str | None], reply: list[str | None]) -> None:
    both = masked_arrays([pa.array(written, pa.large_string()) for written in (text, reply + text[:5])])
    for column, written in zip(both, (text, reply + text[:5]), strict=True):
        everything = pa.array(written, pa.large_string())
        for _, masks in GROUPS:
            for pattern, instead in masks:
                everything = pc.replace_substring_regex(everything, pattern=pattern, replacement=instead)
            everything = pc.utf8_trim_whitespace(everything)
        kept = [None if one is None else one.strip() for one in column.to_pylist()]
        assert kept == everything.to_pylist()
