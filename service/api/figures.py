"""Figures for Prometheus: requests and their duration by operation and status; nothing about petitions."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Figures:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("operation", "status")
        self._requests = Counter("huiyin_requests", "Requests answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "huiyin_request_seconds",
            "Seconds from a request's head to the end of its answer.",
            ("operation",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.running = Gauge(
            "huiyin_requests_running", "Requests being answered now.", registry=self._registry
        )

    def note(self, operation: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(operation, str(status)).inc()
        self._seconds.labels(operation).observe(seconds)

    def text(self) -> bytes:
        """All figures in Prometheus's format."""
        return generate_latest(self._registry)
