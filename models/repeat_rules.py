"""What weights cannot know: a household shares phone and door, so neither alone makes two petitioners one.

Fellegi and Sunter take the comparisons for independent of each other. In a family they are not, and families
write on the same matter; these rules stand in front of the sum.
"""

from __future__ import annotations

from models.petitioners import PetitionerEvidence

_ONES_OWN = ("id_number", "account", "email")
_AGREES = ("same", "near")
_SAME_NAME = ("same", "sounds_the_same")
_TWO_NAMES = ("other", "same_beginning")  # children often share all but the last character
_DOOR_AGREES = ("same_door_other_phone", "same_door")
_PHONE_AGREES = ("same_phone_and_door", "same_phone", "near_phone_and_door", "near_phone")


def may_be_one_person(evidence: PetitionerEvidence) -> bool:
    """Whether the evidence can speak for one person, however much it weighs.

    An identity number, account or e-mail address that agrees can; else the name must: two names are two
    people, and where a name is missing or near, only a phone can stand in, unless something of one's own
    disagrees.
    """
    name, contact = evidence.level("name"), evidence.level("contact")
    own = [level for comparison in _ONES_OWN if (level := evidence.level(comparison)) is not None]
    if any(level in _AGREES for level in own):
        return True
    if name in _TWO_NAMES:
        return False
    return name in _SAME_NAME or (contact in _PHONE_AGREES and not own)


def is_household_only(evidence: PetitionerEvidence) -> bool:
    """Whether nothing but a household's phone and door speaks, so that a person should look."""
    own = (evidence.level(comparison) in _AGREES for comparison in _ONES_OWN)
    return evidence.level("name") is None and not any(own)


def is_name_only(evidence: PetitionerEvidence) -> bool:
    """Whether only a name speaks while phones or homes are given and differ: perhaps a namesake."""
    own = (evidence.level(comparison) in _AGREES for comparison in _ONES_OWN)
    contact = evidence.level("contact")
    return contact is not None and contact not in (*_PHONE_AGREES, *_DOOR_AGREES) and not any(own)
