"""Some ninety agencies in a tree, and who answers for which theme in which municipality."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from data_samples.people_and_places import (
    CAPITAL,
    CITY,
    MUNICIPALITIES,
    REGION_GENITIVE,
    SECOND_CITY,
    THIRD_CITY,
    Municipality,
)
from data_samples.topics import themes

REGION_BODY = "орган власти региона"
MUNICIPAL = "администрация муниципалитета"
INSTITUTION = "учреждение"
UTILITY = "ресурсоснабжающая организация"
FEDERAL = "федеральный орган"


@dataclass(frozen=True)
class Agency:
    """One row of agencies.csv. `home` is a position in MUNICIPALITIES or -1; `parent` a key of another agency."""

    key: str
    name: str
    short: str
    english: str
    kind: str
    parent: str = ""
    home: int = -1
    variants: tuple[str, ...] = ()


_REGION_BODIES = (
    ("gov", "Правительство {r}", "Правительство", "Regional Government"),
    ("health", "Министерство здравоохранения {r}", "Минздрав", "Ministry of Health"),
    ("education", "Министерство образования {r}", "Минобр", "Ministry of Education"),
    ("social", "Министерство социального развития {r}", "Минсоцразвития", "Ministry of Social Development"),
    ("roads", "Министерство транспорта и дорожного хозяйства {r}", "Минтранс", "Ministry of Transport and Roads"),
    ("energy", "Министерство энергетики и ЖКХ {r}", "МинЖКХ", "Ministry of Energy and Utilities"),
    ("building", "Министерство строительства {r}", "Минстрой", "Ministry of Construction"),
    ("nature", "Министерство природных ресурсов и экологии {r}", "Минприроды", "Ministry of Natural Resources"),
    ("culture", "Министерство культуры {r}", "Минкультуры", "Ministry of Culture"),
    ("sport", "Министерство спорта {r}", "Минспорт", "Ministry of Sport"),
    ("digital", "Министерство цифрового развития и связи {r}", "Минцифры", "Ministry of Digital Development"),
    ("trade", "Министерство экономики и торговли {r}", "Минэкономики", "Ministry of Economy"),
    ("jobs", "Министерство труда и занятости {r}", "Минтруд", "Ministry of Labour"),
    ("land", "Министерство имущественных отношений {r}", "Минимущество", "Ministry of Property"),
    ("agro", "Министерство сельского хозяйства {r}", "Минсельхоз", "Ministry of Agriculture"),
    ("finance", "Министерство финансов {r}", "Минфин", "Ministry of Finance"),
    ("housing", "Государственная жилищная инспекция {r}", "ГЖИ", "Housing Inspectorate"),
    ("tariff", "Региональная служба по тарифам {r}", "РСТ", "Tariff Service"),
    ("vet", "Управление ветеринарии {r}", "Ветуправление", "Veterinary Office"),
    ("emergency", "Главное управление гражданской защиты {r}", "ГУГЗ", "Civil Protection Office"),
    ("youth", "Комитет по делам молодёжи {r}", "Молодёжный комитет", "Youth Committee"),
)

_CITY_DEPARTMENTS = (
    ("city_works", "Департамент городского хозяйства", "ДГХ", "Department of City Works"),
    ("city_transport", "Департамент транспорта", "ДТ", "Department of Transport"),
    ("city_school", "Департамент образования", "ДО", "Department of Education"),
    ("city_building", "Департамент строительства и земельных отношений", "ДСЗО", "Department of Construction"),
    ("city_housing", "Департамент жилищной политики", "ДЖП", "Department of Housing"),
)

# key, name, short, English, parent, home
_INSTITUTIONS = (
    ("clinic_1", "БУЗ «Городская поликлиника № 1» города Верхнереченска", "Поликлиника № 1", "City Clinic 1", "health", 0),
    ("clinic_2", "БУЗ «Городская поликлиника № 4» города Верхнереченска", "Поликлиника № 4", "City Clinic 4", "health", 0),
    ("clinic_3", "БУЗ «Городская больница № 2» города Верхнереченска", "Горбольница № 2", "City Hospital 2", "health", 0),
    ("children", "БУЗ «Детская областная больница»", "Детская больница", "Children's Hospital", "health", 0),
    ("hospital_1", "БУЗ «Верхнереченская центральная районная больница»", "Верхнереченская ЦРБ", "District Hospital V", "health", 1),
    ("hospital_2", "БУЗ «Каменноборская городская больница»", "Каменноборская ГБ", "Kamennoborsk Hospital", "health", 2),
    ("hospital_3", "БУЗ «Тихогоринская городская больница»", "Тихогоринская ГБ", "Tikhogorinsk Hospital", "health", 3),
    ("hospital_4", "БУЗ «Светлоозёринская больница»", "Светлоозёринская больница", "Svetloozyorinsk Hospital", "health", 4),
    ("hospital_5", "БУЗ «Озерковская ЦРБ»", "Озерковская ЦРБ", "Ozerkovo Hospital", "health", 5),
    ("hospital_7", "БУЗ «Сосновоярская ЦРБ»", "Сосновоярская ЦРБ", "Sosnovoyarsk Hospital", "health", 7),
    ("hospital_9", "БУЗ «Большеключинская ЦРБ»", "Большеключинская ЦРБ", "Bolshiye Klyuchi Hospital", "health", 9),
    ("hospital_11", "БУЗ «Чернокамская ЦРБ»", "Чернокамская ЦРБ", "Chernokamye Hospital", "health", 11),
    ("hospital_27", "БУЗ «Ельниковоборская ЦРБ»", "Ельниковоборская ЦРБ", "Yelnikovy Bor Hospital", "health", 27),
    ("avtodor", "КУ «Дороги {r}»", "Облдороги", "Regional Roads Agency", "roads", -1),
    ("mfc", "АУ «Многофункциональный центр {r}»", "МФЦ", "One-Stop Centre", "digital", -1),
    ("kcson", "АУ «Центр социального обслуживания населения»", "ЦСОН", "Social Services Centre", "social", 0),
    ("capital_repair", "Фонд капитального ремонта {r}", "Фонд капремонта", "Major Repairs Fund", "energy", -1),
    ("lights", "МКУ «Горсвет» города Верхнереченска", "Горсвет", "City Lighting", "city_works", 0),
)

_UTILITIES = (
    ("heat_city", "АО «Верхнереченская тепловая компания»", "ВТК", "Verkhnerechensk Heat", "energy", CAPITAL),
    ("heat_second", "ООО «Каменноборсктепло»", "КБ-тепло", "Kamennoborsk Heat", "energy", SECOND_CITY),
    ("water_city", "АО «Верхнереченскводоканал»", "Водоканал", "Verkhnerechensk Water", "energy", CAPITAL),
    ("water_third", "МУП «Тихогоринский водоканал»", "Тихогоринский водоканал", "Tikhogorinsk Water", "energy", THIRD_CITY),
    ("power", "АО «Верхнереченские электрические сети»", "ВЭС", "Power Grid", "energy", -1),
    ("gas", "АО «Реченскгазраспределение»", "Речгаз", "Gas Distribution", "energy", -1),
    ("waste", "ООО «Экореченск»", "Экореченск", "Waste Operator", "nature", -1),
)

_FEDERAL = (
    ("fund", "Отделение Социального фонда по {r_dat}", "Соцфонд", "Social Fund Branch"),
    ("police", "Управление внутренних дел по {r_dat}", "УВД", "Police"),
    ("sanitary", "Управление санитарного надзора по {r_dat}", "Саннадзор", "Sanitary Inspectorate"),
    ("bailiffs", "Управление судебных приставов по {r_dat}", "Приставы", "Bailiffs"),
    ("post", "Почтовое управление {r}", "Почта", "Post"),
)


@cache
def agencies() -> tuple[Agency, ...]:
    """All agencies; position in this tuple is the number the generator works with."""
    where = {"r": REGION_GENITIVE, "r_dat": "Верхнереченской области"}
    found = [Agency(k, n.format(**where), s, e, REGION_BODY, "" if k == "gov" else "gov") for k, n, s, e in _REGION_BODIES]
    found += [_administration(place, town) for place, town in enumerate(MUNICIPALITIES)]
    city = MUNICIPALITIES[CAPITAL].name
    for key, name, short, english in _CITY_DEPARTMENTS:
        variants = (f"{name} ({short})", f"{name} г. {city}")
        full = f"{name} администрации города {city}а"
        found.append(Agency(key, full, short, english, MUNICIPAL, "admin_0", CAPITAL, variants))
    for k, n, s, e, parent, home in _INSTITUTIONS:
        found.append(Agency(k, n.format(**where), s, e, INSTITUTION, parent, home, (s,)))
    for k, n, s, e, parent, home in _UTILITIES:
        found.append(Agency(k, n, s, e, UTILITY, parent, home, (n.replace("«", '"').replace("»", '"'),)))
    found += [Agency(k, n.format(**where), s, e, FEDERAL) for k, n, s, e in _FEDERAL]
    return tuple(found)


def _administration(place: int, town: Municipality) -> Agency:
    if town.kind == CITY:
        name = f"Администрация города {town.name}а"
        variants: tuple[str, ...] = (f"{town.name} г.о.", f"Администрация г. {town.name}")
    else:
        root, word = town.name.split()
        name = f"Администрация {root[:-2]}ого муниципального {word}а"
        variants = (town.name, f"Администрация {root[:-2]}ого {word}а")
    short = f"Адм. {town.name}"
    return Agency(f"admin_{place}", name, short, f"{town.english} Administration", MUNICIPAL, "gov", place, variants)


@cache
def agency_numbers() -> dict[str, int]:
    """Position of each agency by its key."""
    return {agency.key: i for i, agency in enumerate(agencies())}


def agency_code(number: int) -> str:
    """The `Код` column and the agency's id in the store."""
    return f"A{number + 1:03d}"


def agencies_table() -> pd.DataFrame:
    """The lookup `agencies.csv`."""
    numbers = agency_numbers()
    rows = []
    for i, a in enumerate(agencies()):
        town = MUNICIPALITIES[a.home] if a.home >= 0 else None
        parent = agency_code(numbers[a.parent]) if a.parent else ""
        place = (town.oktmo, town.name) if town else ("", "")
        rows.append((agency_code(i), a.name, a.short, a.english, a.kind, parent, *place, "|".join(a.variants)))
    columns = ["Код", "Организация", "Краткое название", "Название (англ.)", "Тип", "Вышестоящая организация"]
    return pd.DataFrame(rows, columns=[*columns, "ОКТМО", "Муниципалитет", "Варианты названия"])


# owner of a theme → what answers in the capital | elsewhere; «local» is the municipality's own administration,
# a name with a share means that part of the cases (the rest goes to the last name).
RESPONSIBLE: dict[str, tuple[dict[str, float], dict[str, float]]] = {
    "roads": ({"city_works": 0.8, "lights": 0.1, "roads": 0.1}, {"local": 0.7, "avtodor": 0.22, "roads": 0.08}),
    "yard": ({"city_works": 0.85, "local": 0.15}, {"local": 1.0}),
    "heat": ({"heat_city": 0.75, "city_housing": 0.25}, {"heat_local": 0.6, "local": 0.34, "energy": 0.06}),
    "water": ({"water_city": 0.85, "city_housing": 0.15}, {"water_local": 0.7, "local": 0.27, "energy": 0.03}),
    "power": ({"power": 0.8, "local": 0.2}, {"power": 0.7, "local": 0.3}),
    "gas": ({"gas": 0.9, "local": 0.1}, {"gas": 0.8, "local": 0.2}),
    "housing": ({"housing": 0.45, "city_housing": 0.45, "capital_repair": 0.1}, {"local": 0.6, "housing": 0.35, "capital_repair": 0.05}),
    "hospital": ({"clinic_1": 0.3, "clinic_2": 0.25, "clinic_3": 0.2, "children": 0.15, "health": 0.1}, {"hospital_local": 0.88, "health": 0.12}),
    "school": ({"city_school": 0.9, "education": 0.1}, {"local": 0.85, "education": 0.15}),
    "transport": ({"city_transport": 0.92, "roads": 0.08}, {"local": 0.7, "roads": 0.3}),
    "waste": ({"waste": 0.6, "city_works": 0.4}, {"waste": 0.4, "local": 0.6}),
    "ecology": ({"nature": 0.6, "sanitary": 0.2, "local": 0.2}, {"nature": 0.5, "local": 0.5}),
    "social": ({"social": 0.5, "kcson": 0.5}, {"social": 0.5, "local": 0.5}),
    "fund": ({"fund": 1.0}, {"fund": 1.0}),
    "admin": ({"city_housing": 0.8, "building": 0.2}, {"local": 0.9, "building": 0.1}),
    "police": ({"police": 0.7, "local": 0.3}, {"police": 0.5, "local": 0.5}),
    "emergency": ({"emergency": 1.0}, {"emergency": 0.5, "local": 0.5}),
    "digital": ({"digital": 1.0}, {"digital": 0.8, "local": 0.2}),
    "post": ({"post": 1.0}, {"post": 1.0}),
    "land": ({"city_building": 0.8, "land": 0.2}, {"local": 0.8, "land": 0.2}),
    "culture": ({"culture": 0.3, "local": 0.7}, {"local": 0.9, "culture": 0.1}),
    "sport": ({"sport": 0.5, "local": 0.5}, {"local": 0.8, "sport": 0.2}),
    "jobs": ({"jobs": 1.0}, {"jobs": 0.8, "local": 0.2}),
    "trade": ({"trade": 1.0}, {"trade": 0.4, "local": 0.6}),
    "mfc": ({"mfc": 1.0}, {"mfc": 1.0}),
}  # fmt: skip


@cache
def responsibility() -> tuple[np.ndarray, np.ndarray]:
    """Who answers: (agency numbers, cumulative shares), both of shape (theme, municipality, 5)."""
    n_themes, n_places = len(themes()), len(MUNICIPALITIES)
    who = np.zeros((n_themes, n_places, 5), dtype=np.int16)
    share = np.ones((n_themes, n_places, 5))
    for i, theme in enumerate(themes()):
        for place in range(n_places):
            rule = RESPONSIBLE[theme.owner][0 if place == CAPITAL else 1]
            numbers = [_answering(key, place) for key in rule]
            cumulative = np.cumsum(list(rule.values()))
            who[i, place] = numbers + [numbers[-1]] * (5 - len(numbers))
            share[i, place, : len(numbers)] = cumulative
            share[i, place, len(numbers) - 1 :] = 1.0
    return who, share


def _answering(key: str, place: int) -> int:
    """An agency's number for a key of RESPONSIBLE; local services fall back to the administration or the ministry."""
    numbers = agency_numbers()
    if key == "hospital_local":
        return numbers.get(f"hospital_{place}", numbers["health"])
    if key in ("heat_local", "water_local"):
        own = {("heat_local", SECOND_CITY): "heat_second", ("water_local", THIRD_CITY): "water_third"}
        return numbers[own.get((key, place), f"admin_{place}")]
    return numbers[f"admin_{place}" if key == "local" else key]
