"""Settings: made by a call or by the environment."""

import pytest

import skseq
from skseq._config import compile_cache_folder


@pytest.fixture(autouse=True)
def restored(monkeypatch):
    """Let the test start without a folder, and put back what was there."""
    monkeypatch.setenv("SKSEQ_COMPILE_CACHE", "")


def test_setting_comes_back(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert skseq.get_config() == {"compile_cache": False}
    assert compile_cache_folder() is None
    for value, folder in [
        (True, tmp_path / "skseq"),
        (str(tmp_path / "a"), tmp_path / "a"),
        (tmp_path / "b", tmp_path / "b"),
    ]:
        skseq.set_config(compile_cache=value)
        skseq.set_config()
        assert compile_cache_folder() == str(folder)
        skseq.set_config(**skseq.get_config())
        assert compile_cache_folder() == str(folder)
    skseq.set_config(compile_cache=False)
    assert compile_cache_folder() is None


@pytest.mark.parametrize("value", [3, 1.0, b"x", ["x"]])
def test_what_is_no_folder_is_refused(value):
    with pytest.raises(TypeError, match="compile_cache="):
        skseq.set_config(compile_cache=value)
    assert skseq.get_config() == {"compile_cache": False}


@pytest.mark.parametrize("value", ["", "0", "false", "False"])
def test_environment_can_switch_it_off(value, monkeypatch):
    monkeypatch.setenv("SKSEQ_COMPILE_CACHE", value)
    assert skseq.get_config() == {"compile_cache": False}


def test_environment_can_name_a_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SKSEQ_COMPILE_CACHE", str(tmp_path))
    assert skseq.get_config() == {"compile_cache": str(tmp_path)}
    monkeypatch.setenv("SKSEQ_COMPILE_CACHE", "True")
    assert skseq.get_config() == {"compile_cache": True}
