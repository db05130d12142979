"""Where the output goes: checks before the work, a free name, and the last step that makes it appear."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from service.durable import create_file, flush_folder
from service.errors import HuiyinError
from service.writers import check_format


@dataclass(frozen=True)
class Destination:
    """An output file that may be written. ``overwrite``: an older file of that name may be replaced."""

    path: Path
    overwrite: bool = False

    @property
    def unfinished(self) -> Path:
        """The hidden file that becomes the output."""
        return self.path.with_name(f".{self.path.name}.huiyin-writing")

    def create(self) -> IO[bytes]:
        """Open the hidden file for writing, in place of an unfinished one. Raises OSError."""
        return create_file(self.unfinished)

    def discard(self) -> None:
        """Remove the hidden file, if it is there and can be removed."""
        with contextlib.suppress(OSError):
            self.unfinished.unlink()

    def final_name(self) -> Path:
        """The output's name, or a free one if a file appeared under it during the work."""
        taken = os.path.lexists(self.path) and not self.overwrite
        return free_name(self.path) if taken else self.path

    def appear(self, final: Path) -> Path:
        """Rename the complete file to ``final``; to a free name if another program holds that file open.

        Returns the name it has now. Raises OSError.
        """
        try:
            self.unfinished.replace(final)
        except PermissionError:
            if not final.exists():
                raise
            final = free_name(final)
            self.unfinished.replace(final)
        flush_folder(final.parent)
        return final


def check_destination(output: Path, inputs: Iterable[Path], overwrite: bool) -> Destination:
    """Check what can be checked before the work. Raises HuiyinError.

    Refuses: a folder, an unknown extension, a missing folder, one of the inputs. An existing output is
    not refused here (see ``check_free``).
    """
    if output.is_dir():
        raise HuiyinError("output.is_folder", path=output)
    check_format(output)
    if not output.parent.is_dir():
        raise HuiyinError("output.folder_missing", path=output, folder=output.parent)
    if any(_same_file(output, path) for path in inputs):
        raise HuiyinError("output.same_as_input", path=output)
    return Destination(output, overwrite)


def check_free(destination: Destination) -> None:
    """Raise HuiyinError if a file has the output's name and may not be replaced."""
    if os.path.lexists(destination.path) and not destination.overwrite:
        raise HuiyinError("output.exists", path=destination.path, free=free_name(destination.path).name)


def free_name(path: Path) -> Path:
    """``path``, or the first of ``NAME_2``, ``NAME_3`` … that no file has."""
    free, number = path, 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}_{number}{path.suffix}")
    return free


def _same_file(first: Path, second: Path) -> bool:
    if first.exists() and second.exists():
        return first.samefile(second)
    return first.absolute() == second.absolute()
