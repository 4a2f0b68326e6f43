"""What channels send that are no cases: counts, ratings, registers, call-backs, notes, polls.

Such files go another way than cases: a row is known by a natural key made of what it is about, and a later file
replaces rows by it. The rest is the same: one transaction a file, a report that adds up, dry runs, taking back.
"""

from intake.records.layouts import RECORD_LAYOUTS, RecordLayout
from intake.records.loading import load_records
from intake.records.recognition import RecordFile, doubt, recognise

__all__ = ["RECORD_LAYOUTS", "RecordFile", "RecordLayout", "doubt", "load_records", "recognise"]
