"""Settings: environment before file before default, all told with their source, secrets never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import HuiyinError
from service.settings import Settings, load_settings, setting_views, settings_file


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home and an environment that sets nothing else."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HUIYIN_{name.upper()}", raising=False)
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path))
    return tmp_path


def write(home: Path, content: str) -> None:
    (home / "huiyin.toml").write_text(content, encoding="utf-8")


def test_all_state_is_under_the_home_unless_told_otherwise(home: Path) -> None:
    settings = load_settings()
    assert settings.home == home
    assert settings.database_url == f"sqlite:///{home / 'store' / 'huiyin.db'}"
    assert settings_file() == home / "huiyin.toml"


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "busy_seconds = 3\nread_connections = 5\n")
    monkeypatch.setenv("HUIYIN_BUSY_SECONDS", "7")
    settings = load_settings()
    assert (settings.busy_seconds, settings.read_connections) == (7.0, 5)
    sources = {view.name: view.source for view in setting_views(settings)}
    assert sources["home"] == sources["busy_seconds"] == "environment"
    assert sources["read_connections"] == "file"
    assert sources["database"] == "default"


def test_every_setting_is_listed_with_its_variable() -> None:
    views = setting_views(load_settings())
    assert [view.name for view in views] == list(Settings.model_fields)
    assert all(view.variable == f"HUIYIN_{view.name.upper()}" for view in views)


@pytest.mark.parametrize(
    "database",
    [
        "postgresql://clerk:Geheim77@db.example/huiyin",
        "postgresql://db.example/huiyin?password=Geheim77",
        "Geheim77",
    ],
)
def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    monkeypatch.setenv("HUIYIN_DATABASE", database)
    monkeypatch.setenv("HUIYIN_TEXT_KEYS", "Geheim88")
    settings = load_settings()
    assert "Geheim" not in str(setting_views(settings)) + repr(settings)


def test_an_empty_variable_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_BUSY_SECONDS", "")
    assert load_settings().busy_seconds == 10.0


def test_all_wrong_values_are_told_at_once_without_showing_them(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "read_connections = 'many'\n")
    monkeypatch.setenv("HUIYIN_BUSY_SECONDS", "Geheim")
    with pytest.raises(HuiyinError) as refused:
        load_settings()
    assert refused.value.key == "settings.invalid"
    told = refused.value.sentence()
    assert "HUIYIN_BUSY_SECONDS" in told and "HUIYIN_READ_CONNECTIONS" in told
    assert "Geheim" not in told and "many" not in told


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("busy_second = 3\n", "settings.unknown"),
        ("home = '/elsewhere'\n", "settings.unknown"),
        ("busy_seconds: 3\n", "settings.file"),
        ("[busy_seconds\n", "settings.file"),
    ],
)
def test_a_file_that_says_something_else_is_refused(home: Path, content: str, fault: str) -> None:
    write(home, content)
    with pytest.raises(HuiyinError) as refused:
        load_settings()
    assert refused.value.key == fault


def test_a_mistyped_name_is_answered_with_the_nearest(home: Path) -> None:
    write(home, "busy_second = 3\n")
    with pytest.raises(HuiyinError) as refused:
        load_settings()
    assert "busy_seconds" in refused.value.sentence()


def test_a_file_in_another_encoding_is_told(home: Path) -> None:
    (home / "huiyin.toml").write_bytes("# 设置\n".encode("gb18030"))
    with pytest.raises(HuiyinError) as refused:
        load_settings()
    assert refused.value.key == "settings.file"
