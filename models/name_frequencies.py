"""How common names are among the people of an archive: sharing a common name says little.

Counted are bearers, told apart by their other identifiers, never petitions: somebody who writes often does
not make a name common, and no table here says how often anybody wrote. Names with few bearers are not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nlp.pseudonym import Petitioner

FEWEST_BEARERS = 5
AS_GOOD_AS = 10_000  # bearers for which the average name of the training counts


@dataclass(frozen=True, repr=False)
class NameFrequencies:
    """``bearers``: pseudonym of a name or its sound → people who bear it, from five up; ``people``: all."""

    people: int = 0
    bearers: Mapping[bytes, int] = field(default_factory=dict)

    def share(self, token: bytes, average: float) -> float:
        """Share of the people who bear the name; ``average``: the chance that two people agree in it."""
        kept = self.bearers.get(token)
        # Not kept: nobody else in a large archive, and in a small one as many as the average name would have.
        bearers = min(1.0, self.people * average) if kept is None else kept
        return (bearers + AS_GOOD_AS * average) / (self.people + AS_GOOD_AS)


def count_names(petitioners: Iterable[Petitioner]) -> NameFrequencies:
    """Count the bearers of each name and sound among petitioners."""
    seen: set[tuple[bytes, bytes]] = set()
    for petitioner in petitioners:
        if petitioner.name is not None and petitioner.sound is not None:
            person = petitioner.id_number or petitioner.phone or petitioner.account or petitioner.email or b""
            seen |= {(petitioner.name, person), (petitioner.sound, person)}
    counts = Counter(token for token, _ in seen)
    names = sum(counts.values()) // 2
    return NameFrequencies(
        names, {token: count for token, count in counts.items() if count >= FEWEST_BEARERS}
    )
