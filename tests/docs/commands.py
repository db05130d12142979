"""Commands as they stand in the documentation and in the help texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!-- not run:(.*?)-->\s*\Z", re.DOTALL)
HUIYIN = re.compile(r"(?:^|\| )huiyin ")


@dataclass(frozen=True)
class Block:
    """A fenced block: its file, the number of its line, its commands, and why it is not run (None: it is)."""

    file: str
    line: int
    commands: tuple[str, ...]
    not_run: str | None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def documents() -> list[Path]:
    """The pages that people read."""
    found = [*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")]
    return sorted([*found, *(ROOT / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"))])


def blocks() -> Iterator[Block]:
    """All fenced shell blocks of the documents."""
    for path in documents():
        content = path.read_text(encoding="utf-8")
        for match in FENCE.finditer(content):
            if match[1] not in ("bash", "console"):
                continue
            before = content[: match.start()]
            mark = NOT_RUN.search(before)
            yield Block(
                str(path.relative_to(ROOT)),
                before.count("\n") + 1,
                tuple(commands_of(match[2], console=match[1] == "console")),
                mark[1].strip() if mark else None,
            )


def commands_of(content: str, console: bool = False) -> Iterator[str]:
    """The commands of a block, continued lines joined; in a console block only what follows ``$``."""
    for line in content.replace("\\\n", " ").splitlines():
        command = re.sub(r"\s+#.*$", "", line).strip()
        if console:
            if not command.startswith("$ "):
                continue
            command = command.removeprefix("$ ")
        if command:
            yield " ".join(command.split())


def examples(help_page: str) -> list[str]:
    """The example lines of a help page."""
    return [
        line.strip() for line in help_page.splitlines() if line.startswith(" ") and HUIYIN.match(line.strip())
    ]
