"""Files about the region itself: boundaries, population, agencies, topics. Everything a row of cases is matched to."""

from intake.reference.loading import LOADING_ORDER, load_reference
from intake.reference.recognition import recognise

__all__ = ["LOADING_ORDER", "load_reference", "recognise"]
