"""The page of searches: trials are pruned, and halving gives more steps of training."""

import pytest
from pages import run_page

pytest.importorskip(
    "sklearn.callback", reason="scikit-learn before 1.9 has no callbacks"
)


@pytest.mark.filterwarnings("ignore::FutureWarning:optuna")
def test_page(capsys):
    names = run_page("searches")
    states = [trial.state.name for trial in names["study"].trials]
    assert set(states) == {"PRUNED", "COMPLETE"}
    for trial in names["study"].trials:
        # All reports of a trial that was pruned early are fewer.
        last = max(trial.intermediate_values)
        assert last == 200 or trial.state.name == "PRUNED"
    search = names["search"]
    assert search.n_resources_ == [25, 75]
    assert search.best_estimator_.max_iter == 75
