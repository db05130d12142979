"""Finds repeats: petitions of one matter that come from the same petitioner.

A repeat needs both. Petitioners are compared only for pairs that a matter (or copy) relation already joins;
nothing here takes a petitioner and gives petitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from models.name_frequencies import NameFrequencies
from models.petitioner_weights import PetitionerWeights
from models.petitioners import PetitionerEvidence, petitioner_evidence
from models.relations import Relation
from models.repeat_rules import is_household_only, is_name_only, may_be_one_person
from nlp.pseudonym import ANONYMOUS, Petitioner

SHARED_MATTER = ("matter", "copy")
SHOWN_FROM = 0.9  # probability of one petitioner; below it a repeat isn't even proposed
SURE_FROM = 0.99


@dataclass(frozen=True)
class Repeat:
    """A relation of kind repeat with both its grounds: the matter's relation and the petitioner evidence."""

    relation: Relation
    matter: Relation
    petitioner: PetitionerEvidence


@dataclass(frozen=True)
class RepeatFinder:
    """What petitioners are weighed with; ``weights`` are the population's, used as ``within_a_matter``."""

    weights: PetitionerWeights
    names: NameFrequencies = NameFrequencies()
    model: str = "petitioners"

    def find(
        self, matter_relations: Iterable[Relation], petitioners: Mapping[str, Petitioner]
    ) -> Iterator[Repeat]:
        """The repeats among pairs that share their matter, in the order of the relations.

        A petition that ``petitioners`` lacks counts as anonymous. The score is the smaller of the two
        probabilities; a person should look where either is not sure.
        """
        weights = self.weights.within_a_matter()
        for matter in matter_relations:
            if matter.relation not in SHARED_MATTER or matter.a == matter.b:
                continue
            left, right = petitioners.get(matter.a, ANONYMOUS), petitioners.get(matter.b, ANONYMOUS)
            evidence = petitioner_evidence(left, right, weights, self.names)
            if evidence is None or evidence.probability < SHOWN_FROM or not may_be_one_person(evidence):
                continue
            unsure = evidence.probability < SURE_FROM or is_household_only(evidence) or is_name_only(evidence)
            relation = Relation(
                a=matter.a,
                b=matter.b,
                relation="repeat",
                score=min(matter.score, evidence.probability),
                evidence=matter.evidence,
                different=matter.different,
                new=matter.new,
                needs_review=matter.needs_review or unsure,
                model=self.model,
            )
            yield Repeat(relation, matter, evidence)
