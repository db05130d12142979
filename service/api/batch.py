"""Batches: reads lines while it writes lines; a bad row is answered in its place, the others go on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from service.api.describing import LINES
from service.api.guard import BODY_SECONDS, strict_json, timely_parts
from service.api.problems import faults_of, language_of, problem_json
from service.api.shapes import Text
from service.errors import HuiyinError

MOST_ROWS = 20_000
MOST_BYTES = 64_000_000
LONGEST_LINE = 1_000_000
TOGETHER = 256
WRITE_SECONDS = 60.0


@dataclass(frozen=True)
class Rows:
    """What a batch does. ``shape``: of a row. ``done``: answers some rows, or says why one cannot be done.

    ``name``: what the answer stands under.
    """

    shape: type[Text]
    name: str
    done: Callable[[Sequence[Any]], Sequence[BaseModel | HuiyinError]]


class BatchAnswer(Response):
    """The answer, written while the request is still being read.

    What is done waits in memory (bounded by the most rows and bytes of a request) while the client still
    sends, for many clients read nothing until they have sent all.
    """

    media_type = LINES

    def __init__(self, request: Request, rows: Rows) -> None:
        super().__init__()
        del self.headers["content-length"]
        self.headers["connection"] = "close"  # the request may not have been read to its end
        self._request, self._rows = request, rows
        self._language = language_of(request.headers.get("accept-language", ""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write head and lines."""
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        done: asyncio.Queue[bytes | None] = asyncio.Queue()
        work = asyncio.create_task(self._work(done))
        try:
            while (lines := await done.get()) is not None:
                sending = send({"type": "http.response.body", "body": lines, "more_body": True})
                if work.done():  # all was read, so there is no reason not to take what is written
                    await asyncio.wait_for(sending, WRITE_SECONDS)
                else:
                    await sending
            await work  # a fault of the program: the answer stays without an end, so that it shows
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except ClientDisconnect:
            return
        finally:
            work.cancel()

    async def _work(self, done: asyncio.Queue[bytes | None]) -> None:
        row = 0
        try:
            async for lines in _groups(self._request):
                done.put_nowait(await run_in_threadpool(self._answered, row, lines))
                row += len(lines)
                if row > MOST_ROWS:
                    raise HuiyinError("api.too_many_rows", most=MOST_ROWS)
        except HuiyinError as fault:
            content = {"index": row, "problem": problem_json(fault, self._language), "stopped": True}
            done.put_nowait(_line(content))
        finally:
            done.put_nowait(None)

    def _answered(self, first: int, lines: Sequence[bytes]) -> bytes:
        """The answers to some lines, done together."""
        read = [self._read(line) for line in lines]
        sound = [one for one in read if isinstance(one, Text)]
        found = iter(self._rows.done(sound) if sound else ())
        answers = []
        for index, one in enumerate(read, first):
            told = next(found) if isinstance(one, Text) else one
            if isinstance(told, BaseModel):
                written = told.model_dump_json().encode()
                answers.append(b'{"index":%d,"%s":%s}\n' % (index, self._rows.name.encode(), written))
            else:
                content = problem_json(told, self._language) if isinstance(told, HuiyinError) else told
                answers.append(_line({"index": index, "problem": content}))
        return b"".join(answers)

    def _read(self, line: bytes) -> Text | dict[str, object]:
        """A row, or what is wrong with it."""
        if len(line) > LONGEST_LINE:
            return problem_json(HuiyinError("api.line_too_long", most=LONGEST_LINE), self._language)
        try:
            return self._rows.shape.model_validate(strict_json(line))
        except json.JSONDecodeError:
            return problem_json(HuiyinError("api.bad_json"), self._language)
        except ValidationError as fault:
            errors = [dict(error) for error in fault.errors(include_input=False, include_url=False)]
            content = problem_json(HuiyinError("api.invalid"), self._language)
            return content | {"faults": faults_of(errors, self._language)}


async def _groups(request: Request) -> AsyncIterator[list[bytes]]:
    """Lines as they come, some together; blank ones are left out, of one that is too long only the start.

    Raises HuiyinError ``api.body_too_large``, ``api.body_too_slow``, ClientDisconnect.
    """
    rest, size = b"", 0
    loop = asyncio.get_running_loop()
    begun = loop.time()  # when the line that is not complete yet began
    async for part in timely_parts(request, whole=False):
        size += len(part)
        if size > MOST_BYTES:
            raise HuiyinError("api.body_too_large", most=MOST_BYTES)
        if b"\n" in part:
            *lines, rest = (rest + part).split(b"\n")
            whole = [line for line in lines if line.strip()]
            for start in range(0, len(whole), TOGETHER):
                yield whole[start : start + TOGETHER]
            begun = loop.time()
        else:
            # No more of a line is kept than shows that it is too long.
            rest = (rest + part)[: LONGEST_LINE + 1]
            if loop.time() - begun > BODY_SECONDS:
                raise HuiyinError("api.body_too_slow", seconds=round(BODY_SECONDS))
    if rest.strip():
        yield [rest]


def _line(content: dict[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
