"""The key under which repeated appeals of one person are found: a salted hash. The salt never lies with the data."""

import contextlib
import hashlib
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
    keys = [hashlib.sha256(salt + _normal(str(name)).encode()).hexdigest()[:32] for name in unique.tolist()]
    return spread(codes, pd.Series(keys, dtype="str"), identity.index)


def salt_bytes() -> bytes:
    """SVODKA_SALT, else the file var/salt, made with mode 0600 when there is none."""
    if given := os.environ.get("SVODKA_SALT"):
        return given.encode()
    return _file_salt(SALT_FILE.resolve())


def name_keys(names: pd.Series) -> pd.Series:
    """Names as they are written → 32 hexadecimal digits, salted: what tells two names apart that may not be kept."""
    codes, unique = by_unique(names)
    salt = salt_bytes()
    keys = [hashlib.sha256(salt + b"\0" + str(name).encode()).hexdigest()[:32] for name in unique.tolist()]
    return spread(codes, pd.Series(keys, dtype="str"), names.index)


@lru_cache(maxsize=4)
def _file_salt(file: Path) -> bytes:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(secrets.token_hex(32).encode())
        with contextlib.suppress(FileExistsError):  # another process was quicker: its salt counts
            os.link(made, file)
        made.unlink()
    return file.read_bytes()


def _normal(identity: str) -> str:
    return "".join(identity.casefold().replace("ё", "е").split())
