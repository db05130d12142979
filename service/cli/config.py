"""``huiyin config``: every setting with its value and where that came from."""

from __future__ import annotations

import typer

from service.errors import HuiyinError
from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("config", help=help_text("help.config"))
    def config(as_json: bool = typer.Option(False, "--json", help=text("help.json"))) -> None:
        try:
            from service.settings import load_settings, setting_views, settings_file
        except ImportError as fault:
            raise HuiyinError("store.packages_missing", package=fault.name or "pydantic") from fault
        from service.cli.store_options import print_json

        views = setting_views(load_settings())
        if as_json:
            print_json({"file": str(settings_file()), "settings": [vars(view) for view in views]})
            return
        print(text("config.file", file=settings_file()))
        for view in views:
            print(f"\n{view.name} = {view.value}")
            source = text(f"config.from_{view.source}")
            print(f"  {text(f'setting.{view.name}')}")
            print(f"  {text('config.where', source=source, variable=view.variable)}")
