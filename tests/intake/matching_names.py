"""Small regions of names for the tests of matching, written straight into the store's tables."""

from collections.abc import Mapping

from sqlalchemy import Connection, insert

from intake.names.normal import normalise
from store.tables import agency, agency_alias, district, district_alias, region, topic

# region → (name, {id: (short name, official name, kind)}); the first is home
REGIONS: Mapping[str, tuple[str, Mapping[str, tuple[str, str, str]]]] = {
    "52": (
        "Омская область",
        {
            "52701000": ("Омск", "городской округ город Омск", "urban_okrug"),
            "52644000": ("Омский район", "Омский муниципальный район", "municipal_raion"),
            "52639000": ("Нижнеомский район", "Нижнеомский муниципальный район", "municipal_raion"),
            "52601000": ("Азовский район", "Азовский немецкий национальный муниципальный район", "municipal_raion"),
            "52657000": ("Усть-Ишимский район", "Усть-Ишимский муниципальный район", "municipal_raion"),
        },
    ),
    "25": (
        "Иркутская область",
        {
            "25714000": ("Братск", "городской округ город Братск", "urban_okrug"),
            "25604000": ("Братский район", "Братский муниципальный район", "municipal_raion"),
            "25703000": ("Ангарский район", "городской округ Ангарский", "urban_okrug"),
        },
    ),
    "24": (
        "Ивановская область",
        {
            "24701000": ("Иваново", "городской округ Иваново", "urban_okrug"),
            "24607000": ("Ивановский район", "Ивановский муниципальный район", "municipal_raion"),
        },
    ),
    "60": (
        "Ростовская область",
        {
            "60601000": ("Азовский район", "Азовский муниципальный район", "municipal_raion"),
            "60704000": ("Азов", "городской округ город Азов", "urban_okrug"),
            "60641000": ("Октябрьский район", "Октябрьский муниципальный район", "municipal_raion"),
        },
    ),
    "718": (
        "Ханты-Мансийский автономный округ — Югра",
        {
            "71821000": ("Октябрьский муниципальный район", "Октябрьский муниципальный район", "municipal_raion"),
            "71829000": (
                "Ханты-Мансийский муниципальный район",
                "Ханты-Мансийский муниципальный район",
                "municipal_raion",
            ),
            "71871000": ("Ханты-Мансийск", "городской округ город Ханты-Мансийск", "urban_okrug"),
        },
    ),
    "74": (
        "Озёрная область",
        {
            "74501000": ("Озёрский округ", "Озёрский муниципальный округ", "municipal_okrug"),
            "74701000": ("Озёрск", "городской округ город Озёрск", "urban_okrug"),
        },
    ),
}

AGENCIES = {
    "A1": ("52", "Администрация города Омска", "52701000"),
    "A2": ("52", "Муниципальное бюджетное учреждение «Дорожник»", None),
    "A3": ("25", "Администрация города Братска", "25714000"),
}

TOPICS = {
    "R": ("Дороги", None, None),
    "R1": ("Дороги", "Содержание дорог", None),
    "R11": ("Дороги", "Содержание дорог", "Снег и наледь"),
    "R9": ("Дороги", "Прочее", None),
    "H": ("ЖКХ", None, None),
    "H1": ("ЖКХ", "Отопление", None),
    "H9": ("ЖКХ", "Прочее", None),
    "M": ("Медицина", None, None),
    "M1": ("Медицина", "Медицинская карта", None),
    "M11": ("Медицина", "Медицинская карта", "Медицинская карта"),
    "E": ("Экология", None, None),
}


def fill_names(connection: Connection) -> None:
    """Write the regions, districts with their aliases, agencies and topics."""
    for position, (id, (name, places)) in enumerate(REGIONS.items()):
        connection.execute(insert(region).values(id=id, name_ru=name, timezone="Asia/Omsk", is_home=position == 0))
        for code, (short, official, kind) in places.items():
            connection.execute(insert(district).values(id=code, region=id, name_ru=short, kind=kind))
            for alias in {normalise(short), normalise(official)}:
                values = {"region": id, "alias": alias, "district_id": code, "origin": "boundaries"}
                connection.execute(insert(district_alias).values(**values))
    for id, (where, name, home) in AGENCIES.items():
        connection.execute(insert(agency).values(id=id, region=where, name_ru=name, district_id=home))
        values = {"region": where, "alias": normalise(name), "agency_id": id, "origin": "lookup"}
        connection.execute(insert(agency_alias).values(**values))
    for id, (one, two, three) in TOPICS.items():
        connection.execute(insert(topic).values(id=id, level_1=one, level_2=two, level_3=three))
