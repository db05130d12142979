from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from service.errors import HuiyinError
from service.tagging import TagJob, run
from tests.service.support import FakeTagger, make_table

REPOSITORY = Path(__file__).parents[3]
PROGRAM = """
import sys
from service.errors import HuiyinError
from service.tagging import TagJob, run
from tests.service.support import FakeTagger, make_table

table = make_table({"内容": ["第%d件" % row for row in range(int(sys.argv[1]))]}, batch_rows=100)
try:
    summary = run(TagJob((table,), "-"), FakeTagger())
except HuiyinError as fault:
    sys.exit(f"{fault.key} {int(fault.exit_code)}")
print(summary.rows, summary.cut_short, file=sys.stderr)
"""


def start(rows: int, stdout: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, str(rows)]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, cwd=REPOSITORY)


def test_standard_output_is_json_lines_and_nothing_else() -> None:
    output, errors = start(250, subprocess.PIPE).communicate()
    rows = [json.loads(line) for line in output.decode().splitlines()]
    assert [row["内容"] for row in rows] == [f"第{row}件" for row in range(250)]
    assert rows[0]["domain"] in ("交通运输", "环境保护")
    assert errors.decode().split() == ["250", "False"]


def test_a_reader_that_leaves_early_ends_the_run_in_silence() -> None:
    process = start(200_000, subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read().decode()
    assert process.wait() == 0
    rows, cut_short = errors.split()
    assert cut_short == "True" and int(rows) < 200_000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_gives_a_clear_fault() -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(10, full.fileno())
        _, errors = process.communicate()
    assert errors.decode().splitlines()[0] == "output.disk_full 4"


def test_standard_output_cannot_be_resumed() -> None:
    with pytest.raises(HuiyinError) as fault:
        run(TagJob((make_table({"内容": ["甲"]}),), "-", resume=True), FakeTagger())
    assert fault.value.key == "output.resume_stdout"


def test_standard_input_cannot_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(HuiyinError) as fault:
        run(TagJob((make_table({"内容": ["甲"]}),), tmp_path / "o.csv", resume=True), FakeTagger())
    assert fault.value.key == "output.resume_stdin"
    assert list(tmp_path.iterdir()) == []
