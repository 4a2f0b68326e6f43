"""Formal replies: wordings, what is concrete, who repeats what for whom, and what a notice is."""

import numpy as np
import pandas as pd
import pytest

from analysis import reply_clusters
from analysis.replies import (
    by_key,
    cluster_rows,
    content,
    is_interim,
    judged,
    last_part,
    readings,
    sends_away,
    usually_solved,
)
from analysis.reply_clusters import BANDS, clusters, signature, wording

EMPTY = "Здравствуйте! Ваше обращение рассмотрено, информация принята к сведению и направлена в работу."
POLITE = "Добрый день! Ваше обращение рассмотрено, информация принята к сведению и направлена в работу. Спасибо!"


def replies(rows: list[dict]) -> pd.DataFrame:
    usual = {"reply": EMPTY, "topic": "t", "district": "d", "place": None, "rating": None, "outcome": "explained",
             "norm_passed": True, "came_back": False}  # fmt: skip
    days = [pd.Timestamp("2026-01-01") + pd.Timedelta(days=row.pop("day", 0)) for row in rows]
    frame = pd.DataFrame([usual | row for row in rows]).assign(day=days)
    return frame.join(readings(frame["reply"])).rename(index=lambda number: f"c{number}")


def test_a_wording_has_no_greeting_and_its_facts_apart() -> None:
    assert wording("Имя, добрый день! Акт № 17 от 3 мая, ул. Мира.") == ("акт # от # #", "№ 17|3 мая|ул. мира")
    assert wording("Ёлка убрана.") == ("елка убрана", "")


@pytest.mark.parametrize(
    ("reply", "kinds"),
    [
        (EMPTY, ()),
        ("Вопрос взят на контроль, меры принимаются.", ()),
        ("Яма засыпана 3 мая.", ("date", "number", "done")),
        ("Отремонтировали на ул. Мира.", ("place", "done")),
        ("Составлен акт № 4.", ("document", "number", "done")),
        ("До конца недели работы будут проведены.", ("date",)),
        ("Работы будут выполнены в плановом порядке.", ()),
        ("Обращение передано в МКУ «Горсвет».", ("unit",)),
        ("Уборкой займётся подрядчик «Дорстрой».", ("unit",)),
        ("Участок осмотрят специалисты ЖЭУ № 4.", ("document", "number", "unit")),
        ("Передано в управляющую компанию.", ()),
        ("Ваше обращение рассмотрено.\n\nС уважением,\nМКУ «Горсвет»", ()),
        ("Вам необходимо обратиться в УК Вашего дома.", ()),
        ("Вопрос к ТСЖ Вашего дома, АО Вам ответит.", ()),
        ("Хулиганство наказывается по УК Российской Федерации.", ()),
        ("Обратитесь, пожалуйста, в службу «Одно окно».", ()),
        ("Можете обратиться в УК «Уют».", ()),
        ("ООО «УК Комфорт» сообщает: информация принята к сведению.", ()),
        ("Добрый день! МКУ «Горсвет» рассмотрело Ваше обращение, информация принята к сведению.", ()),
        ("Информация принята к сведению. МБУ «Благоустройство»", ()),
        ("Информация принята к сведению\n\nДиректор МБУ «Благоустройство» г. Ленинск", ()),
        ("Управляющая компания «Уют» сообщает: вопрос взят на контроль.\nУправляющая компания «Уют»", ()),
        ("Передано в УК Васильки.", ("unit",)),
        ("Передано подрядчику. Работы проведёт МБУ «Благоустройство».", ("unit",)),
        ("ООО «Уют» сообщает: вопрос передан в МКУ «Горсвет».", ("unit",)),
        ("Вопрос передан. МБУ «Благоустройство» уберёт участок.", ("unit",)),
        ("Обратитесь в УК «Уют», вопрос передан и в МКУ «Горсвет».", ("unit",)),
        ("Наледь убрана не вся. Фото прилагаем.", ("done", "photo")),
        ("Просим направить фото.", ()),
    ],
)
def test_what_is_concrete_in_a_reply(reply: str, kinds: tuple[str, ...]) -> None:
    assert content(reply) == kinds


def test_sent_away_only_where_nothing_was_passed_on() -> None:
    assert sends_away("Вам нужно обратиться в управляющую компанию.")
    assert not sends_away("Обращение передано в управляющую компанию, можете обратиться и туда.")


@pytest.mark.parametrize(
    ("reply", "interim"),
    [
        ("Добрый день! Приняли в работу, ответим до 5 мая.", True),
        ("Вопрос передан специалистам, вернёмся с ответом не позднее 5 мая.", True),
        ("Приняли в работу, ответим до 5 мая.\n\nЯма на ул. Мира засыпана 4 мая.", False),
        ("Яма засыпана 4 мая. О результатах проверки сообщим дополнительно.", False),
        (EMPTY, False),
    ],
)
def test_an_interim_reply_says_that_the_answer_is_still_to_come(reply: str, interim: bool) -> None:
    assert is_interim(reply) is interim


@pytest.mark.parametrize(
    "closing",
    [
        "С уважением, администрация города Верхнереченска",
        "С уважением,\nглава района Иванов И. И.",
        "Спасибо за обращение!",
        "Глава района\nИ.И. Иванов",
        "Исп. Петрова, тел. 8 (351) 12-34-56",
        "[имя]",
    ],
)
def test_a_signature_is_no_reply_of_its_own(closing: str) -> None:
    promise = "Добрый день! Яму на ул. Мира засыплем до 12 мая."
    assert last_part(f"Приняли в работу.\n\n{promise}\n\n{closing}") == f"{promise}\n\n{closing}"


@pytest.mark.parametrize(
    "last", ["Яма засыпана.", "Спасибо за обращение! Яму засыпали.", "Администрация сообщает: убрано."]
)
def test_whatever_tells_something_is_the_last_reply(last: str) -> None:
    assert last_part(f"Засыплем до 12 мая.\n\n{last}") == last


def test_an_interim_reply_counts_once_its_norm_is_over_and_so_does_who_came_back() -> None:
    later = "Приняли в работу, ответим до 5 мая."
    rows = [{}, {"norm_passed": False, "day": 9}, {"came_back": True, "rating": 2, "day": 20}]
    found = judged(replies([row | {"reply": later} for row in rows]))
    assert found["interim"].tolist() == [True, False, True]
    assert found["score"].round(6).tolist() == [0.3, 0, 0.5]
    assert found["suspected"].tolist() == [False, False, True]


def test_near_wordings_are_one_cluster_whatever_the_order_and_whatever_else_is_there() -> None:
    texts = pd.Series([wording(EMPTY).skeleton, wording(POLITE).skeleton, wording(EMPTY).skeleton])
    assert clusters(texts).nunique() == 1
    assert list(clusters(texts[::-1])[::-1]) == list(clusters(texts))
    more = pd.concat([texts, pd.Series(["яма на дороге засыпана щебнем и укатана"])], ignore_index=True)
    assert list(clusters(more)[:3]) == list(clusters(texts))
    assert clusters(more)[3] == more[3]


def test_a_reply_in_which_two_things_are_told_does_not_make_them_one_text() -> None:
    later = "вопрос передан специалистам района вернемся с ответом не позднее #"
    done = "отчет за # снег с улицы и тротуара у школы вывезен за # рейсов"
    asked, both, told = f"{later} спасибо", f"{later} {done}", f"{done} спасибо"
    assert list(clusters(pd.Series([asked] * 3 + [both] * 2 + [told]))) == [asked] * 5 + [told]
    assert clusters(pd.Series([both, both, told])).nunique() == 1, "both are alike to it"


def test_two_wordings_are_one_text_though_what_they_met_is_part_of_another() -> None:
    asked, told = "вопрос передан специалистам района вернемся с ответом", "снег с улицы и тротуара у школы вывезен"
    both, one, other = f"{asked} {told}", f"{told} спасибо", f"{told} спасибо вам"
    # By band: what was asked meets both, and both meets what was told; no band of their own brings these two together.
    bands = {asked: "1-2-3", both: "1-4-5", one: "6-4-7", other: "8-4-9"}
    met = {text: "".join(f"{int(band):08x}" for band in written.split("-")) for text, written in bands.items()}
    known = {text: written + "".join(f"{place:06x}{band:02x}" for band in range(3, BANDS))
             for place, (text, written) in enumerate(met.items(), 1)}  # fmt: skip
    texts = pd.Series([asked] * 4 + [both] * 3 + [one] * 2 + [other])
    assert list(clusters(texts, known)) == [asked] * 7 + [one] * 3


def test_how_many_pairs_are_compared_in_one_go_changes_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(12)
    told = [
        " ".join(f"{kind}{place}" for place in range(9)) for kind in ("снег", "яма", "лавка", "свет", "вода", "двор")
    ]
    said = [" ".join(chance.choice(told, chance.integers(1, 5), replace=False)) for _ in range(400)]
    texts = pd.Series([f"{text} спасибо{chance.integers(3)}" for text in said])
    together = clusters(texts)
    assert 6 < together.nunique() < texts.nunique() / 3
    monkeypatch.setattr(reply_clusters, "AT_ONCE", 1)
    assert list(clusters(texts)) == list(together)


def test_an_empty_text_for_different_topics_is_suspected_with_its_parts() -> None:
    found = judged(replies([{"topic": "a"}, {"topic": "b"}, {"topic": "c", "reply": POLITE, "rating": 1}]))
    assert found["suspected"].all()
    assert found["score"].round(6).tolist() == [0.7, 0.7, 0.8]  # repeated 0.3, empty 0.4, low rating 0.1
    (row,) = cluster_rows(found).to_dict("records")
    assert (row["size"], row["suspected"], row["topics"], row["cases"]) == (3, 3, 3, ["c0", "c1", "c2"])


def test_a_form_filled_with_each_cases_own_facts_is_no_repetition() -> None:
    rows = [{"topic": f"t{n}", "reply": f"Яма засыпана {n + 1} мая, акт № {n}."} for n in range(5)]
    found = judged(replies(rows))
    assert found["cluster"].nunique() == 1
    assert not found["repeated"].any()
    assert not found["suspected"].any()


def test_one_event_behind_a_text_makes_it_a_notice_and_different_days_do_not() -> None:
    streets = [{"place": f"street {n}", "day": n % 3} for n in range(6)]
    notice = judged(replies(streets))
    assert notice["is_notice"].all()
    assert not notice["suspected"].any()
    assert cluster_rows(notice)["places"].tolist() == [6]
    later = judged(replies([{"place": f"street {n}", "day": 5 * n} for n in range(6)]))
    assert not later["is_notice"].any()
    assert later["suspected"].all()


def test_explained_counts_only_where_the_topic_is_usually_solved() -> None:
    solved = [{"reply": f"Сделано {n} мая.", "outcome": "solved"} for n in range(1, 16)]
    rest = [{"reply": "Работы ведутся в плановом порядке."}] + [{"reply": f"Срок {n} мая."} for n in range(1, 5)]
    found = judged(replies(solved + rest))
    assert usually_solved(found) == {"t"}  # 15 of 20
    assert found["score"].round(6).tolist() == [0] * 15 + [0.5] + [0.1] * 4
    assert found["suspected"].sum() == 1
    assert usually_solved(found.head(19)) == set()


def test_shares_carry_wilson_intervals_and_the_surest_comes_first() -> None:
    found = pd.DataFrame({"suspected": [True] * 3 + [True] * 8 + [False] * 2})
    rows = by_key(found, pd.Series(["small"] * 3 + ["large"] * 10))
    assert rows["key"].tolist() == ["large", "small"]
    assert rows["numerator"].tolist() == [8, 3]
    assert rows["low"].round(3).tolist() == [0.49, 0.439]  # 8 of 10; 3 of 3 starts at 0.4385


def test_signatures_made_before_change_nothing() -> None:
    texts = pd.Series([wording(text).skeleton for text in (EMPTY, POLITE, EMPTY, "Яма на дороге засыпана щебнем.")])
    known = {text: signature(text) for text in texts.unique()}
    assert list(clusters(texts, known)) == list(clusters(texts))
    assert signature("слово слово") == ""
    assert len(signature(texts[0])) == 8 * BANDS
