"""Log lines as JSON on standard error."""

from __future__ import annotations

import sys
from typing import Any

import structlog


def make_log() -> Any:
    """A logger of JSON lines. Nothing of a petition and no secret is ever given to it."""
    return structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
