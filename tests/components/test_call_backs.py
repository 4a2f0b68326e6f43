"""The sentence of the call-backs."""

import pandas as pd

from components.call_backs import call_backs_line
from components.words import speak


def test_the_three_rates_are_told_in_the_order_of_a_call() -> None:
    speak("en")
    rates = pd.DataFrame({"part": ["satisfied", "contacted", "solved"], "value": [0.25, 0.75, 0.5]})
    rates = rates.assign(state="value", denominator=4, left_out=1, low=rates["value"] - 0.1, high=rates["value"] + 0.1)
    said = call_backs_line(rates)
    assert said.startswith("4 valid call-backs. ")
    assert said.index("75%") < said.index("50%") < said.index("25%")
