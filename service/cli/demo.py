"""``huiyin demo``: tag the sample petitions that come with the program and explain three of them."""

from __future__ import annotations

from pathlib import Path

import typer

from service.messages import help_text, text

EXPLAINED = 3


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("demo", help=help_text("help.demo"))
    def demo(
        folder: Path = typer.Option(Path("out"), "--folder", help=text("help.demo.folder")),
    ) -> int:
        from models.domain import DEFAULT_CONVENTION
        from nlp.resources import data_path
        from service.cli.model_options import load_model, load_urgency
        from service.cli.tag_run import TagOutput, TagSetup, tag_files
        from service.durable import faults_of
        from service.explaining import explain_text, print_explained
        from service.tables import ReadOptions

        sample = data_path("samples/petitions.xlsx")
        with faults_of(folder):
            folder.mkdir(parents=True, exist_ok=True)
        model = load_model(None, DEFAULT_CONVENTION)
        urgency = load_urgency(None)
        output = TagOutput(folder / f"{sample.stem}_已标注.xlsx", overwrite=True)
        summary = tag_files([sample], ReadOptions(), TagSetup(model, urgency=urgency), output)
        print(text("demo.explained", count=EXPLAINED))
        for petition in _first_texts(sample):
            print()
            print_explained(explain_text(model, urgency, petition, DEFAULT_CONVENTION))
        print()
        print(text("demo.next", output=summary.output))
        return int(summary.exit_code)


def _first_texts(sample: Path) -> list[str]:
    """The first petitions of the sample, title and body."""
    from service.cell_values import as_text
    from service.domain_tagger import join_texts
    from service.readers import open_tables
    from service.tables import ReadOptions

    table = open_tables([sample], ReadOptions())[0]
    rows = next(table.batches(0)).columns
    titles, bodies = (
        as_text(rows.column(rows.schema.names.index(table.roles[role]))) for role in ("title", "body")
    )
    return [str(petition) for petition in join_texts(titles, bodies).to_pylist()[:EXPLAINED]]
