"""The secret key of the pseudonyms: from the environment, or from a file that is made on first use.

It never lies with the data, so that a copy of the store or of an index gives no identifier away.
"""

from __future__ import annotations

import binascii
import os
import secrets
import stat
from pathlib import Path

import platformdirs

from nlp.pseudonym import LEAST_KEY_BYTES
from service.durable import create_file, faults_of, flush_file, flush_folder
from service.errors import HuiyinError

KEY_VARIABLE = "HUIYIN_KEY"
FILE_VARIABLE = "HUIYIN_KEY_FILE"
_LONGEST_FILE = 4096


def secret_key() -> bytes:
    """The key: ``HUIYIN_KEY`` (hexadecimal), else the key file, which is made if it is not there.

    Raises HuiyinError ``key.…`` when the key cannot be read, is no key, or others can read its file.
    """
    written = os.environ.get(KEY_VARIABLE, "").strip()
    if written:
        return _decode(written, KEY_VARIABLE)
    path = key_file()
    if not path.exists():
        _create(path)
    return _read(path)


def key_file() -> Path:
    """Where the key file is, or will be. Raises HuiyinError when it would lie among the data."""
    named = os.environ.get(FILE_VARIABLE)
    path = Path(named) if named else Path(platformdirs.user_config_dir("huiyin-keys")) / "pseudonyms.key"
    home = Path(os.environ.get("HUIYIN_HOME") or platformdirs.user_data_dir("huiyin"))
    if path.resolve().is_relative_to(home.resolve()):
        raise HuiyinError("key.with_the_data", path=path, home=home)
    return path


def _create(path: Path) -> None:
    """Make a new key; of several processes that try at once one wins and all read its key."""
    with faults_of(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with create_file(aside, 0o600) as file:
                file.write(secrets.token_bytes(LEAST_KEY_BYTES).hex().encode("ascii") + b"\n")
                flush_file(file)
            _put_in_place(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        flush_folder(path.parent)


def _put_in_place(aside: Path, path: Path) -> None:
    """Give the file its name unless another has it: a link, for a rename would replace the other's key."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            content = file.read(_LONGEST_FILE)
    except OSError as fault:
        raise HuiyinError(
            "key.unreadable", path=path, reason=fault.strerror or type(fault).__name__
        ) from None
    if os.name == "posix":
        if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise HuiyinError("key.open_to_others", path=path)
        if status.st_uid not in (os.geteuid(), 0):
            raise HuiyinError("key.not_ours", path=path)
    return _decode(content.decode("ascii", "replace").strip(), str(path))


def _decode(written: str, where: str) -> bytes:
    try:
        key = binascii.unhexlify(written)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < LEAST_KEY_BYTES or len(set(key)) < 8:
        raise HuiyinError("key.no_key", where=where, digits=2 * LEAST_KEY_BYTES) from None
    return key
