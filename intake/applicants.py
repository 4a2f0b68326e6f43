"""The key under which repeated appeals of one person are found: a salted hash. The salt never lies with the data."""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

import pandas as pd

from intake.values import by_unique, spread

SALT_FILE = Path("var/salt")


def applicant_keys(identity: pd.Series) -> pd.Series:
    """Names or profile addresses of applicants → 32 hexadecimal digits; missing stays missing.

    «Иванов  И.И.» and «ИВАНОВ И. И.» give one key. Without the salt the key says nothing and cannot be tried out.
    """
    if identity.isna().all():
        return identity.astype("str")
    salt = salt_bytes()
    codes, unique = by_unique(identity)
    keys = [hmac.new(salt, _normal(str(name)).encode(), hashlib.sha256).hexdigest()[:32] for name in unique]
    return spread(codes, pd.Series(keys, dtype="str"), identity.index)


def salt_bytes() -> bytes:
    """SVODKA_SALT, else the file var/salt, made with mode 0600 when there is none."""
    if given := os.environ.get("SVODKA_SALT"):
        return given.encode()
    return _file_salt(SALT_FILE.resolve())


@lru_cache(maxsize=4)
def _file_salt(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    salt = secrets.token_hex(32).encode()
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(salt)
    return salt


def _normal(identity: str) -> str:
    return "".join(identity.casefold().replace("ё", "е").split())
