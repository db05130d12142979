"""Level 2 and 3: siblings compete, nobody else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain_file import load_domain_model
from models.levels import best_child, levels_of, within_groups
from models.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
SECOND, THIRD = levels_of(TAXONOMY)


def test_every_class_stands_in_the_group_of_its_parent() -> None:
    for level, depth in ((SECOND, 2), (THIRD, 3)):
        classes, parents = TAXONOMY.level(depth), TAXONOMY.level(depth - 1)
        seen = []
        for group in level.groups:
            for number in range(group.first, group.last):
                assert classes[number].path[:-1] == parents[group.parent].path
                seen.append(number)
        assert seen == list(range(len(classes)))


@given(st.integers(0, 10_000), st.floats(0.1, 10.0))
def test_the_best_child_is_the_likeliest_sibling(seed: int, slope: float) -> None:
    generator = np.random.default_rng(seed)
    decisions = generator.normal(0, 1, (5, len(THIRD.names))).astype(np.float32)
    parents = generator.integers(0, len(SECOND.names), 5)
    probabilities = within_groups(decisions, THIRD, slope)
    best, probability = best_child(decisions, THIRD, parents, slope)
    groups = {group.parent: group for group in THIRD.groups}
    for row, parent in enumerate(parents):
        group = groups[int(parent)]
        siblings = probabilities[row, group.first : group.last]
        assert siblings.sum() == pytest.approx(1.0)
        assert probability[row] == pytest.approx(siblings.max(), rel=1e-4)
        assert best[row] == group.first + siblings.argmax()


@given(st.text(st.sampled_from("学校老师补课小区物业停水工资拖欠污水，。"), max_size=60))
def test_levels_lie_on_one_path_and_a_lower_one_is_never_surer(text: str) -> None:
    tag = load_domain_model().tag([text])[0]
    assert tag.probability >= tag.level2_probability >= tag.level3_probability
    assert tag.level3 is None or tag.level2 is not None
    path = [name for name in (tag.domain, tag.level2, tag.level3) if name is not None]
    assert not path or TAXONOMY.find(*path) is not None
