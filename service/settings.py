"""Every setting: its default, and where its value came from (environment, ``huiyin.toml``, default).

``HUIYIN_HOME`` holds all state; it can be set by environment only, because the settings file lies in it.
Each other setting is ``HUIYIN_<NAME>`` in the environment or ``name = …`` in ``HUIYIN_HOME/huiyin.toml``;
the environment wins.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import HuiyinError

PREFIX = "HUIYIN_"
FILE_NAME = "huiyin.toml"
Source = Literal["environment", "file", "default"]


class Settings(BaseSettings):
    """All settings; ``setting.<name>`` in ``data/messages/interface/store.yaml`` says what each is for."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("huiyin")))
    database: SecretStr = SecretStr("")
    text_keys: SecretStr = SecretStr("")
    text_keys_file: Path | None = None
    busy_seconds: float = Field(default=10.0, gt=0, le=600)
    read_connections: int = Field(default=8, ge=1, le=100)
    repeat_hours: int = Field(default=48, ge=1, le=24 * 365)
    requests_per_second: float = Field(default=5000.0, ge=0, le=1e6)

    @property
    def database_url(self) -> str:
        """The store's address; an SQLite file under ``home`` unless set. Holds a password perhaps."""
        return self.database.get_secret_value() or f"sqlite:///{self.home / 'store' / 'huiyin.db'}"


@dataclass(frozen=True)
class SettingView:
    """One setting as ``huiyin config`` shows it; a secret's ``value`` says only whether it is set."""

    name: str
    variable: str
    value: str
    source: Source


def load_settings() -> Settings:
    """The settings of this process.

    Raises HuiyinError: ``settings.file`` (no TOML), ``settings.unknown`` (a name that does not exist),
    ``settings.invalid`` (all wrong values at once; the values themselves are not shown).
    """
    try:
        return Settings(**_from_file())
    except ValidationError as fault:
        reasons = [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in fault.errors()]
        raise HuiyinError("settings.invalid", faults="; ".join(reasons)) from None


def settings_file() -> Path:
    """Where the settings file is, or would be."""
    return Path(os.environ.get(f"{PREFIX}HOME") or platformdirs.user_data_dir("huiyin")) / FILE_NAME


def setting_views(settings: Settings) -> tuple[SettingView, ...]:
    """Each setting with its value and source, in their written order."""
    in_file = _file_content()
    return tuple(
        SettingView(name, _variable(name), _shown(settings, name), _source(name, in_file))
        for name in Settings.model_fields
    )


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _from_file() -> dict[str, Any]:
    """The file's settings that the environment does not overrule."""
    return {name: value for name, value in _file_content().items() if not os.environ.get(_variable(name))}


def _file_content() -> Mapping[str, Any]:
    path = settings_file()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        reason = str(fault) if isinstance(fault, tomllib.TOMLDecodeError) else type(fault).__name__
        raise HuiyinError("settings.file", path=path, reason=reason) from None
    known = [name for name in Settings.model_fields if name != "home"]
    for name in content:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
            raise HuiyinError("settings.unknown", path=path, name=name, nearest=nearest)
    return content


def _source(name: str, in_file: Mapping[str, Any]) -> Source:
    if os.environ.get(_variable(name)):
        return "environment"
    return "file" if name in in_file else "default"


def _shown(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    if name == "database":
        return _without_password(settings.database_url)
    if isinstance(value, SecretStr):
        return "***" if value.get_secret_value() else ""
    return "" if value is None else str(value)


def _without_password(url: str) -> str:
    scheme, sign, rest = url.partition("://")
    person, at, place = rest.rpartition("@")
    user, colon, _ = person.partition(":")
    shown = f"{user}{colon and ':***'}{at}{place}" if at else rest
    # Parameters may hold a password too (…?password=…).
    return f"{scheme}{sign}{shown.partition('?')[0]}" if sign else "***"
