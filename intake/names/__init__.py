"""Names as people type them: one normal form, the kinds of municipalities, English spelling, aliases."""
