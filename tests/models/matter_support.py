"""A small matter model and petitions that the tests of matters share."""

from functools import cache

import numpy as np

from models.domain_file import load_domain_model
from models.matter_file import load_matter_model
from models.matter_profiles import Profiles, profiles
from models.matter_rarity import Rarity, count_documents
from models.matter_topics import no_topics
from models.matters import MatterModel
from nlp.feature_space import term_filter
from nlp.text_column import TextColumn

GARBAGE = (
    "锦棠苑小区垃圾站太臭",
    "锦棠苑小区的垃圾站就在5栋楼下，夏天臭得不敢开窗，蚊虫很多，请把垃圾站迁走。",
)
GARBAGE_AGAIN = (
    "再次反映锦棠苑垃圾站臭味",
    "上次答复说锦棠苑垃圾站月底前迁走，到现在仍未迁走，5栋楼下臭水流了一地。",
)
PARKING = (
    "锦棠苑小区停车收费涨价",
    "锦棠苑小区的停车费从每月200元涨到400元，物业没有征求业主意见，请物价部门查一查。",
)
OTHER_ESTATE = (
    "云溪花园垃圾站太臭",
    "云溪花园的垃圾站就在2栋楼下，夏天臭得不敢开窗，蚊虫很多，请把垃圾站迁走。",
)
WAGES = ("望湖纺织厂拖欠工资", "望湖纺织厂拖欠我们三十名工人四个月工资，劳动监察大队叫我们等。")
PETITIONS = (GARBAGE, GARBAGE_AGAIN, PARKING, OTHER_ESTATE, WAGES)


@cache
def model() -> MatterModel:
    """The shipped model."""
    return load_matter_model()


@cache
def rarity() -> Rarity:
    """Counts of the petitions above, several times over."""
    texts = [f"{title}\n{body}" for title, body in PETITIONS] * 4
    return Rarity(
        count_documents(TextColumn.from_texts(texts), 16), len(texts), term_filter(["垃圾站", "停车费"]),
        term_filter(["长沙市"]),
    )  # fmt: skip


def profiles_of(petitions: list[tuple[str, str]], counts: Rarity | None = None) -> Profiles:
    """Profiles without topics and dates."""
    return profiles(
        TextColumn.from_texts([title for title, _ in petitions]),
        TextColumn.from_texts([body for _, body in petitions]),
        no_topics(len(petitions)),
        np.full(len(petitions), np.nan),
        counts or rarity(),
    )


def domain_count() -> int:
    """How many domains the shipped domain model has."""
    return len(load_domain_model().classes)
