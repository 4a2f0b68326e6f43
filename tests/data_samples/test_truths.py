"""Each planted truth can be seen in the written files alone."""

import numpy as np
import pandas as pd

from analysis.integrity import heaping
from tests.data_samples.conftest import END, Demo

HERE = "Организация, в которой находится сообщение"


def _agency(demo: Demo, code: str) -> str:
    return str(demo.agencies.set_index("Код").loc[code, "Организация"])


def _theme(demo: Demo, code: str) -> str:
    return str(demo.topics.set_index("Код").loc[code, "Уровень 2"])


def _district(demo: Demo, oktmo: str) -> str:
    names = {f["properties"]["oktmo8"]: f["properties"]["name_osm"] for f in demo.districts}
    return str(names[oktmo])


def _pos_in(demo: Demo, oktmo: str) -> pd.DataFrame:
    at_home = demo.agencies.loc[demo.agencies["ОКТМО"] == oktmo, "Организация"]
    return demo.pos[demo.pos[HERE].isin(at_home)]


def _of(demo: Demo, theme: str, district: str) -> pd.DataFrame:
    """`filed` of every case that states the theme and the municipality (ПОС by its organisation's home)."""
    oktmo = {f["properties"]["name_osm"]: f["properties"]["oktmo8"] for f in demo.districts}[district]
    pos = _pos_in(demo, oktmo)
    town = next(f["properties"] for f in demo.districts if f["properties"]["name_osm"] == district)
    settlement = town["center"].split(" ", 1)[1]
    parts = [
        pos[pos["Подкатегория"] == theme],
        demo.social[(demo.social["Тема"] == theme) & demo.social["Муниципалитет"].isin([district, f"{district} г.о."])],
        demo.call_122[(demo.call_122["Тема"] == theme) & (demo.call_122["Муниципалитет"] == district)],
        demo.reception[(demo.reception["Тема"] == theme) & (demo.reception["Муниципалитет"] == district)],
        demo.statutory[demo.statutory["Рубрика"].str.endswith(theme) & (demo.statutory["Муниципалитет"] == district)],
        demo.open311[(demo.open311["service_name"] == theme) & demo.open311["address"].str.startswith(settlement)],
    ]
    return pd.concat([part[["filed", "closed"]] for part in parts])


def test_totals_match_the_rows_in_the_files(demo: Demo) -> None:
    rows = {channel: len(getattr(demo, channel)) for channel in demo.truth["totals"]}
    assert rows == demo.truth["totals"]
    assert sum(rows.values()) == 20_000


def test_numbers_are_unique(demo: Demo) -> None:
    for table, column in (
        (demo.pos, "Номер"),
        (demo.social, "Номер инцидента"),
        (demo.statutory, "№ РК"),
        (demo.call_122, "Номер обращения"),
        (demo.reception, "№ приёма"),
        (demo.open311, "service_request_id"),
    ):
        assert table[column].is_unique


def test_nothing_happens_after_the_end_or_before_it_was_filed(demo: Demo) -> None:
    for table in (demo.pos, demo.social, demo.statutory, demo.call_122, demo.reception, demo.open311):
        assert table["filed"].max() <= END and table["closed"].max() <= END
        assert not (table["closed"] < table["filed"]).any()
        assert table["filed"].max() > pd.Timestamp(END) - pd.Timedelta(days=4)


def test_some_cases_are_still_open_and_some_of_them_late(demo: Demo) -> None:
    still_open = demo.pos[demo.pos["closed"].isna()]
    due = pd.to_datetime(still_open["Дата планируемого завершения работ"], format="%d.%m.%Y")
    assert 0.01 < len(still_open) / len(demo.pos) < 0.05
    assert 0 < (due < END).sum() < len(still_open) / 2


def test_the_small_one_is_22_of_22_and_the_large_one_970_of_1000(demo: Demo) -> None:
    pair = demo.truth["fair_pair"]
    for size, on_time, closed in (("small", 22, 22), ("large", 970, 1000)):
        rows = _pos_in(demo, pair[size])
        due = pd.to_datetime(rows["Дата планируемого завершения работ"], format="%d.%m.%Y")
        assert (int((rows["closed"] <= due).sum()), int(rows["closed"].notna().sum()), len(rows)) == (
            on_time,
            closed,
            closed,
        )
        assert (pair[f"{size}_on_time"], pair[f"{size}_closed"]) == (on_time, closed)
        name = _district(demo, pair[size])
        for table in (demo.social, demo.statutory, demo.call_122, demo.reception):
            assert not table["Муниципалитет"].str.contains(name).any()


def test_slow_agencies_take_twice_as_long_as_the_rest(demo: Demo) -> None:
    days = (demo.pos["closed"] - demo.pos["filed"]).dt.days
    slow = demo.pos[HERE].isin([_agency(demo, code) for code in demo.truth["slow_agencies"]])
    assert slow.sum() >= 100
    assert days[slow].mean() > 2 * days[~slow].mean()
    assert 6 < days.mean() < 16


def test_the_formal_agency_answers_fast_with_a_handful_of_texts(demo: Demo) -> None:
    name = _agency(demo, demo.truth["formal_reply_agency"])
    incidents = demo.social[(demo.social["Отдел"] == name) & (demo.social["1ый ответ ПИ"] != "'")]
    common = incidents["1ый ответ ПИ"].value_counts()
    assert len(incidents) > 100
    assert common.head(4).sum() / len(incidents) > 0.85
    assert incidents["Тема"].nunique() > 20, "the same words for different problems"
    mine = demo.pos[demo.pos[HERE] == name]
    assert (mine["closed"] - mine["filed"]).dt.days.median() <= 1
    others = demo.social.loc[(demo.social["Отдел"] != name) & demo.social["closed"].notna(), "1ый ответ ПИ"]
    assert not others.isin(common.head(4).index).any()


def test_the_heaping_agency_answers_on_the_deadline_day(demo: Demo) -> None:
    due = pd.to_datetime(demo.pos["Дата планируемого завершения работ"], format="%d.%m.%Y")
    on_the_day = demo.pos["closed"] == due
    mine = demo.pos[HERE] == _agency(demo, demo.truth["heaping_agency"])
    assert mine.sum() > 100
    assert on_the_day[mine].mean() > 0.45
    assert on_the_day[~mine].mean() < 0.05


def test_the_heaping_is_found_at_its_agency_alone_and_nowhere_once_closings_are_shuffled(demo: Demo) -> None:
    due = pd.to_datetime(demo.pos["Дата планируемого завершения работ"], format="%d.%m.%Y")
    closings = pd.DataFrame({"key": demo.pos[HERE], "offset": (demo.pos["closed"] - due).dt.days})
    assert list(heaping(closings)["key"]) == [_agency(demo, demo.truth["heaping_agency"])]
    random = np.random.default_rng(3)
    runs = [heaping(closings.assign(offset=random.permutation(closings["offset"]))) for _ in range(20)]
    assert sum(found.empty for found in runs) >= 19


def test_the_spike_is_one_week_at_several_times_the_usual(demo: Demo) -> None:
    spike = demo.truth["spike"]
    filed = _of(demo, _theme(demo, spike["topic"]), _district(demo, spike["district"]))["filed"]
    first, last = pd.Timestamp(spike["from"]), pd.Timestamp(spike["to"]) + pd.Timedelta(days=1)
    inside = filed.between(first, last, inclusive="left")
    weeks = (pd.Timestamp(END) - filed.min()).days / 7
    usual = (~inside).sum() / (weeks - 1)
    assert inside.sum() >= 14 and inside.sum() >= 5 * usual


def test_the_systemic_problem_stays_above_its_own_past(demo: Demo) -> None:
    systemic = demo.truth["systemic"]
    since = pd.Timestamp(systemic["from"])
    filed = _of(demo, _theme(demo, systemic["topic"]), _district(demo, systemic["district"]))["filed"]
    days_before, days_after = (since - demo.pos["filed"].min()).days, (pd.Timestamp(END) - since).days
    before, after = (filed < since).sum() / max(days_before, 1), (filed >= since).sum() / days_after
    months = filed[filed >= since].dt.to_period("M").nunique()
    assert months >= 6, "it never goes away"
    assert after > 2 * before or days_before < 7


def test_the_silent_district_writes_far_less_than_its_people_suggest(demo: Demo) -> None:
    silent = _district(demo, demo.truth["silent_district"])
    latest = demo.population[demo.population["Год"] == demo.population["Год"].max()]
    people = latest.set_index("Муниципалитет")["Население"].astype(float)
    names = demo.social["Муниципалитет"].str.replace(" г.о.", "")
    rate = names.value_counts().reindex(people.index).fillna(0) / people
    fair = [_district(demo, demo.truth["fair_pair"][size]) for size in ("small", "large")]
    assert rate[silent] < 0.3 * rate.drop([silent, *fair]).median()
    assert people[silent] > 40_000


def test_events_link_existing_cases_of_two_channels_within_days(demo: Demo) -> None:
    filed = {
        **_moments(demo.pos, "pos", "Номер"),
        **_moments(demo.social, "social", "Номер инцидента"),
        **_moments(demo.statutory, "statutory", "№ РК"),
        **_moments(demo.call_122, "call_122", "Номер обращения"),
        **_moments(demo.reception, "reception", "№ приёма"),
        **_moments(demo.open311, "open311", "service_request_id"),
    }
    assert len(demo.truth["events"]) == 400
    for event in demo.truth["events"]:
        moments = [filed[case] for case in event]
        assert 2 <= len(event) <= 6 and len({case.split(":")[0] for case in event}) >= 2
        assert max(moments) - min(moments) <= pd.Timedelta(days=4)


def _moments(table: pd.DataFrame, channel: str, column: str) -> dict[str, pd.Timestamp]:
    return {f"{channel}:{n}": t for n, t in zip(table[column], table["filed"], strict=True)}


def test_registry_cards_name_the_message_of_the_same_event(demo: Demo) -> None:
    named = {f"statutory:{n}": f"pos:{m}" for n, m in zip(demo.statutory["№ РК"], demo.statutory["Сообщение ПОС №"],
                                                        strict=True) if m}  # fmt: skip
    assert len(named) > 50
    together = {case: event for event in demo.truth["events"] for case in event}
    assert all(message in together[card] for card, message in named.items())


def test_the_outage_week_floods_social_media(demo: Demo) -> None:
    outage = demo.truth["outage"]
    weekly = demo.social.set_index("filed").resample("W-MON", closed="left", label="left").size()
    assert weekly[pd.Timestamp(outage["from"])] > 4 * weekly.median()
    assert weekly.idxmax() == pd.Timestamp(outage["from"])


def test_a_tenth_of_incidents_state_no_municipality(demo: Demo) -> None:
    nowhere = demo.social["Муниципалитет"] == "Верхнереченская область, другое"
    assert 0.07 < nowhere.mean() < 0.11


def test_the_capital_carries_most_of_social_media(demo: Demo) -> None:
    assert 0.54 < (demo.social["Муниципалитет"] == "Верхнереченск г.о.").mean() < 0.74


def test_people_do_not_repeat_each_other_word_for_word(demo: Demo) -> None:
    texts = demo.social["Текст инцидента"]
    assert texts.nunique() / len(texts) > 0.98
    assert texts.str.len().between(20, 700).all()


def test_texts_hold_phones_for_masking(demo: Demo) -> None:
    phones = demo.social["Текст инцидента"].str.contains(r"(?:\+7|8) ?\(?900\)? ?000", regex=True)
    assert 0.005 < phones.mean() < 0.03


def test_places_named_anew_need_an_alias_but_are_few(demo: Demo) -> None:
    known = {f["properties"]["name_osm"] for f in demo.districts}
    odd = ~demo.call_122["Муниципалитет"].isin(known)
    assert 0 < odd.mean() < 0.03


def test_overdue_is_rare_and_the_flag_agrees_with_the_dates(demo: Demo) -> None:
    due = pd.to_datetime(demo.pos["Дата планируемого завершения работ"], format="%d.%m.%Y")
    late = demo.pos["closed"].fillna(pd.Timestamp(END).normalize()) > due
    assert 0.005 < late.mean() < 0.025
    assert ((demo.pos["Просрочено"] == "Да") != late).mean() < 0.002


def test_ratings_are_few_and_worse_where_the_problem_stays(demo: Demo) -> None:
    rating = pd.to_numeric(demo.pos["Оценка ответа заявителем"], errors="coerce")
    good = (rating >= 4).sum() / rating.notna().sum()
    assert 0.1 < rating.notna().mean() < 0.25
    assert 0.35 < good < 0.6
    formal = demo.pos[HERE] == _agency(demo, demo.truth["formal_reply_agency"])
    assert (rating[formal] >= 4).sum() / rating[formal].notna().sum() < 0.25


def test_about_an_eighth_of_social_authors_come_back(demo: Demo) -> None:
    again = demo.social.duplicated("URL автора")
    assert 0.09 < again.mean() < 0.2


def test_portal_points_lie_in_the_region(demo: Demo) -> None:
    lat, lon = demo.open311["lat"].to_numpy(), demo.open311["long"].to_numpy()
    assert np.all((lat > 55.5) & (lat < 59.5) & (lon > 60.5) & (lon < 67.5))
