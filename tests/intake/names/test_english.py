"""English names made from Russian ones."""

import pytest

from intake.names.english import english_place, transliterate


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("Усть-Ишимский", "Ust-Ishimsky"),
        ("Называевск", "Nazyvayevsk"),
        ("Ейск", "Yeysk"),
        ("Щёлково", "Shchyolkovo"),
        ("Юрьевец", "Yuryevets"),
        ("Ханты-Мансийск", "Khanty-Mansiysk"),
        ("ст. Цимлянская, 5", "st. Tsimlyanskaya, 5"),
        ("Köln", "Köln"),
    ],
)
def test_words_are_written_as_maps_write_them(russian: str, english: str) -> None:
    assert transliterate(russian) == english


@pytest.mark.parametrize(
    ("short", "kind", "english"),
    [
        ("Омск", "urban", "Omsk"),
        ("Омский район", "raion", "Omsky District"),
        ("Белоярский муниципальный район", "raion", "Beloyarsky District"),
        ("Озёрский округ", "okrug", "Ozyorsky Municipal Okrug"),
        ("Ангарский", "urban", "Angarsky Urban Okrug"),
        ("Радужный", "city", "Raduzhny"),
        ("г. Минск", None, "Minsk"),
    ],
)
def test_a_municipality_keeps_its_kind(short: str, kind: str | None, english: str) -> None:
    assert english_place(short, kind) == english
