"""Where the files of ``data/`` are: beside the packages in a checkout, as ``huiyin_data`` in a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def data_folder() -> Path:
    """The folder that holds taxonomy, lexicons, messages and the default model.

    Raises FileNotFoundError when the installation is incomplete.
    """
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "huiyin_data", root / "data"):
        if (folder / "taxonomy.yaml").is_file():
            return folder
    raise FileNotFoundError(f"no data folder beside {root}; install Huiyin again")


def data_path(name: str) -> Path:
    """Path of one file or folder of ``data/``."""
    return data_folder() / name
