"""What a region may decide for itself, in TOML files with comments: its own folder wins over the ones shipped here."""

import os
import tomllib
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent


def settings_file(name: str) -> Path:
    """The file in the folder that ``SVODKA_SETTINGS`` names, else the one shipped."""
    own = os.environ.get("SVODKA_SETTINGS")
    if own and (Path(own) / name).is_file():
        return Path(own) / name
    return SHIPPED / name


def read_settings(name: str) -> dict[str, Any]:
    """The content of a settings file. Raises ValueError that names the file and the line that cannot be read."""
    file = settings_file(name)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}") from error
