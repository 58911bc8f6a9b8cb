"""Settings: the environment before files of secrets, and these before hub.toml."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.errors import OperatorError
from hub.home.place import Home
from hub.home.reading import read_settings
from hub.home.settings import Settings
from hub.home.sources import variables
from hub.home.variables import OTHERS, SECRETS


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting is in the environment of the tests themselves."""
    for name in (*variables(), *OTHERS, SECRETS):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "hub.toml").write_text('id = "of-file"\n[work]\nbatch = 7\nwait_ms = 11\n', "utf-8")
    return tmp_path


def refusal(home: Path) -> str:
    """Why the settings cannot be used."""
    with pytest.raises(OperatorError) as caught:
        read_settings(home)
    assert caught.value.code == "HUB-702"
    return str(caught.value.names["reason"])


def test_the_environment_goes_before_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a group too; the rest of the group stays the file's."""
    monkeypatch.setenv("HUB_ID", "of-variable")
    monkeypatch.setenv("HUB_WORK__BATCH", "13")
    found = read_settings(home)
    assert (found.id, found.work.batch, found.work.wait_ms) == ("of-variable", 13, 11)


def test_every_setting_has_a_variable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given its default as text, each is read from it."""
    usual = Settings(name="machine", clock_ahead_until=datetime(2026, 11, 29, 6, tzinfo=UTC))
    for variable in variables():
        value: object = usual
        for step in variable.removeprefix("HUB_").lower().split("__"):
            value = getattr(value, step)
        monkeypatch.setenv(variable, json.dumps(value) if isinstance(value, list | tuple) else str(value))
    (home / "hub.toml").write_text("# nothing\n", "utf-8")
    assert read_settings(home).model_dump() == usual.model_dump()


def test_what_acts_need_is_no_variable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever acts sets the variables; what the file says holds."""
    (home / "hub.toml").write_text('[acts]\nsettle = "two"\nkeys = "card"\n', "utf-8")
    monkeypatch.setenv("HUB_ID", "of-variable")
    assert read_settings(home).acts.words() == [("settle", "two"), ("keys", "card")]
    monkeypatch.setenv("HUB_ACTS__SETTLE", "")
    assert "HUB_ACTS__SETTLE" in refusal(home)
    monkeypatch.delenv("HUB_ACTS__SETTLE")
    (home / "secrets").mkdir()
    (home / "secrets" / "hub_acts").write_text("{}", "utf-8")
    monkeypatch.setenv(SECRETS, str(home / "secrets"))
    assert "hub_acts" in refusal(home)
    monkeypatch.delenv(SECRETS)
    (home / "hub.toml").write_text('[acts]\nkeys = "three"\n', "utf-8")
    assert "keys" in refusal(home)


def test_a_secret_can_be_a_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes before hub.toml; the environment goes before it. The end of its line is not part of it."""
    (home / "secrets").mkdir()
    (home / "secrets" / "HUB_STORE").write_text("postgresql://hub:secret@db/hub\n", "utf-8")
    (home / "secrets" / "hub_management").write_text("http://admin:secret@mq:15672", "utf-8")
    monkeypatch.setenv("HUB_SECRETS", str(home / "secrets"))
    monkeypatch.setenv("HUB_MANAGEMENT", "http://other:secret@mq:15672")
    found = read_settings(home)
    assert (found.store, found.management) == ("postgresql://hub:secret@db/hub", "http://other:secret@mq:15672")


def test_the_folder_of_secrets_must_be_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a hub would start on other settings than it was meant to."""
    monkeypatch.setenv("HUB_SECRETS", str(home / "none"))
    assert refusal(home) == f"HUB_SECRETS in the environment: {home / 'none'} is no folder"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("HUB_CLOCK_SKEW_S", "soon"), ("HUB_WORK__BATCH", "0"), ("HUB_WORK__ROOMS", "7"), ("HUB_QUEUE", "ftp://x")],
)
def test_a_refusal_names_the_variable(home: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    """Not the file, which does not say it."""
    monkeypatch.setenv(variable, value)
    told = refusal(home)
    assert (told.startswith(f"{variable} in the environment: "), "hub.toml" in told) == (True, False)


def test_a_group_that_is_no_json_names_its_variable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group's own variable is JSON."""
    monkeypatch.setenv("HUB_WORK", "secret")
    told = refusal(home)
    assert (told.startswith("HUB_WORK in the environment: "), "secret" in told) == (True, False)


def test_a_refusal_names_the_file_of_a_secret(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never what is in it."""
    (home / "HUB_QUEUE").write_text("secret", "utf-8")
    monkeypatch.setenv("HUB_SECRETS", str(home))
    told = refusal(home)
    assert (told.startswith(f"{home / 'HUB_QUEUE'}: "), "secret" in told) == (True, False)


@pytest.mark.parametrize("text", ["ids = 1", "[work]\nbatch = 0", "_env_file = '.env'", "id = ", "id = 'X'"])
def test_a_refusal_names_the_file(home: Path, text: str) -> None:
    """A misspelt setting is refused there."""
    (home / "hub.toml").write_text(text, "utf-8")
    assert refusal(home).startswith(f"{home / 'hub.toml'}: ")


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("HUB_STROE", "HUB_STORE"),
        ("HUB_SECRET", "HUB_SECRETS"),
        ("HUB_WORK_BATCH", "HUB_WORK__BATCH"),
        ("HUB_DXPID", "HUB_DXP_ID"),
    ],
)
def test_a_misspelt_variable_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch, variable: str, meant: str) -> None:
    """A hub that was meant for one store does not start on another."""
    monkeypatch.setenv(variable, "7")
    assert refusal(home) == f"{variable} in the environment is no setting: {meant}?"


@pytest.mark.parametrize("variable", [*sorted(OTHERS), "HUB_SERVICE_HOST", "HUB_PORT", "HUB_UID", "HUB_KILLS"])
def test_other_variables_mean_nothing(home: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """Neither the hub's own that are no settings, nor those that others set."""
    monkeypatch.setenv(variable, "7")
    assert read_settings(home).id == "of-file"


def test_settings_are_read_once(home: Path) -> None:
    """What changes later counts for the next process."""
    found = Home(home)
    before = found.settings
    (home / "hub.toml").write_text('id = "later"\n', "utf-8")
    assert found.settings is before
    assert Home(home).settings.id == "later"
