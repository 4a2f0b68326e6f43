"""One module a layout: a frame of cases in, the export's columns out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_samples.answers import Temper, tempers
from data_samples.plan import Plan
from data_samples.streets import Streets
from data_samples.writers import Columns


@dataclass(frozen=True)
class Setting:
    """What layouts need besides the cases."""

    plan: Plan
    streets: Streets
    temper: Temper
    end: np.datetime64

    @staticmethod
    def of(plan: Plan) -> "Setting":
        return Setting(plan, plan.streets, tempers(plan.seed), np.datetime64(plan.period.end, "s"))


Layout = Callable[[pd.DataFrame, Setting, np.random.Generator], Columns]
