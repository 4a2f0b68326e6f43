"""Words without their endings."""

import re
from functools import lru_cache

# Endings of nouns, adjectives and verbs, the longest first: enough to count «дороги» and «дорогу» together.
ENDINGS = (
    "иями|ями|ами|ого|его|ому|ему|ыми|ими|иях|иям|ием|ать|ять|ить|еть|ешь|ишь|ают|яют|ует|ает|яет|ала|ила|али|или|ела|ели|"
    "ия|ие|ий|ии|ию|ой|ей|ый|ая|яя|ое|ее|ые|ую|юю|ым|им|ом|ем|ам|ям|ах|ях|ых|их|ов|ев|ет|ит|ут|ют|ат|ят|"
    "а|я|о|е|ы|и|у|ю|ь|й"
)
_ENDED = re.compile(rf"(.*?[аеиоуыэюя].*?)(?:{ENDINGS})")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The word without its ending, which begins after the first vowel: дороги, дорогу, дорогой are all «дорог»; ямами
    is «ям», свет remains «свет».
    """
    plain = word.replace("ё", "е")
    ended = _ENDED.fullmatch(plain)
    return ended[1] if ended and len(ended[1]) >= 2 else plain
