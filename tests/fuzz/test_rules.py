"""What every rule for the threshold promises, for scores in any unit."""

import numpy as np
import pytest
from drawn import SEEDS, scores
from effort import examples
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from skseq._utils.sklearn import other_values
from skseq.thresholds import LabelThreshold, ThresholdRule
from skseq.utils import all_estimators

RULES = {name: cls for name, cls in all_estimators() if issubclass(cls, ThresholdRule)}


@st.composite
def rules(draw, name):
    """Return a rule with one of its parameters at another valid value."""
    rule = RULES[name]()
    params = rule.get_params(deep=False)
    chosen = draw(st.sampled_from(sorted(params)))
    values = other_values(rule._parameter_constraints[chosen], params[chosen])
    values = [value for value in values if not callable(value)]
    if values and draw(st.booleans()):
        rule.set_params(**{chosen: draw(st.sampled_from(values))})
    return rule


@pytest.mark.parametrize("name", RULES)
@examples(30)
@given(data=st.data())
def test_rule(name, data):
    rule, values = data.draw(rules(name)), data.draw(scores(max_rows=200))
    y = None
    if name == "LabelThreshold":
        y = np.random.RandomState(data.draw(SEEDS)).uniform(size=len(values)) < 0.2
        y[0] = True
    try:
        offset = rule.offset(values, y)
    except ValueError as error:
        # One sentence, which names the rule or what it found.
        assert str(error).strip() and "\n" not in str(error)
        return
    assert type(offset) is float and np.isfinite(offset)
    assert clone(rule).offset(values, y) == offset
    marked = rule.predict(values, y)
    assert set(marked) <= {-1, 1}
    # Rows without a score are left out.
    if len(values) > 1 and not isinstance(rule, LabelThreshold):
        padded = np.append(values, np.nan)
        assert rule.offset(padded) == offset
