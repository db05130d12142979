"""How urgent a petition is: harm to people and time left, with the words that say so."""

from models.urgency.model import UrgencyModel
from models.urgency.tag import KINDS, LEVEL_NAMES, Harm, Stretch, TimeLeft, UrgencyTag

__all__ = ["KINDS", "LEVEL_NAMES", "Harm", "Stretch", "TimeLeft", "UrgencyModel", "UrgencyTag"]
