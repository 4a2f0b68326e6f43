"""Open311 service requests as XML: each `request` is a row, its elements are columns; empty ones are missing."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from intake.json_array import JsonArray
from intake.report import FileRefused


def open_xml(path: Path) -> Iterator[JsonArray]:
    """The one table of an XML file. Raises FileRefused: broken, with entities (a bomb?), or without requests."""
    try:
        root = parse(path).getroot()
    except ParseError as error:
        raise FileRefused(
            f"{path.name}: broken XML ({error}): the file is damaged or cut off. Export it again."
        ) from None
    except DefusedXmlException:
        raise FileRefused(
            f"{path.name}: the XML declares entities or loads other files; it was not opened. Export it without them."
        ) from None
    rows = [_row(request) for request in (root.iter("request") if root is not None else ())]
    if not rows:
        raise FileRefused(f"{path.name}: the XML holds no service requests: there are no rows to load.")
    keys = list(dict.fromkeys(key for row in rows for key in row))
    yield JsonArray(path.name, [keys, [str(rows[0].get(key) or "") for key in keys]], list(rows))


def _row(request: Element) -> dict[str, str | None]:
    return {child.tag: (child.text or "").strip() or None for child in request}
