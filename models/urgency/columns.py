"""Where in the shared table of weights each score stands."""

LEVELS = (2, 3, 4)
TEXT_COLUMNS, KIND_COLUMNS, SENTENCE_COLUMNS = slice(0, 3), slice(3, 7), slice(7, 10)
USED_COLUMNS = 10
