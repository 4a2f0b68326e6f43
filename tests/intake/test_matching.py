"""Names in rows find their districts, agencies and topics, and nothing else."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from intake.matching import Names, normalise
from intake.names.index import Suggestion
from store.engine import open_store
from tests.intake.matching_names import REGIONS, fill_names
from tests.intake.reference.loading import load


@pytest.fixture(scope="module")
def names(empty_duckdb: Path, tmp_path_factory: pytest.TempPathFactory) -> Names:
    """The names of six regions, read once; Omsk region is home."""
    file = tmp_path_factory.mktemp("names") / "store.duckdb"
    shutil.copy(empty_duckdb, file)
    engine = open_store(f"duckdb:///{file}")
    with engine.begin() as connection:
        fill_names(connection)
        found = Names.load(connection)
    engine.dispose()
    return found


def district(names: Names, raw: str, region: str | None = None) -> str | None:
    """The district of one name."""
    found = names.districts(pd.Series([raw]), region).iloc[0]
    return found if isinstance(found, str) else None


@pytest.mark.parametrize(
    "raw",
    [
        "Омск г.о.", "Омск", "городской округ город Омск", "г. Омск", "г.Омск", "ГО Омск", "Город Омск", "город омск",
        "Омск, г.о.", "Омск (городской округ)", "Омский городской округ город Омск"[7:], "'Омск г.о.", "ОМСК Г. О.",
        "Омская область, г Омск", "Омская обл., Омск", "городской округ город Омск Омской области",
        "муниципальное образование городской округ город Омск", "МО г. Омск",
    ],
)  # fmt: skip
def test_every_way_to_write_the_city_is_the_city(names: Names, raw: str) -> None:
    assert district(names, raw) == "52701000"


@pytest.mark.parametrize(
    "raw",
    [
        "Омский район", "Омский р-н", "Омский м.р-н", "Омский муниципальный район Омской области", "МР Омский",
        "Омский мун. р-н", "Омский муниципальный округ", "Омский", "Омская область, Омский район",
    ],
)  # fmt: skip
def test_the_raion_around_the_city_is_never_the_city(names: Names, raw: str) -> None:
    assert district(names, raw) == "52644000"


@pytest.mark.parametrize(
    ("raw", "region", "expected"),
    [
        ("Братск", "25", "25714000"),
        ("г. Братск", "25", "25714000"),
        ("Братский район", "25", "25604000"),
        ("Братск район", "25", None),
        ("Братский г.о.", "25", None),
        ("Иваново", "24", "24701000"),
        ("Ивановский р-н", "24", "24607000"),
        ("Иваново р-н", "24", None),
        ("Азовский немецкий национальный район", None, "52601000"),
        ("Азовский район", "60", "60601000"),
        ("Азовский городской округ", "60", None),
        ("Азов", "60", "60704000"),
        ("Ангарский городской округ", "25", "25703000"),
        ("Ангарский район", "25", "25703000"),
        ("Озерский р-н", "74", "74501000"),
        ("Озёрский муниципальный округ", "74", "74501000"),
        ("Озерск", "74", "74701000"),
        ("Озёрск м.о.", "74", None),
        ("Ханты-Мансийск", "718", "71871000"),
        ("Ханты – Мансийский район", "718", "71829000"),
    ],
)
def test_a_stated_kind_must_agree(names: Names, raw: str, region: str | None, expected: str | None) -> None:
    assert district(names, raw, region) == expected


@pytest.mark.parametrize("raw", ["Омская область, другое", "Омская область", "другое", "", "-", "район", "г.", "Томск"])
def test_what_names_no_district_stays_unmapped(names: Names, raw: str) -> None:
    assert district(names, raw) is None


@pytest.mark.parametrize(
    ("raw", "region", "expected"),
    [
        ("Азовский район", None, "52601000"),  # the home region first
        ("Октябрьский район", None, None),  # two other regions have one
        ("Октябрьский район", "60", "60641000"),
        ("Октябрьский район", "Ростовская область", "60641000"),
        ("Октябрьский район", "ХМАО", "71821000"),
        ("Ростовская область, Октябрьский район", None, "60641000"),
        ("Октябрьский район Ханты-Мансийского автономного округа – Югры", None, "71821000"),
        ("Братск", None, "25714000"),  # only one region has it
        ("Братск", "52", None),  # the row's region has not
        ("Братск", "Тридевятая область", None),
    ],
)
def test_a_name_is_looked_up_in_the_rows_region(
    names: Names, raw: str, region: str | None, expected: str | None
) -> None:
    assert district(names, raw, region) == expected


def test_rows_of_several_regions_keep_their_order_and_index(names: Names) -> None:
    raw = pd.Series(["Азовский район", None, "Азовский район", "Азовский район"], index=[7, 8, 9, 12])
    region = pd.Series(["60", "60", None, "52"], index=raw.index)
    found = names.districts(raw, region)
    assert found.index.tolist() == [7, 8, 9, 12]
    assert found.tolist()[::2] == ["60601000", "52601000"]
    assert pd.isna(found[8])
    assert found[12] == "52601000"


def test_no_name_of_one_region_is_found_in_another(names: Names) -> None:
    for region in REGIONS:
        for other, (_, places) in REGIONS.items():
            own = {short for short, _, _ in REGIONS[region][1].values()}
            for short, official, _ in places.values():
                for raw in {short, official} - own if other != region else ():
                    assert district(names, raw, region) not in places


def test_organisations_are_found_whatever_their_quotes_and_legal_form(names: Names) -> None:
    raw = pd.Series(['МБУ "Дорожник"', "администрация  г. Омска", "Администрация города ОМСКА", None])
    assert names.agencies(raw, None).tolist()[0] == "A2"
    assert names.agencies(raw, None).isna().tolist() == [False, True, False, True]


def test_the_home_district_follows_the_agency(names: Names) -> None:
    found = names.home_district(pd.Series(["A1", "A2", None, "A3", "?"]))
    assert found.tolist()[0] == "52701000"
    assert found.tolist()[3] == "25714000"
    assert found.isna().tolist() == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (("Дороги", "Содержание дорог", "Снег и наледь"), "R11"),
        (("Дороги", "Снег и наледь"), "R11"),  # two levels given, the topic is the third
        (("Дороги", "Содержание дорог", "Неизвестный факт"), "R1"),
        (("Дороги", "Отопление"), "R"),  # known only under another group
        (("Дороги", "Прочее"), "R9"),
        (("ЖКХ", "Прочее"), "H9"),
        (("Неизвестная группа", "Отопление"), "H1"),
        (("", "Прочее"), None),  # two groups have one
        (("Медицина", "Медицинская карта", "Медицинская карта"), "M11"),
        (("Медицина", "Медицинская карта"), "M1"),
        (("Экология", "Экология", "Экология"), "E"),
        (("★ дороги", "СОДЕРЖАНИЕ  ДОРОГ"), "R1"),
        (("Космос", "Звёзды"), None),
    ],
)
def test_the_deepest_known_topic_wins(names: Names, levels: tuple[str, ...], expected: str | None) -> None:
    found = names.topics([pd.Series([level or None], dtype="str") for level in levels]).iloc[0]
    assert (found if isinstance(found, str) else None) == expected


def test_topics_of_many_rows_come_back_row_by_row(names: Names) -> None:
    groups = pd.Series(["ЖКХ", "Дороги", "ЖКХ", None], index=[3, 5, 9, 11])
    themes = pd.Series(["Прочее", "Прочее", "Отопление", None], index=groups.index)
    found = names.topics([groups, themes])
    assert found.index.tolist() == [3, 5, 9, 11]
    assert found.tolist()[:3] == ["H9", "R9", "H1"]
    assert pd.isna(found[11])


def test_suggestions_are_the_nearest_names_and_only_suggestions(names: Names) -> None:
    assert district(names, "Усть-Ишымский район") is None
    best = names.suggest("Усть-Ишымский район", "district", None)[0]
    assert (best.id, best.name) == ("52657000", "Усть-Ишимский район")
    assert 90 < best.score < 100
    assert len(names.suggest("Омск", "district", "52", limit=2)) == 2
    assert names.suggest("Дорожнік", "agency", "52")[0].id == "A2"
    heating = names.suggest("Отоплене", "topic", None)[0]
    assert heating == Suggestion("H1", "Отопление", heating.score)


def test_the_omsk_list_of_municipalities_maps_whole(store: Engine, real_data: Path) -> None:
    for region in ("omsk", "irkutsk", "ivanovo", "yugra", "rostov", "minsk_region"):
        load(store, real_data / "boundaries" / f"{region}.geojson")
    with store.connect() as connection:
        names = Names.load(connection)
    file = real_data / "incident_management" / "omsk_26201_incidents_by_municipality.csv"
    raw = pd.read_csv(file)["municipality"]
    found = names.districts(raw, None)
    assert raw[found.isna()].tolist() == ["Омская область, другое"]
    assert found.nunique() == 33
    assert found.dropna().str.startswith("52").all()
    known = dict(zip(raw, found, strict=True))
    assert (known["Омск г.о."], known["Омский район"]) == ("52701000", "52644000")


def test_real_names_stay_in_their_regions(duckdb_store: Engine, real_data: Path) -> None:
    files = {"52": "omsk", "25": "irkutsk", "24": "ivanovo", "718": "yugra", "60": "rostov", "BY-MI": "minsk_region"}
    for file in files.values():
        load(duckdb_store, real_data / "boundaries" / f"{file}.geojson")
    with duckdb_store.connect() as connection:
        names = Names.load(connection)
    for region, file in files.items():
        features = json.loads((real_data / "boundaries" / f"{file}.geojson").read_text())["features"]
        rows = pd.DataFrame([feature["properties"] for feature in features])
        ids = rows["oktmo8" if "oktmo8" in rows else "shapeID"]
        for column in {"name_osm", "name_official", "name_ru"} & set(rows.columns):
            assert names.districts(rows[column], region).tolist() == ids.tolist()
            for other in files.keys() - {region}:
                elsewhere = names.districts(rows[column], other).dropna()
                assert not set(elsewhere) & set(ids)


_LATIN = str.maketrans("асеорухкмтнвАСЕОРХКМТНВ", "aceopyxkmthbACEOPXKMTHB")
_SPACES = st.sampled_from([" ", "\u00a0", "  ", "\u2009", "\t", " \u00a0 "])
_CITY = st.sampled_from(["{}", "г. {}", "г {}", "город {}", "{} г.о.", "{} г. о.", "ГО {}", "городской округ город {}"])
_RAION = st.sampled_from(
    ["{} район", "{} р-н", "{} м.р-н", "{} муниципальный район", "муниципальный район {}", "{} округ"]
)
_CASES = st.sampled_from(["upper", "lower", "title", "strip"])


@st.composite
def _mistyped(draw: st.DrawFn, pattern: st.SearchStrategy[str], stem: str) -> str:
    text = draw(pattern).format(stem)
    text = "".join(draw(_SPACES) if c == " " else c for c in text)
    text = "".join(c.translate(_LATIN) if draw(st.booleans()) else c for c in text)
    text = getattr(text, draw(_CASES))()
    if draw(st.booleans()):
        text = text.replace("е", "ё", 1)
    return draw(st.sampled_from(["", "'", " ", "«"])) + text + draw(st.sampled_from(["", " ", "»", "\u200b"]))


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=40))
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@settings(max_examples=150, deadline=None)
@given(raw=st.one_of(_mistyped(_CITY, "Братск"), _mistyped(_CITY, "Брaтск")))
def test_a_mistyped_city_is_still_the_city(names: Names, raw: str) -> None:
    assert district(names, raw, "25") == "25714000"


@settings(max_examples=150, deadline=None)
@given(raw=_mistyped(_RAION, "Братский"))
def test_a_mistyped_raion_is_still_the_raion(names: Names, raw: str) -> None:
    assert district(names, raw, "25") == "25604000"


@settings(max_examples=150, deadline=None)
@given(raw=_mistyped(st.one_of(_CITY, _RAION), "Озёрский"))
def test_a_mistyped_okrug_is_the_okrug_or_nothing_never_the_city_beside_it(names: Names, raw: str) -> None:
    assert district(names, raw, "74") in {"74501000", None}
