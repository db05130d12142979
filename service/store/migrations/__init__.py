"""Alembic's scripts: each is a step of the schema as it was, and is never changed once released."""
