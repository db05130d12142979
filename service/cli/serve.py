"""``huiyin serve``: the HTTP service."""

from __future__ import annotations

import typer

from service.errors import ExitCode, HuiyinError
from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("serve", help=help_text("help.serve"))
    def serve(
        host: str = typer.Option("127.0.0.1", "--host", help=text("help.serve.host")),
        port: int = typer.Option(8000, "--port", min=0, max=65535, help=text("help.serve.port")),
        workers: int = typer.Option(1, "--workers", min=1, max=64, help=text("help.serve.workers")),
        beyond: bool = typer.Option(False, "--beyond-loopback", help=text("help.serve.beyond")),
        get: str = typer.Option("", "--get", metavar="PATH", help=text("help.serve.get"), show_default=False),
    ) -> int:
        try:
            from service.api.serving import Place, call_once
            from service.api.serving import serve as run
            from service.settings import load_settings
        except ImportError as fault:
            raise HuiyinError("store.packages_missing", package=fault.name or "fastapi") from fault
        if get:
            status, body = call_once(load_settings(), get)
            print(body)
            return int(ExitCode.ALL_DONE if status < 400 else ExitCode.OUTPUT_IMPOSSIBLE)
        run(load_settings(), Place(host, port, workers, beyond))
        return int(ExitCode.ALL_DONE)
