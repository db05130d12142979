"""Petitions, their keys, their relations, and the numbered changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "facts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    _petitions()
    op.create_table(
        "petition_keys",
        sa.Column(
            "number", _NUMBER, sa.ForeignKey("petitions.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("scope", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("content_digest", sa.LargeBinary),
        sa.Column("petition", _NUMBER, sa.ForeignKey("petitions.number"), nullable=False, index=True),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
    )
    _relations()
    op.create_table(
        "changes",
        sa.Column("sequence", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("petition_id", sa.String(32), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sqlite_autoincrement=True,
    )


def _petitions() -> None:
    op.create_table(
        "petitions",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("source", sa.String(200)),
        sa.Column("external_id", sa.String(200)),
        sa.Column("external_digest", sa.LargeBinary, unique=True),
        sa.Column("content_digest", sa.LargeBinary),
        sa.Column("received_at", sa.BigInteger),
        sa.Column("occurred_at", sa.BigInteger),
        sa.Column("content", sa.LargeBinary),
        sa.Column("tags", sa.LargeBinary),
        sa.Column("domain", sa.String(100)),
        sa.Column("level2", sa.String(100)),
        sa.Column("level3", sa.String(100)),
        sa.Column("domain_probability", sa.Float),
        sa.Column("needs_review", sa.Boolean, nullable=False),
        sa.Column("decided", sa.Boolean, nullable=False),
        sa.Column("queue_place", sa.SmallInteger, nullable=False),
        sa.Column("urgency", sa.SmallInteger),
        sa.Column("urgency_probability", sa.Float),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("kind", sa.String(100)),
        sa.Column("confidential", sa.Boolean, nullable=False),
        sa.Column("case_id", sa.String(64)),
        sa.Column("models", sa.Text),
        sa.Column("training_use", sa.Boolean, nullable=False),
        sa.Column("erased_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("petitions_domain", "petitions", ["domain", "number"])
    op.create_index("petitions_urgency", "petitions", ["urgency", "number"])
    op.create_index("petitions_received", "petitions", ["received_at"])
    op.create_index("petitions_case", "petitions", ["case_id", "number"])
    op.create_index(
        "petitions_waiting",
        "petitions",
        ["queue_place", "number"],
        sqlite_where=sa.text("needs_review IS 1 AND decided IS 0"),
        postgresql_where=sa.text("needs_review IS true AND decided IS false"),
    )


def _relations() -> None:
    op.create_table(
        "relations",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("a", _NUMBER, sa.ForeignKey("petitions.number"), nullable=False),
        sa.Column("b", _NUMBER, sa.ForeignKey("petitions.number"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("evidence", sa.LargeBinary),
        sa.Column("model", sa.String(100)),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("offered", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.UniqueConstraint("a", "b", "kind", name="relations_once"),
        sqlite_autoincrement=True,
    )
