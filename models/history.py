"""The history of a case for one who asks again: what came before, what was answered, how long it is open.

It is counted for the matter at hand only, and it is a spur to the office: it speaks of the office's answers
and days, not of the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class EarlierPetition:
    """A petition of this matter: its identifier, when it came, whether and when the office replied."""

    petition: str
    received: date | None
    replied: bool = False
    reply_date: date | None = None


@dataclass(frozen=True)
class CaseHistory:
    """The petitions of one petitioner on one matter, up to the present one.

    ``earlier``: oldest first, those without date at the end. ``times``: which time this is, the present one
    included. ``days_open``: since the first petition; ``days_since_reply``: since the last reply;
    ``longest_wait``: since the oldest petition that has no reply. None where the archive does not say.
    """

    petition: str
    earlier: tuple[EarlierPetition, ...]
    times: int
    replies: int
    days_open: int | None
    days_since_reply: int | None
    longest_wait: int | None


def case_history(petition: str, earlier: Iterable[EarlierPetition], today: date) -> CaseHistory:
    """The history behind a repeat. ``earlier``: the petitions that repeats tie to it, in any order.

    Petitions of a later date than ``today`` and the present one itself are left out.
    """
    found = {entry.petition: entry for entry in earlier if entry.petition != petition}
    known = [entry for entry in found.values() if entry.received is None or entry.received <= today]
    ordered = sorted(
        known, key=lambda entry: (entry.received is None, entry.received or today, entry.petition)
    )
    received = [entry.received for entry in ordered if entry.received is not None]
    replies = [entry.reply_date for entry in ordered if entry.reply_date and entry.reply_date <= today]
    waiting = [entry.received for entry in ordered if entry.received is not None and not entry.replied]
    return CaseHistory(
        petition=petition,
        earlier=tuple(ordered),
        times=len(ordered) + 1,
        replies=sum(entry.replied for entry in ordered),
        days_open=(today - min(received)).days if received else None,
        days_since_reply=(today - max(replies)).days if replies else None,
        longest_wait=(today - min(waiting)).days if waiting else None,
    )
