"""What a detector may be given stands for a rule."""

import pytest

from skseq.thresholds import FixedThreshold, LabelThreshold, POTThreshold
from skseq.thresholds._choose import choose_rule


def test_what_a_detector_may_be_given_stands_for_a_rule():
    assert choose_rule(None, 0.1).contamination == 0.1
    assert choose_rule(0.8, "auto").threshold == 0.8
    assert isinstance(choose_rule(1, "auto"), FixedThreshold)
    assert isinstance(choose_rule("labels", "auto"), LabelThreshold)
    rule = POTThreshold()
    assert choose_rule(rule, "auto") is rule
    with pytest.raises(ValueError, match=r"contamination=0.1 and threshold=0.8 both"):
        choose_rule(0.8, 0.1)
