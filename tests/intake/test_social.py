"""Addresses of posts: what is one is kept as people write it, and a person's own is not."""

import pandas as pd
import pytest

from intake.formats.social import network, only_public


def texts(*values: str | None) -> pd.Series:
    return pd.Series(values, dtype="str")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://xn--h1adadhcd8a1d.xn--p1ai/news/5", "https://xn--h1adadhcd8a1d.xn--p1ai/news/5"),
        ("https://сосновск.рф/news/5", "https://сосновск.рф/news/5"),
        ("https://vk.com/wall-5_6 ", "https://vk.com/wall-5_6"),
        (" https://vk.com/wall-5_6\u00a0", "https://vk.com/wall-5_6"),
        ("https://vk.com/wall-5_6 https://vk.com/wall-5_7", "https://vk.com/wall-5_6"),
        ("https://vk.com/wall-5_6, ok.ru/group/5;\nhttps://t.me/s/8", "https://vk.com/wall-5_6"),
        ("https://vk.com/wall-5_6;https://vk.com/wall-5_7", "https://vk.com/wall-5_6"),
        ("https://forum.ru/a,b;c?d=1,2", "https://forum.ru/a,b;c?d=1,2"),
        ("http://192.168.10.5:8080/forum?post=5", "http://192.168.10.5:8080/forum?post=5"),
        ("HTTPS://VK.COM/wall-5_6", "HTTPS://VK.COM/wall-5_6"),
        ("https://sosnovsk_online.livejournal.com/5.html", "https://sosnovsk_online.livejournal.com/5.html"),
        ("https://vk.com/photo123_45 https://vk.com/wall-5_7", None),  # a person's; nobody knows which was meant
        ("HTTPS://VK.COM/ID55", None),
        ("8.913.123.45.67", None),
        ("13.123.45.67", None),  # a telephone may be written so
        ("https://vk.com/wall-5_6 Петушков Иван", None),
        ("https://vk.com/wall-5_6\u00a0Петушков", None),
        ("https://vk.com/wall-5_6\u00a0", "https://vk.com/wall-5_6"),
        ("p@mail.ru", None),
        ("https://www.vk.com/petushkov/5", None),
        ("HTTPS://VK.com/Petushkov?from=5", None),
        ("https://vk.com/petushkov_club", "https://vk.com/petushkov_club"),
    ],
)
def test_an_address_of_a_post_is_kept_however_it_is_written_unless_a_person_has_it(
    written: str, kept: str | None
) -> None:
    found = only_public(texts(written, None), texts("https://vk.com/petushkov/ ", None))
    assert [None if pd.isna(each) else each for each in found] == [kept, None]


def test_a_network_is_known_however_its_address_is_written() -> None:
    urls = texts(
        "https://example.co.uk/5", "https://forum.example.com.ua", "HTTPS://M.VK.COM/wall-5_6 ", "https://t.me/a https://vk.com/b",
        "https://ivan_petrov.livejournal.com", "http://10.0.0.5/a", "https://new.xn--80ak.xn--p1ai/5", "youtu.be/5",
    )  # fmt: skip
    sites = ["example", "example", "vk", "tg", "livejournal", "–", "xn--80ak", "youtube"]
    assert network(urls).fillna("–").tolist() == sites
