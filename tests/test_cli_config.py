"""Where the register's home is looked for, and settings that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import saraban

from pipeline.config import read_config
from pipeline.exits import ExitCode, Stop


def test_the_nearest_word_on_home_counts(tmp_path: Path) -> None:
    (tmp_path / "saraban.toml").write_text('home = "from-file"')
    environment = {"SARABAN_HOME": "/from-environment"}
    assert read_config("/said", environment, tmp_path).home == Path("/said")
    assert read_config(None, environment, tmp_path).home == Path("/from-environment")
    assert read_config(None, {}, tmp_path).home == tmp_path.resolve() / "from-file"


def test_without_a_word_home_is_in_the_users_folder(tmp_path: Path) -> None:
    assert read_config(None, {}, tmp_path).home == Path.home() / "saraban"


def test_the_file_sets_how_watch_waits(tmp_path: Path) -> None:
    text = "poll_seconds = 0.5\nsettle_seconds = 30\nevents = false\n"
    (tmp_path / "saraban.toml").write_text(text)
    config = read_config("x", {}, tmp_path)
    assert (config.poll_seconds, config.settle_seconds, config.patience_seconds) == (0.5, 30, 300)
    assert not config.events


@pytest.mark.parametrize(
    "text",
    [
        "home = 7",
        'home = ""',
        "poll_seconds = 0",
        "poll_seconds = true",
        "events = 0",
        "pol_seconds = 1",
        "= =",
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "saraban.toml").write_text(text)
    with pytest.raises(Stop, match=r"saraban\.toml"):
        read_config("x", {}, tmp_path)


def test_a_bad_file_ends_the_command_with_the_reason_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "saraban.toml").write_text("colour = 'blue'")
    done = saraban("--home", tmp_path / "home", "init", cwd=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "โปรดแก้ไข" in done.stderr
    assert "Mend or remove it" in done.stderr
    assert not (tmp_path / "home").exists()
