"""What a spreadsheet would run as a formula is written as text: residents' words must not run on a clerk's machine."""

# OWASP, "CSV Injection": what a formula may begin with, in full width too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: object) -> object:
    """A text that begins like a formula gets a leading apostrophe; everything else stays what it is.

    «=1+1» → «'=1+1», -5 → -5.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
