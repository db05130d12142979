"""A small trained model that the tests of this folder share."""

from functools import cache

from models.domain_training import LabelledTexts, TrainingOptions, train_domain
from models.model_folder import TrainedModel
from models.taxonomy import load_taxonomy

PHRASES = {
    "城乡建设": ["小区物业不管电梯", "路灯坏了没人修", "业主委员会选举", "自来水停水三天"],
    "环境保护": ["工厂排放污水臭味", "烧烤店油烟扰民", "夜间施工噪音", "河里漂着垃圾污染"],
    "教育文体": ["学校老师补课收费", "幼儿园入园名额", "学区划分不公", "体育馆不开放"],
    "劳动和社会保障": ["工地拖欠工资", "社保断缴两年", "退休金算错", "劳动合同没签"],
}
DETAILS = ["一直没有回音", "请问怎么办", "已经三个月了", "大家都很着急", "打电话没人接", "希望过问一下"]


def labelled(convention: str = "guide", written: bool = False) -> LabelledTexts:
    """Texts of four domains, six of each phrase."""
    pairs = [
        (f"{phrase}\n{detail}，{phrase}，{domain[0]}{number}号", domain)
        for domain, phrases in PHRASES.items()
        for phrase in phrases
        for number, detail in enumerate(DETAILS)
    ]
    texts, domains = [text for text, _ in pairs], [domain for _, domain in pairs]
    return LabelledTexts(
        "test", convention, texts, [(d,) for d in domains], [()] * len(texts), [written] * len(texts)
    )


@cache
def trained() -> TrainedModel:
    """Two conventions, ten hash bits: enough for laws, small enough for seconds."""
    return train_domain(
        [labelled(), labelled("board")], load_taxonomy(), TrainingOptions(bits=12, folds=2), lambda _: None
    )
