"""The child process that reads one workbook under a memory limit: ``python -m`` this, request on stdin.

A hostile workbook can end the process that reads it (calamine aborts where memory runs out), so it is read
here and not in the program itself.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from service.errors import HuiyinError
from service.readers.child_talk import Request, request_from_json, write_answer


def main() -> int:
    """Read the request from standard input, write the answer into its folder; 0 if there is an answer."""
    request = request_from_json(sys.stdin.read())
    folder = Path(request.folder)
    try:
        from service.readers.workbook import read_request

        limit_resources(request.options.sheet_memory_mb << 20, request.options.sheet_seconds)
        write_answer(folder, read_request(request))
    except HuiyinError as fault:
        write_answer(folder, _damage_or_memory(fault, request))
    except MemoryError:
        write_answer(folder, _no_memory(request))
    except BaseException as error:  # a Rust panic comes as one
        if type(error).__name__ != "PanicException":
            raise
        write_answer(
            folder, _damage_or_memory(HuiyinError("input.damaged", path=request.shown_path), request)
        )
    return 0


def limit_resources(memory_bytes: int, seconds: float) -> None:
    """No more address space than now plus ``memory_bytes``, no core dump with petitions in it; Unix only."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 5, int(seconds) + 10))
    used = _address_space()
    if used is not None:
        resource.setrlimit(resource.RLIMIT_AS, (used + memory_bytes, used + memory_bytes))


def _address_space() -> int | None:
    """The address space in use; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _damage_or_memory(fault: HuiyinError, request: Request) -> HuiyinError:
    """The fault itself, unless memory was all but used up: then readers call a sound file damaged."""
    if sys.platform == "win32":
        return fault
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    peak = _peak_address_space()
    allowed = request.options.sheet_memory_mb << 20
    if fault.key != "input.damaged" or peak is None or limit == resource.RLIM_INFINITY:
        return fault
    if limit - peak < allowed // 4:
        return _no_memory(request)
    return fault


def _peak_address_space() -> int | None:
    """The most address space that was in use, bytes; None where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    kilobytes = [line.split()[1] for line in lines if line.startswith("VmPeak:")]
    return int(kilobytes[0]) << 10 if kilobytes else None


def _no_memory(request: Request) -> HuiyinError:
    return HuiyinError("input.child_memory", path=request.shown_path, limit=request.options.sheet_memory_mb)


if __name__ == "__main__":
    sys.exit(main())
