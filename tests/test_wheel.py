"""A wheel built from the checkout, installed in an empty environment elsewhere, does the main job."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = [
    {"标题": "路灯坏了", "内容": "小区门口的路灯坏了半个月没人修，老人晚上摔了两次。"},
    {"标题": "补课收费", "内容": "学校老师周末在校外补课，每人收两千，不去的学生被调座位。"},
]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment that holds the wheel and, by path, what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("huiyin-*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel], check=True
    )
    packages = subprocess.run(
        [scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    # A path in a .pth file makes packages importable, but their own .pth files (the checkout's) stay unread.
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(packages) / "dependencies.pth").write_text("\n".join(sorted(paths)) + "\n", encoding="utf-8")
    return scripts


def run(scripts: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [scripts / "huiyin", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_installed_program_tags_a_table_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "台账.jsonl").write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8"
    )
    done = run(installed, tmp_path, "tag", "台账.jsonl", "-o", "out.jsonl")
    assert done.returncode == 0, done.stderr
    tagged = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["domain"] for row in tagged] == ["城乡建设", "教育文体"]
    assert all(row["explanation"] for row in tagged)


def test_the_installed_program_carries_its_sample_and_its_data(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "demo", "--folder", "out").returncode == 0
    assert list((tmp_path / "out").glob("*.xlsx"))
    where = subprocess.run(
        [installed / "python", "-c", "import nlp.resources as r; print(r.data_folder())"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert str(ROOT) not in where
    assert "huiyin_data" in where
