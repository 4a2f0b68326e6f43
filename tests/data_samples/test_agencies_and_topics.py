"""The tree of agencies and the three levels of topics."""

import numpy as np

from data_samples.agencies import agencies, agencies_table, parents, responsibility
from data_samples.people_and_places import MUNICIPALITIES
from data_samples.plant import FAIR_LARGE, FAIR_SMALL
from data_samples.topics import CHANNELS, channel_weights, themes, topics_table


def test_agencies_form_one_tree_of_about_ninety_under_the_government() -> None:
    table = agencies_table()
    assert 80 <= len(table) <= 100
    assert table["Код"].is_unique and table["Организация"].is_unique
    assert set(table["Вышестоящая организация"]) - {""} <= set(table["Код"])
    reached = parents()
    for _ in range(4):
        reached = parents()[reached]
    assert (reached == 0).all()


def test_every_municipality_has_an_administration_at_home() -> None:
    homes = [agency.home for agency in agencies() if agency.key.startswith("admin_")]
    assert homes == list(range(len(MUNICIPALITIES)))


def test_shares_of_responsible_agencies_end_at_one() -> None:
    who, share = responsibility()
    assert who.shape == share.shape == (len(themes()), len(MUNICIPALITIES), 5)
    assert np.all(share[:, :, 4] == 1.0) and np.all(np.diff(share, axis=2) >= 0)


def test_nobody_but_the_administration_is_at_home_in_the_fair_pair() -> None:
    for place in (FAIR_SMALL, FAIR_LARGE):
        assert [agency.key for agency in agencies() if agency.home == place] == [f"admin_{place}"]


def test_topics_have_three_levels_and_unambiguous_names() -> None:
    table = topics_table()
    assert table["Код"].is_unique and len(table) >= 110
    assert (table["Уровень 3"] != "").sum() >= 20
    names = [theme.name for theme in themes()]
    assert len(names) == len(set(names))
    assert set(table.loc[table["Уровень 2"] != "", "Тяжесть"]) <= {1, 2, 3, 4, 5}


def test_channels_speak_of_different_things() -> None:
    group = np.array([theme.group for theme in themes()])
    share = {channel: channel_weights(channel) for channel in CHANNELS}
    assert 0.36 <= share["pos"][group == "Здравоохранение"].sum() <= 0.44
    assert 0.36 <= share["social"][group == "Дороги"].sum() <= 0.44
    assert share["social"][group == "Здравоохранение"].sum() < 0.1
    assert all(abs(weights.sum() - 1) < 1e-9 for weights in share.values())
