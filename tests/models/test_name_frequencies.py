from __future__ import annotations

from models.name_frequencies import FEWEST_BEARERS, NameFrequencies, count_names
from nlp.pseudonym import ANONYMOUS
from tests.models.petitioners_support import petitioner


def test_bearers_are_counted_and_not_their_petitions() -> None:
    often = [petitioner(name="慕容守拙", phone="15400127788")] * 40
    many = [petitioner(name="王伟", phone=f"154001277{number:02}") for number in range(20)]
    names = count_names([*often, *many, ANONYMOUS])
    assert names.people == 21
    assert often[0].name not in names.bearers and often[0].sound not in names.bearers
    assert many[0].name is not None and names.bearers[many[0].name] == 20


def test_names_of_few_bearers_are_not_kept() -> None:
    few = [petitioner(name="王伟", phone=f"154001277{number:02}") for number in range(FEWEST_BEARERS - 1)]
    assert count_names(few).bearers == {}


def test_homophones_share_the_count_of_their_sound() -> None:
    both = [petitioner(name=name, phone=f"154001277{n:02}") for n in range(5) for name in ("王伟", "王玮")]
    names = count_names(both)
    assert both[0].sound is not None and names.bearers[both[0].sound] >= 5


def test_a_small_archive_hardly_moves_the_average() -> None:
    token = b"0" * 16
    assert NameFrequencies().share(token, 1e-5) == 1e-5
    assert NameFrequencies(100, {}).share(token, 1e-5) < 5e-5
    assert NameFrequencies(1_000_000, {token: 500}).share(token, 1e-5) > 4e-4
    assert NameFrequencies(1_000_000, {}).share(token, 1e-5) < 2e-6
