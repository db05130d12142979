"""The store: petitions with their tags, links, people's decisions, and who did what. It loses nothing.

How to use it::

    store = open_store(load_settings())
    with store.write("key:ab12cd34") as writing:     # one transaction, on behalf of somebody
        stored = petitions.add(writing, NewPetition(title, body), tags, RepeatKey(scope, key))
    with store.read() as reading:                    # one snapshot
        found = petitions.get(reading, stored.id, visibility(caller))

Everything is a function that takes the transaction it works in as its first argument; nothing commits but the
end of a ``write`` block, and an exception undoes the block. One module a concern:

``petitions``   add, get, get_many, retag, walk, set_case
``listing``     page, review_queue, counts (each takes a ``Visibility`` and never looks at what it hides)
``relations``   link, get, of_petition
``reviews``     decide, decide_relation, join, take_back, of_petition, of_relation
``changes``     changes_since: numbered, for link indexes that follow
``audit``       append, entries, verify: hash-chained, append-only
``erasure``     erase, with a receipt; ``retention`` erases by age
``keys``        create, list_keys, revoke; ``KeyRing`` tells whose token it is
``rewrapping``  rotation of the office's text keys
``backup``      back_up, restore: one portable archive for both databases
``group_commit`` ``GroupCommit``: concurrent posts share a commit

SQLite (default) and PostgreSQL keep the same promises: a commit that was acknowledged is on the disk; writers
take turns, so the order of numbers is the order of commits; words are sealed with a key for each petition,
so that erasing is final; faults come as ``HuiyinError`` (``store.busy``, ``store.unavailable`` …). Importing
this package imports SQLAlchemy: do it only in verbs that need the store.
"""

from service.store.engine import Reading, Store, Writing, open_store

__all__ = ["Reading", "Store", "Writing", "open_store"]
