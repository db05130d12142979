from __future__ import annotations

from nlp.name_sounds import syllables


def test_homophones_sound_the_same() -> None:
    assert syllables("王晓玮") == syllables("汪小伟")


def test_characters_without_a_reading_stand_for_themselves() -> None:
    assert syllables("a1") == ("a", "1")
