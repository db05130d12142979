"""What a help desk asks first: versions, fast paths, encodings and folders; no word of any petition."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import locale
import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nlp.resources import data_path

# What each optional or compiled package does here, by the key of its sentence.
PACKAGES = {
    "numba": "doctor.for.numba",
    "rjieba": "doctor.for.rjieba",
    "python-calamine": "doctor.for.calamine",
    "pyarrow": "doctor.for.pyarrow",
    "spacy": "doctor.for.spacy",
    "scikit-learn": "doctor.for.scikit_learn",
    "splink": "doctor.for.splink",
    "fastapi": "doctor.for.fastapi",
}
# Switches of ours and of the console; no key and no address of a store is among them.
SHOWN_SETTINGS = ("HUIYIN_HOME", "HUIYIN_LANG", "HUIYIN_WITHOUT_NUMBA", "LANG", "LC_ALL", "NO_COLOR")
_MODULES = {"python-calamine": "python_calamine", "scikit-learn": "sklearn"}


@dataclass(frozen=True)
class PackageState:
    """A package: its version, None where it is not installed; ``fault``: why it can't be loaded."""

    name: str
    version: str | None
    purpose: str
    fault: str | None = None


@dataclass(frozen=True)
class Diagnosis:
    """The facts that ``huiyin doctor`` prints."""

    program: str
    python: str
    system: str
    encodings: dict[str, str]
    settings: dict[str, str]
    folders: dict[str, str]
    models: dict[str, str]
    packages: tuple[PackageState, ...]

    @property
    def healthy(self) -> bool:
        """Whether every package that is installed can be loaded and the data is there."""
        return bool(self.models) and not any(state.fault for state in self.packages)


def diagnose() -> Diagnosis:
    """Look at this installation."""
    data = data_path("taxonomy.yaml").parent
    return Diagnosis(
        program=importlib.metadata.version("huiyin"),
        python=f"{platform.python_version()} ({platform.python_implementation()})",
        system=" ".join(
            filter(None, (platform.system(), platform.release(), platform.machine(), *platform.libc_ver()))
        ),
        encodings={
            "stdout": sys.stdout.encoding or "?",
            "stderr": sys.stderr.encoding or "?",
            "locale": locale.getpreferredencoding(False),
            "files": sys.getfilesystemencoding(),
        },
        settings={name: _without_home(os.environ[name]) for name in SHOWN_SETTINGS if name in os.environ},
        folders={"data": _without_home(str(data)), "temporary": _without_home(tempfile.gettempdir())},
        models=_models(data / "model"),
        packages=tuple(_package(name, purpose) for name, purpose in PACKAGES.items()),
    )


def _without_home(path: str) -> str:
    """The path with the home folder as ``~``: an account's name is nobody's business."""
    home = str(Path.home())
    return "~" + path[len(home) :] if len(home) > 1 and path.startswith(home) else path


def _models(folder: Path) -> dict[str, str]:
    found = {}
    for card in sorted(folder.glob("*/card.json")):
        try:
            found[card.parent.name] = str(json.loads(card.read_text(encoding="utf-8")).get("version", "?"))
        except (OSError, ValueError):
            found[card.parent.name] = "?"
    return found


def _package(name: str, purpose: str) -> PackageState:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return PackageState(name, None, purpose)
    try:
        importlib.import_module(_MODULES.get(name, name))
    except Exception as fault:  # a compiled part may fail in any way on an old system
        return PackageState(name, version, purpose, type(fault).__name__)
    return PackageState(name, version, purpose)
