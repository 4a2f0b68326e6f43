"""What all exports of «Инцидент Менеджмент» share: networks, public addresses, reactions of authors."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.columns import arrow, text_series
from intake.values import by_unique, spread
from intake.vocabulary import coded

NETWORKS = {"t": "tg", "telegram": "tg", "vkontakte": "vk", "odnoklassniki": "ok", "youtu": "youtube"}
# Walls, pages and pictures of people, not of communities: such an address names the author.
_PERSONAL = (
    r"(?i)(?:vk\.(?:com|ru)/(?:(?:id|wall|photo|video|clip|story|album)s?\d|[\w.]*\?[zw]=(?:wall|photo|video|clip)\d)"
    r"|(?:ok|odnoklassniki)\.ru/profile/|facebook\.com/profile)"
)
# RE2. An address in figures needs its http: a telephone may be written with dots.
_TOP = r"(?:\p{L}{2,}|xn--[a-z\d-]+)"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_BLANK, _LABEL, _TAIL = r"[\s\p{Z}]", r"[\p{L}\d_-]+", r"(?::\d+)?(?:[/?#][^\s\p{Z}]*?)?"
_LINK = rf"(?:(?:https?://)?(?:{_LABEL}\.)+{_TOP}|https?://{_OCTET}(?:\.{_OCTET}){{3}}){_TAIL}"
_ALONE = rf"(?i)^{_LINK.removesuffix(_TAIL)}(?::\d+)?(?:[/?#][^\s\p{{Z}},;]*)?$"
_LINKS = rf"(?i)^{_BLANK}*(?P<first>{_LINK})(?:(?:[,;]?{_BLANK}+{_LINK})|[,;]https?://[^\s\p{{Z}}]*?)*[,;]?{_BLANK}*$"
_BEHIND = rf"(?:(?:com?|org|net|gov|edu|ac)\.[a-z]{{2}}|{_TOP})"  # example.co.uk is one site, as example.com is
_HOST = rf"(?i)^(?:https?://)?(?:{_LABEL}\.)*?(?P<host>{_LABEL})\.{_BEHIND}(?:[:/?#]|$)"
_SCHEME = r"^https?://(?:www\.)?"


def network(url: pd.Series) -> pd.Series:
    """The network by the host of an address: vk, ok, tg, … What stands before it («ivan.livejournal.com») may be a
    person's name.
    """
    different = arrow(url).dictionary_encode()  # many posts stand in one blog
    hosts = pc.utf8_lower(pc.struct_field(pc.extract_regex(_first_link(different.dictionary), _HOST), "host"))
    return text_series(hosts.take(different.indices), url.index).replace(NETWORKS)


def only_public(post: pd.Series, author: pd.Series) -> pd.Series:
    """Addresses of posts without those that lie on a person's page or under the author's own address, and without
    what is no address. Of several in one cell the first counts.
    """
    codes, unique = by_unique(post)
    links = _first_link(arrow(pd.Series(unique, dtype="str")))
    personal = pc.match_substring_regex(links, _PERSONAL)
    public = pc.if_else(personal, pa.scalar(None, pa.large_string()), links)
    found = spread(codes, text_series(public, pd.RangeIndex(len(public))), post.index)
    own = [
        bool(owner) and (address == owner or address.startswith((f"{owner}/", f"{owner}?", f"{owner}#")))
        for address, owner in zip(_bare(found), _bare(author), strict=True)
    ]
    return found.mask(pd.Series(own, index=post.index, dtype=bool))


def _first_link(written: pa.Array) -> pa.Array:
    """The first address of cells in which nothing but addresses stands; missing for others."""
    alone = pc.match_substring_regex(written, _ALONE)  # nearly all; ten times as fast as taking a match apart
    if pc.all(alone).as_py():
        return written
    links = pc.if_else(alone, pa.scalar(None, pa.large_string()), written)
    return pc.if_else(alone, written, pc.struct_field(pc.extract_regex(links, _LINKS), "first"))


def _bare(addresses: pd.Series) -> list[str]:
    """Addresses as one compares them: «HTTPS://VK.com/ivan/» is vk.com/ivan; empty where missing."""
    low = pc.utf8_lower(pc.utf8_trim_whitespace(arrow(addresses).fill_null("")))
    return pc.utf8_rtrim(pc.replace_substring_regex(low, _SCHEME, ""), "/").to_pylist()


def reaction_and_rating(rows: pd.DataFrame) -> pd.DataFrame:
    """`Причина закрытия`: «Автор доволен» and the like → author_reaction; a bare figure 1 to 5 → rating."""
    reason = rows["reaction_source"]
    figure = reason.where(reason.isin(["1", "2", "3", "4", "5"]))
    reaction, unknown = coded(reason.mask(figure.notna()), "social", "reaction")
    rating = rows["rating"].fillna(pd.to_numeric(figure).astype("Int16"))
    return rows.assign(author_reaction=reaction.mask(unknown, reason), rating=rating)
