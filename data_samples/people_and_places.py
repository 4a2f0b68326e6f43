"""Made-up names: the region, its municipalities, villages, streets and people. No real place or person is meant."""

from dataclasses import dataclass

REGION_NAME = "Верхнереченская область"
REGION_NAME_EN = "Verkhnerechensk Region"
REGION_GENITIVE = "Верхнереченской области"
TIMEZONE = "Asia/Yekaterinburg"
UTC_OFFSET = "+05:00"

CITY = "городской округ"
RAION = "муниципальный район"
OKRUG = "муниципальный округ"


@dataclass(frozen=True)
class Municipality:
    """One municipality; `population` in people, `near` = where it lies around the capital (see region.py)."""

    oktmo: str
    name: str
    official: str
    english: str
    kind: str
    center: str
    population: int

    @property
    def locative(self) -> str:
        """«Озерковский район» → «в Озерковском районе»; «Каменноборск» → «в Каменноборске»."""
        if self.kind == CITY:
            return f"в {self.name}е"
        return f"в {self.name.split()[0][:-2]}ом {'районе' if self.kind == RAION else 'округе'}"


# root of the name, English, kind, centre, people. The first is the capital, the second encloses it.
_ROWS: tuple[tuple[str, str, str, str, int], ...] = (
    ("Верхнереченск", "Verkhnerechensk", CITY, "г Верхнереченск", 600_000),
    ("Верхнереченский", "Verkhnerechensky", RAION, "пгт Лугоборье", 78_400),
    ("Каменноборск", "Kamennoborsk", CITY, "г Каменноборск", 146_200),
    ("Тихогоринск", "Tikhogorinsk", CITY, "г Тихогоринск", 92_700),
    ("Светлоозёринск", "Svetloozyorinsk", CITY, "г Светлоозёринск", 38_100),
    ("Озерковский", "Ozerkovsky", RAION, "рп Озерково", 41_300),
    ("Тёмнолесский", "Tyomnolessky", RAION, "с Тёмнолесье", 23_600),
    ("Сосновоярский", "Sosnovoyarsky", RAION, "рп Сосновый Яр", 52_800),
    ("Берёзоключинский", "Beryozoklyuchinsky", OKRUG, "с Берёзовые Ключи", 17_900),
    ("Большеключинский", "Bolsheklyuchinsky", RAION, "с Большие Ключи", 31_200),
    ("Липовогорский", "Lipovogorsky", RAION, "рп Липовая Гора", 28_500),
    ("Чернокамский", "Chernokamsky", OKRUG, "г Чернокаменье", 44_700),
    ("Белоглинский", "Beloglinsky", RAION, "с Белая Глинка", 14_300),
    ("Усть-Ольхинский", "Ust-Olkhinsky", RAION, "с Усть-Ольхинское", 9_800),
    ("Заплёсский", "Zaplyossky", RAION, "с Заплёсье", 12_100),
    ("Журавлинский", "Zhuravlinsky", RAION, "с Журавлино", 19_400),
    ("Лебяжьегорский", "Lebyazhyegorsky", OKRUG, "рп Лебяжья Гора", 26_900),
    ("Нижнекедровский", "Nizhnekedrovsky", RAION, "с Нижний Кедр", 7_600),
    ("Верхнекедровский", "Verkhnekedrovsky", RAION, "с Верхний Кедр", 5_900),
    ("Старомостский", "Staromostsky", RAION, "рп Старый Мост", 33_800),
    ("Новояринский", "Novoyarinsky", OKRUG, "с Новояр", 21_700),
    ("Медвежьеборский", "Medvezhyeborsky", RAION, "с Медвежий Бор", 6_400),
    ("Ивняковецкий", "Ivnyakovetsky", RAION, "с Ивняковец", 16_200),
    ("Рябиногорский", "Ryabinogorsky", RAION, "рп Рябиногорье", 24_800),
    ("Кедропольский", "Kedropolsky", RAION, "с Кедрополье", 13_500),
    ("Глинкоярский", "Glinkoyarsky", RAION, "с Глинкояр", 8_900),
    ("Сухолуговский", "Sukholugovsky", RAION, "с Сухой Луг", 11_300),
    ("Ельниковоборский", "Yelnikovoborsky", OKRUG, "рп Ельниковый Бор", 29_600),
    ("Краснокаменовский", "Krasnokamenovsky", RAION, "г Краснокаменово", 47_100),
    ("Дальнепольский", "Dalnepolsky", RAION, "с Дальнее Поле", 4_000),
    ("Полевоярский", "Polevoyarsky", RAION, "с Полевой Яр", 10_700),
    ("Студёноключевской", "Studyonoklyuchevskoy", RAION, "с Студёный Ключ", 15_200),
)


def _municipality(place: int, row: tuple[str, str, str, str, int]) -> Municipality:
    root, english, kind, center, population = row
    if kind == CITY:
        return Municipality(
            f"997{place + 1:02d}000", root, f"городской округ город {root}", f"{english} City", kind, center, population
        )
    word = "район" if kind == RAION else "округ"
    official = f"{root} муниципальный {word}"
    name_en = f"{english} {'District' if kind == RAION else 'Okrug'}"
    return Municipality(f"996{place + 1:02d}000", f"{root} {word}", official, name_en, kind, center, population)


MUNICIPALITIES: tuple[Municipality, ...] = tuple(_municipality(i, row) for i, row in enumerate(_ROWS))

# Roles in the story, by position in MUNICIPALITIES.
CAPITAL, AROUND_CAPITAL, SECOND_CITY, THIRD_CITY, WITHOUT_POLYGON = 0, 1, 2, 3, 4

VILLAGE_FIRST = (
    "Малые", "Старые", "Новые", "Верхние", "Нижние", "Дальние", "Сухие", "Тёплые", "Ближние", "Тихие",
)
VILLAGE_SECOND = (
    "Плёсы", "Кедры", "Ключи", "Луга", "Сосенки", "Броды", "Омуты", "Вязы", "Поляны", "Яры", "Мхи", "Журавли",
    "Родники", "Ольхи", "Бугры", "Ивняки",
)
VILLAGE_SINGLE = (
    "Рыбачково", "Осиновка", "Песчаное", "Крутояровка", "Лосиха", "Боровушка", "Зимнево", "Туманово", "Ягодниково",
    "Камышиха", "Пихтовка", "Лебедево", "Серебрянка", "Ковыльное", "Сенокосово", "Смолокурово",
)

STREETS_FEMININE = (
    "Кедровая", "Берёзовая", "Сосновая", "Школьная", "Речная", "Заречная", "Луговая", "Полевая", "Садовая",
    "Молодёжная", "Центральная", "Советская", "Комсомольская", "Первомайская", "Октябрьская", "Рабочая", "Заводская",
    "Больничная", "Почтовая", "Вокзальная", "Строительная", "Лесная", "Новая", "Зелёная", "Солнечная", "Весенняя",
    "Северная", "Южная", "Восточная", "Набережная", "Озёрная", "Родниковая", "Рябиновая", "Черёмуховая", "Песчаная",
    "Каменная", "Кузнечная", "Мельничная", "Ярмарочная", "Театральная", "Библиотечная", "Студенческая", "Парковая",
    "Пихтовая", "Цветочная", "Грибная", "Дальняя", "Ближняя", "Мостовая", "Пристанская", "Рыбацкая", "Охотничья",
    "Геологическая", "Энергетическая", "Механическая", "Трактовая", "Хлебная", "Льняная", "Гончарная", "Плотничная",
)
STREETS_GENITIVE = (
    "Гагарина", "Ломоносова", "Пушкина", "Лермонтова", "Чехова", "Менделеева", "Циолковского", "Строителей",
    "Энергетиков", "Геологов", "Лесорубов", "Речников", "Нефтяников", "Учителей", "Космонавтов", "Победы", "Мира",
    "Дружбы", "Труда", "50 лет Октября", "40 лет Победы", "8 Марта", "Металлургов", "Машиностроителей", "Ветеранов",
)
LANES = (
    "Тихий", "Речной", "Школьный", "Садовый", "Больничный", "Кузнечный", "Песчаный", "Сосновый", "Южный", "Рабочий",
)
AVENUES = ("Мира", "Строителей", "Космонавтов", "Победы", "Энергетиков")

SURNAMES = (
    "Кедрин", "Озерков", "Плёсов", "Боровин", "Луговцев", "Яринский", "Заречин", "Туманцев", "Лосихин", "Ивняков",
    "Рябинцев", "Сухолугов", "Камышев", "Пихтов", "Смолокуров", "Ягодников", "Родничков", "Кузнечиков", "Мостовцев",
    "Журавлинский", "Сосенкин", "Ольхин", "Броднев", "Вязников", "Полянцев", "Омутов", "Песчанский", "Ковылин",
    "Туесков", "Лабазин", "Коробейкин", "Ставнев", "Половицын", "Колодезев", "Бересклетов", "Чагин", "Поветкин",
    "Сенцов", "Криничный", "Перелескин", "Опушкин", "Замостин", "Подгоринский", "Нагорин", "Верхотин", "Жернаков",
    "Солодов", "Овсяников", "Гречишин", "Ржанников", "Просянкин", "Льнянов",
)
FIRST_NAMES_M = ("Андрей", "Виктор", "Егор", "Иван", "Кирилл", "Михаил", "Олег", "Пётр", "Роман", "Юрий", "Борис",
                 "Глеб", "Денис", "Захар", "Леонид", "Никита", "Павел", "Сергей", "Тимур", "Фёдор")  # fmt: skip
FIRST_NAMES_F = ("Алла", "Вера", "Галина", "Дарья", "Елена", "Инна", "Мария", "Нина", "Ольга", "Юлия", "Анна",
                 "Зинаида", "Ирина", "Ксения", "Лидия", "Надежда", "Полина", "Раиса", "Светлана", "Тамара")  # fmt: skip
PATRONYMIC_STEMS = ("Андреев", "Викторов", "Егоров", "Иванов", "Кириллов", "Михайлов", "Олегов", "Романов", "Юрьев",
                    "Борисов", "Денисов", "Захаров", "Леонидов", "Павлов", "Сергеев", "Фёдоров")  # fmt: skip


def person(first: int, last: int, middle: int) -> str:
    """An invented full name from three draws (any non-negative integers)."""
    stem, family = PATRONYMIC_STEMS[middle % len(PATRONYMIC_STEMS)], SURNAMES[last % len(SURNAMES)]
    if first % 2:
        return f"{family} {FIRST_NAMES_M[first % len(FIRST_NAMES_M)]} {stem}ич"
    family_f = f"{family[:-2]}ая" if family.endswith(("ий", "ый")) else f"{family}а"
    return f"{family_f} {FIRST_NAMES_F[first % len(FIRST_NAMES_F)]} {stem}на"
