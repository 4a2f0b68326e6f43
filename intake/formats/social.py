"""What all exports of «Инцидент Менеджмент» share: networks, public addresses, reactions of authors."""

import pandas as pd
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
_ADDRESS = r"^(?:https?://)?(?:[\p{L}\d-]+\.)+\p{L}{2,}(?::\d+)?(?:[/?#]\S*)?$"
_HOST = r"^(?:https?://)?(?:[\p{L}\d-]+\.)*(?P<host>[\p{L}\d-]+)\.\p{L}{2,}(?::\d+)?(?:[/?#]\S*)?$"


def network(url: pd.Series) -> pd.Series:
    """The network by the host of an address: vk, ok, tg, … What stands before it («ivan.livejournal.com») may be a
    person's name.
    """
    different = arrow(url).dictionary_encode()  # many posts stand in one blog
    hosts = pc.utf8_lower(pc.struct_field(pc.extract_regex(different.dictionary, _HOST), "host"))
    return text_series(hosts.take(different.indices), url.index).replace(NETWORKS)


def only_public(post: pd.Series, author: pd.Series) -> pd.Series:
    """Addresses of posts without those that lie on a person's page or under the author's own address, and without
    what is no address.
    """
    codes, unique = by_unique(post)
    written = arrow(pd.Series(unique, dtype="str"))
    no_address = pc.invert(pc.match_substring_regex(written, _ADDRESS))
    personal = pc.or_(no_address, pc.match_substring_regex(written, _PERSONAL)).to_pandas()
    named = spread(codes, pd.Series(personal, dtype="boolean"), post.index).fillna(False).astype(bool)
    own = [
        bool(address == owner or address.startswith(f"{owner}/"))
        for address, owner in zip(post.fillna("").tolist(), author.fillna("\0").tolist(), strict=True)
    ]
    return post.mask(named | pd.Series(own, index=post.index))


def reaction_and_rating(rows: pd.DataFrame) -> pd.DataFrame:
    """`Причина закрытия`: «Автор доволен» and the like → author_reaction; a bare figure 1 to 5 → rating."""
    reason = rows["reaction_source"]
    figure = reason.where(reason.isin(["1", "2", "3", "4", "5"]))
    reaction, unknown = coded(reason.mask(figure.notna()), "social", "reaction")
    rating = rows["rating"].fillna(pd.to_numeric(figure).astype("Int16"))
    return rows.assign(author_reaction=reaction.mask(unknown, reason), rating=rating)
