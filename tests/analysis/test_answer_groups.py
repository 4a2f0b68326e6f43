"""Written answers: which are put together, whatever their order, and what the groups are called."""

from random import Random

from analysis.answer_groups import grouped, names

CLINIC = ["Нужна поликлиника", "Поликлиника!", "поликлинику рядом с домом", "Врачей в поликлинике", "Новую поликлинику",
          "Врачи и поликлиника"]  # fmt: skip
ROADS = ["Дороги без ям", "хороших дорог", "Дорогу отремонтируйте", "Ямы, дороги", "Дорога к школе"]
ALONE = ["Тишины", "Бассейн", "8 912 345-67-89", "", "Дом культуры", "дом быта"]


def test_answers_that_share_a_word_of_many_are_one_group_and_the_rest_are_in_none() -> None:
    """«Врач» is in two answers and says nothing of a group of five: «Врачей в поликлинике» is all of «поликлиник»."""
    found = grouped(CLINIC + ROADS + ALONE)
    assert found["group"].tolist() == [0] * 6 + [1] * 5 + [-1] * 6
    assert found["near"].tolist() == [1.0] * 11 + [0.0] * 6
    assert names(CLINIC + ROADS + ALONE, found["group"]) == {0: "поликлиника", 1: "дороги"}


def test_the_order_of_the_answers_moves_nobody() -> None:
    texts = CLINIC + ROADS + ALONE
    order = list(range(len(texts)))
    Random(3).shuffle(order)
    shuffled = grouped([texts[place] for place in order])["group"]
    assert [int(shuffled[order.index(place)]) for place in range(len(texts))] == grouped(texts)["group"].tolist()


def test_four_who_say_the_same_are_no_group() -> None:
    assert grouped(["Нужен мост"] * 4 + ALONE)["group"].tolist() == [-1] * 10
    assert grouped(["Нужен мост"] * 5)["group"].tolist() == [0] * 5
    assert grouped([])["group"].tolist() == []
    assert grouped(["[телефон]"] * 5)["group"].tolist() == [-1] * 5


def test_an_answer_of_two_matters_goes_to_the_nearer_one() -> None:
    """Two words of three with the middle of the roads (2 ÷ √6 = 0.82), one with that of the clinic (1 ÷ √3 = 0.58)."""
    found = grouped(["Поликлиника"] * 9 + ["Ямы дороги"] * 7 + ["Поликлиника, дороги, ямы"])
    assert found["group"].iloc[-1] == 1
    assert abs(found["near"].iloc[-1] - 2 / 6**0.5) < 1e-9


def test_a_group_without_a_word_of_five_is_called_by_its_first() -> None:
    """Each of six names two of four matters: three hold each word."""
    texts = ["парк мост", "парк каток", "парк сквер", "мост каток", "мост сквер", "каток сквер"]
    assert names(texts, [0] * 6) == {0: "каток"}
