"""Rotation of the office's text keys: every petition's key is wrapped anew, no text is touched."""

from __future__ import annotations

from sqlalchemy import select, update

from service.store import audit
from service.store.engine import Store, Writing
from service.store.tables import petition_keys

_AT_ONCE = 1000


def rewrap(store: Store, actor: str) -> int:
    """Wrap all petitions' keys with the newest text key (bare if there is none); how many were changed.

    Can be interrupted and run again; both old and new keys must be set meanwhile. Afterwards the old key
    opens nothing any more. Raises HuiyinError ``store.text_key_missing``.
    """
    after, changed = 0, 0
    while True:
        with store.write(actor) as writing:
            last, done = _some(writing, after)
        changed += done
        if last is None:
            break
        after = last
    with store.write(actor) as writing:
        audit.append(writing, "store.rekey", "petitions", changed=changed)
    store.scrub()
    return changed


def _some(writing: Writing, after: int) -> tuple[int | None, int]:
    query = select(petition_keys).where(petition_keys.c.number > after)
    rows = writing.connection.execute(query.order_by(petition_keys.c.number).limit(_AT_ONCE)).all()
    old = [row for row in rows if writing.keys.needs_wrapping(row.wrapped)]
    for row in old:
        wrapped = writing.keys.wrap(writing.keys.unwrap(row.wrapped))
        change = update(petition_keys).where(petition_keys.c.number == row.number)
        writing.connection.execute(change.values(wrapped=wrapped))
    return (rows[-1].number if rows else None), len(old)
