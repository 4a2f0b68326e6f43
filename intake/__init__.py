"""Reads files as control centres export them into the store: recognise, read, match, check, merge, report.

`intake.load.load_file` is the way in; docs/intake.md says what each layout holds.
"""
