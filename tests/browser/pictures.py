"""Pictures of screens that have come to rest."""

import io
from pathlib import Path

from PIL import Image

from tests.browser.screen import Screen


def save(screen: Screen, target: Path, *, whole_page: bool = False) -> None:
    """Wait until two pictures are alike, and keep the last with no more colours than a page needs."""
    last = b""
    for _attempt in range(40):
        picture = screen.page.screenshot(full_page=whole_page, animations="disabled", caret="hide")
        if picture == last:
            break
        last = picture
    target.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(last)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
