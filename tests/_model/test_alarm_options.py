"""The options of predict_events."""

import numpy as np
import pytest

from skseq._model.alarms import AlarmPolicy, alarm_policy

DEFAULTS = {
    "max_gap": 0,
    "min_length": 1,
    "release": 1.0,
    "rest": 0,
    "escalation": 2.0,
}


def test_options_are_those_of_the_policy():
    assert alarm_policy(**DEFAULTS) == AlarmPolicy()
    asked = DEFAULTS | {"rest": np.int64(5), "escalation": np.inf, "release": 0.5}
    assert alarm_policy(**asked) == AlarmPolicy(rest=5, escalation=np.inf, release=0.5)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("max_gap", [-1, 1.5, None]),
        ("min_length", [0, "2"]),
        ("rest", [-1, 2.0]),
        ("release", [0, 1.1, "1", np.nan]),
        ("escalation", [0.9, None, np.nan]),
    ],
)
def test_errors_name_the_option(name, values):
    for value in values:
        with pytest.raises(ValueError, match=f"^{name} must be .*{value!r}"):
            alarm_policy(**DEFAULTS | {name: value})
