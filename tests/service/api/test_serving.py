"""``huiyin serve`` as a new user starts it, as a machine kills it, and as a slow client meets it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from service.api import serving
from service.cli import main
from service.errors import ExitCode
from service.settings import Settings
from service.store import keys, open_store, petitions
from tests.service.api.support import OPEN
from tests.service.store.support import ROOT, environment, quick_folder, settings_for, sqlite_url

# The service with little patience, so that a test need not wait long for its end.
IMPATIENT = """
from service.api import guard, batch, patient_protocol
guard.BODY_SECONDS = batch.BODY_SECONDS = patient_protocol.HEAD_SECONDS = 1.0
from service.cli import main
main()
"""


@dataclass(frozen=True)
class Server:
    """A server process, its address, and all that it printed at its start."""

    process: subprocess.Popen[str]
    address: str
    printed: str

    @property
    def token(self) -> str:
        found = re.search(r"^hy_\w+$", self.printed, re.MULTILINE)
        assert found
        return found[0]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])


@contextmanager
def served(home: Path, *words: str) -> Iterator[Server]:
    """A server in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", IMPATIENT, "serve", "--port", "0", *words],
        stdout=subprocess.PIPE,
        stderr=(home / "log").open("w"),
        env=server_environment(home),
        cwd=ROOT,
        text=True,
    )
    try:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("curl"):
                break
        address = re.search(r"http://[\d.]+:\d+", printed)
        assert address, (home / "log").read_text()
        wait_until_ready(address[0])
        yield Server(process, address[0], printed)
    finally:
        process.kill()
        process.wait()


def server_environment(home: Path) -> dict[str, str]:
    """A store of its own, but not a home: compiled kernels would have to be compiled again."""
    more = environment(HUIYIN_DATABASE=sqlite_url(home), HUIYIN_KEY=bytes(range(32)).hex())
    return {name: value for name, value in more.items() if name != "HUIYIN_HOME"}


def wait_until_ready(address: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server did not get ready")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on a fresh machine; the tests that share it stand in the order of its life."""
    with quick_folder() as folder, served(folder) as started:
        yield started


def test_a_fresh_machine_gets_an_address_a_key_and_a_line_that_works(server: Server) -> None:
    assert server.token
    line = server.printed.strip().splitlines()[-1]
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["domain"]["path"]


def test_slow_clients_are_hung_up_on(server: Server) -> None:
    head = f"HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\nContent-Length: 900\r\n"
    starts = {
        b"": "",
        b"GET /v1/heal": "",
        f"POST /v1/tag {head}Content-Type: application/json\r\n\r\n".encode(): "408",
        f"POST /v1/tag:batch {head}\r\n".encode(): "408",
    }
    for start, told in starts.items():
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.sendall(start)
            line.settimeout(0.2)
            assert told.encode() in drip(line), start


def test_what_was_begun_is_finished_after_sigterm(server: Server) -> None:
    head = f"POST /v1/tag HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\n"
    body = json.dumps(OPEN).encode()
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        line.sendall(body[:10])
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        line.sendall(body[10:])
        assert b"200 OK" in line.recv(100)
    assert server.process.wait(20) in (0, -signal.SIGTERM)


def test_every_acknowledged_petition_outlives_kill_9_and_none_is_there_twice(home: Path) -> None:
    acknowledged: dict[str, str] = {}
    with served(home) as server:
        threads = [
            threading.Thread(target=post_until_killed, args=(server, str(name), acknowledged))
            for name in range(3)
        ]
        for thread in threads:
            thread.start()
        time.sleep(1.0)
        os.kill(server.process.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
    told = (home / "log").read_text()
    assert OPEN["title"] not in told and server.token not in told
    store = open_store(settings_for(sqlite_url(home)))
    with store.read() as reading:
        kept = {one.external_id: one.id for one in petitions.walk(reading)}
        assert len(kept) == petitions.count(reading)
    store.close()
    assert len(acknowledged) > 20
    assert acknowledged.items() <= kept.items()


def post_until_killed(server: Server, name: str, acknowledged: dict[str, str]) -> None:
    with httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {server.token}"}) as client:
        for number in range(100_000):
            external_id = f"{name}-{number}"
            try:
                answer = client.post("/v1/petitions", json=OPEN | {"external_id": external_id})
            except httpx.TransportError:
                return
            assert answer.status_code == 201
            acknowledged[external_id] = answer.json()["id"]


def drip(line: socket.socket) -> bytes:
    """A byte a while until the other side hangs up; what it said."""
    said = b""
    for _ in range(60):
        try:
            received = line.recv(4096)
            if not received:
                return said
            said += received
        except TimeoutError:
            pass
        except OSError:
            return said
        try:
            line.sendall(b"x")
        except OSError:
            return said
    raise AssertionError("the server is still waiting")


def test_several_workers_serve_one_store(home: Path) -> None:
    with served(home, "--workers", "2") as server:
        headers = {"Authorization": f"Bearer {server.token}"}
        made = httpx.post(f"{server.address}/v1/petitions", json=OPEN, headers=headers).json()
        for _ in range(6):
            found = httpx.get(f"{server.address}/v1/petitions/{made['id']}", headers=headers)
            assert found.status_code == 200
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(20)


def test_other_machines_are_let_in_by_a_flag_only(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org"):
        with pytest.raises(SystemExit) as left:
            main(["serve", "--host", host])
        assert left.value.code == ExitCode.GUARD_REFUSED
        assert "--beyond-loopback" in capfd.readouterr().err
    assert all(map(serving.is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost")))
    assert not (home / "store").exists()


def test_a_port_that_is_taken_is_told_in_one_sentence(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    del home
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit) as left:
            main(["serve", "--port", str(taken.getsockname()[1])])
    assert left.value.code == ExitCode.OUTPUT_IMPOSSIBLE and "HY-0916" in capfd.readouterr().err


def test_one_call_needs_no_server_and_no_key_opens_nothing(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    del home
    for path, code, word in (
        ("/v1/healthz", ExitCode.ALL_DONE, '"ok"'),
        ("/v1/petitions", ExitCode.OUTPUT_IMPOSSIBLE, "HY-0901"),
        ("healthz", ExitCode.USAGE, "HY-0917"),
    ):
        with pytest.raises(SystemExit) as left:
            main(["serve", "--get", path])
        told = capfd.readouterr()
        assert left.value.code == code and word in told.out + told.err


def test_the_first_key_is_made_when_no_administrators_key_works(settings: Settings) -> None:
    store = open_store(settings)
    first = serving.ensure_first_key(store)
    assert first and serving.ensure_first_key(store) is None
    with store.write("test") as writing:
        keys.revoke(writing, serving.FIRST_KEY)
    assert serving.ensure_first_key(store) not in (None, first)
    store.close()
