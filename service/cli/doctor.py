"""``huiyin doctor``: the state of this installation, to read out or send to a help desk."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("doctor", help=help_text("help.doctor"))
    def doctor(as_json: bool = typer.Option(False, "--json", help=text("help.json"))) -> int:
        from service.diagnosis import diagnose
        from service.errors import ExitCode
        from service.recognition import for_console

        found = diagnose()
        if as_json:
            print(json.dumps(asdict(found) | {"healthy": found.healthy}, ensure_ascii=False, indent=1))
        else:
            for line in _lines(found):
                print(for_console(line, sys.stdout))
        return int(ExitCode.ALL_DONE if found.healthy else ExitCode.SOME_ROWS_REJECTED)


def _lines(found: object) -> list[str]:
    from service.diagnosis import Diagnosis

    assert isinstance(found, Diagnosis)
    lines = [f"huiyin {found.program}", f"Python {found.python}", found.system]
    for title, values in (
        ("doctor.encodings", found.encodings),
        ("doctor.settings", found.settings),
        ("doctor.folders", found.folders),
        ("doctor.models", found.models),
    ):
        shown = "，".join(f"{name}={value}" for name, value in values.items()) or "-"
        lines.append(f"{text(title)}{shown}")
    for state in found.packages:
        version = state.version or text("doctor.missing")
        fault = f"（{text('doctor.fault', fault=state.fault)}）" if state.fault else ""
        lines.append(f"  {state.name} {version}{fault}：{text(state.purpose)}")
    lines.append(text("doctor.fine" if found.healthy else "doctor.not_fine"))
    return lines
