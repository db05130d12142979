"""What the service does on this machine: requests a second and their duration, beside a bare FastAPI echo.

    python benchmarks/service.py [--seconds 5] [--connections 16]

Server and client share the cores; a raw client over kept connections sends the next request when it has the
answer. Prints one line for each figure.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PETITIONS = [
    {"title": f"第{n}号路灯不亮", "body": f"巷口第{n}盏灯坏了两个月，晚上看不见台阶，盼早日修好。" * 8}
    for n in range(997)
]
ECHO = """
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
class Text(BaseModel):
    title: str
    body: str
app = FastAPI()
@app.post("/v1/tag")
async def tag(given: Text) -> Text:
    return given
print("hy_0 http://127.0.0.1:8991 curl", flush=True)
uvicorn.run(app, port=8991, log_level="error", access_log=False)
"""


def start(command: list[str], home: str) -> tuple[subprocess.Popen[str], int, str]:
    """A server, its port, and its key."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    more = {"PYTHONPATH": path, "HUIYIN_DATABASE": f"sqlite:///{home}/store/huiyin.db", "HUIYIN_LANG": "en"}
    process = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **more, "HUIYIN_REQUESTS_PER_SECOND": "0"},
    )
    printed = ""
    assert process.stdout is not None
    while "curl" not in printed:
        printed += process.stdout.readline()
    port = int(re.findall(r"127\.0\.0\.1:(\d+)", printed)[0])
    token = re.findall(r"hy_\w+", printed)[0]
    time.sleep(2)
    return process, port, token


async def load(
    port: int, token: str, path: str, seconds: float, connections: int
) -> tuple[float, float, float]:
    """Requests a second, and milliseconds at the median and at the 99th percentile."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def one(first: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        number = first
        while time.perf_counter() < until:
            body = json.dumps(PETITIONS[number % len(PETITIONS)], ensure_ascii=False).encode()
            number += 1
            head = (
                f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            started = time.perf_counter()
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer[9:11] == b"20", answer
            length = re.search(rb"content-length: (\d+)", answer)
            assert length
            await reader.readexactly(int(length[1]))
            took.append(time.perf_counter() - started)
        writer.close()

    await asyncio.gather(*(one(n * 61) for n in range(connections)))
    took.sort()
    return len(took) / seconds, took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000


def batch(port: int, token: str, path: str, rows: int) -> float:
    """Rows a second of one batch."""
    import httpx

    sent = "".join(json.dumps(PETITIONS[n % 997], ensure_ascii=False) + "\n" for n in range(rows))
    started = time.perf_counter()
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"http://127.0.0.1:{port}{path}", content=sent, headers=headers, timeout=120)
    assert len(answer.text.splitlines()) == rows
    return rows / (time.perf_counter() - started)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=16)
    wanted = parser.parse_args()
    for name, command, paths in (
        ("echo", ["-c", ECHO], ["/v1/tag"]),
        ("huiyin", ["-m", "service.cli", "serve", "--port", "0"], ["/v1/tag", "/v1/petitions"]),
    ):
        with tempfile.TemporaryDirectory() as home:
            process, port, token = start(command, home)
            try:
                for path in paths:
                    asyncio.run(load(port, token, path, 1, wanted.connections))
                    rate, middle, high = asyncio.run(
                        load(port, token, path, wanted.seconds, wanted.connections)
                    )
                    print(f"{name} POST {path}: {rate:.0f}/s, p50 {middle:.1f} ms, p99 {high:.1f} ms")
                if name == "huiyin":
                    for path in ("/v1/tag:batch", "/v1/petitions:batch"):
                        batch(port, token, path, 500)
                        print(f"{name} POST {path}: {batch(port, token, path, 4000):.0f} petitions/s")
            finally:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()
