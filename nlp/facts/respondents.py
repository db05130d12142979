"""Who is complained of: the office, official or firm, and whether public staff are accused of misconduct.

The Regulation on Petition Work (信访工作条例, arts. 30 and 46) forbids passing a complaint to the accused;
what is found here names the office a case must not be sent to. An office that is only addressed or asked for
help (希望住建局尽快处理) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import yaml

from nlp.facts import persons
from nlp.facts.fact import Fact
from nlp.facts.named_things import Named, named_things
from nlp.resources import data_path

TYPES = ("respondent",)

_SENTENCE_ENDS = "。！？!?；;\n"
_CLAUSE_ENDS = "。！？!?；;\n，,：:"
# Conduct stands at most so far from the one who is accused of it, and the accused so far after 举报.
_CONDUCT_REACH, _VERB_REACH = 40, 14
_PUBLIC_ENDINGS = (
    "局",
    "所",
    "办",
    "委",
    "院",
    "政府",
    "支队",
    "大队",
    "中队",
    "街道",
    "法庭",
    "中心",
    "委员会",
    "站",
    "处",
    "社区",
    "指挥部",
)
_PRIVATE_ENDINGS = (
    "医院",
    "学院",
    "养老院",
    "敬老院",
    "诊所",
    "事务所",
    "研究院",
    "加油站",
    "驿站",
    "搅拌站",
    "收费站",
    "电影院",
    "业委会",
)
_TITLED = re.compile("(?:[一-鿿]{0,3}某{0,2})$")


@dataclass(frozen=True)
class _Patterns:
    officials: re.Pattern[str]
    verbs: re.Pattern[str]
    conduct: re.Pattern[str]
    strong: re.Pattern[str]
    requests: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    with data_path("lexicons/respondents.yaml").open(encoding="utf-8") as file:
        raw = yaml.safe_load(file)

    def any_of(name: str) -> re.Pattern[str]:
        return re.compile("|".join(sorted(map(re.escape, set(raw[name].split())), key=len, reverse=True)))

    return _Patterns(
        any_of("officials"),
        any_of("complaint_verbs"),
        any_of("conduct"),
        any_of("strong_conduct"),
        any_of("not_done_by"),
    )


def find(text: str) -> Iterator[Fact]:
    """Those a text complains of, the most certain reading only."""
    yield from find_respondents(text)


def find_respondents(text: str, complaint: bool = False) -> tuple[Fact, ...]:
    """Offices, officials and firms complained of, in order of place.

    Where the petition is known to be a ``complaint`` (kind 投诉举报), the one who does most in it is taken
    when no plainer sign is found, persons included.
    """
    named = named_things(text)
    spans = {*_after_complaint_verb(text, named), *_public_with_conduct(text, named, strong=False)}
    if not spans and complaint:
        spans = {*_acting(text, named, [(fact.start, fact.end) for fact in persons.find(text)])[:1]}
    elif not spans and _COMPLAINT_MARKS.search(text):
        spans = {*_acting(text, named)[:1]}
    return tuple(_fact(text, start, end) for start, end in _longest(spans))


def complains_of_public_staff(text: str, complaint: bool = False) -> Fact | None:
    """The office or official accused of misconduct, None where public staff are not accused.

    A word of misconduct must stand beside the accused, or 举报 before an office or official. Where the
    petition is known to be a ``complaint`` (kind 投诉举报), an office that does something in it is enough:
    most writers tell what was done in words of their own. That reading finds nearly all and often too much,
    so it may withhold a name, but a person should confirm the office before a case is kept from it.
    """
    named = named_things(text)
    accused = set(_public_with_conduct(text, named, strong=True))
    accused |= {span for span in _after_complaint_verb(text, named) if is_public(text[slice(*span)])}
    if complaint and not accused:
        accused = {*[span for span in _acting(text, named) if is_public(text[slice(*span)])][:1]}
    spans = _longest(accused)
    return _fact(text, *spans[0]) if spans else None


def is_public(name: str) -> bool:
    """Whether a name is that of an office or an official."""
    if _patterns().officials.search(name):
        return not name.endswith(_PRIVATE_ENDINGS)
    return name.endswith(_PUBLIC_ENDINGS) and not name.endswith(_PRIVATE_ENDINGS)


def _fact(text: str, start: int, end: int) -> Fact:
    return Fact("respondent", start, end, text[start:end])


def _acting(
    text: str, named: tuple[Named, ...], others: Iterable[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """Those who do something in the text, the one named most often first."""
    found = {
        *others,
        *_agents(text, named),
        *((name.start, name.end) for name in named if name.kind == "organisation"),
    }
    acting = []
    for start, end in _longest(found):
        clause = re.split(f"[{_CLAUSE_ENDS}]", text[max(0, start - 10) : start])[-1]
        after = text[end : end + 6]
        if _patterns().requests.search(clause) or _ADDRESSED.match(after) or _TOWARDS.search(clause):
            continue
        acting.append((start, end))
    return sorted(acting, key=lambda span: -text.count(text[slice(*span)]))


_ADDRESSED = re.compile(
    "[：:、，,]|的?(?:领导|同志|负责|工作人员[：:]|各位|您|你|诸位|旁|对面|门口|附近|楼下)"
)
_TOWARDS = re.compile("[向找给去到跟和在问]$|[向找]")
_COMPLAINT_MARKS = re.compile("投诉|举报|控告|检举|反映|查处|请查|严查|追究|凭什么|给个说法|讨个说法|问责")


def _longest(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _agents(text: str, named: tuple[Named, ...]) -> Iterator[tuple[int, int]]:
    """Offices and officials, an office together with the official that follows it (X局Y科长)."""
    offices = [(found.start, found.end) for found in named if found.kind == "organisation"]
    by_end = {end: start for start, end in offices}
    for match in _patterns().officials.finditer(text):
        start, end = match.span()
        begin = start
        for gap in range(4):  # the surname of the official
            if start - gap in by_end:
                begin = by_end[start - gap]
                break
        yield begin, end
    for start, end in offices:
        if is_public(text[start:end]):
            yield start, end


def _after_complaint_verb(text: str, named: tuple[Named, ...]) -> Iterator[tuple[int, int]]:
    verbs = [match for match in _patterns().verbs.finditer(text) if not _is_addressing(text, match)]
    if not verbs:
        return
    agents = sorted(
        {
            *_agents(text, named),
            *((found.start, found.end) for found in named if found.kind == "organisation"),
        }
    )
    for verb in verbs:
        for start, end in agents:
            if start >= verb.end():
                between = text[verb.end() : start]
                if len(between) <= _VERB_REACH and not any(mark in between for mark in _CLAUSE_ENDS):
                    yield start, end
                break


def _is_addressing(text: str, verb: re.Match[str]) -> bool:
    """向住建局投诉, 投诉到城管, 举报电话, 投诉后: to whom or that one complained, not of whom."""
    before = text[max(0, verb.start() - 12) : verb.start()]
    after = text[verb.end() : verb.end() + 2]
    if after[:1] in tuple("到至给后過过了无電电箱信中人未多件单") or after in (
        "无门",
        "电话",
        "平台",
        "渠道",
        "中心",
    ):
        return True
    clause = re.split(f"[{_CLAUSE_ENDS}]", before)[-1]
    return "向" in clause or "去" in clause or "找" in clause or "打" in clause or "被" in clause


def _public_with_conduct(text: str, named: tuple[Named, ...], strong: bool) -> Iterator[tuple[int, int]]:
    patterns = _patterns()
    acts = [match.start() for match in (patterns.strong if strong else patterns.conduct).finditer(text)]
    if not acts:
        return
    for start, end in _agents(text, named):
        if any(_is_act_of(text, start, end, act) for act in acts):
            yield start, end


def _is_act_of(text: str, start: int, end: int, act: int) -> bool:
    """Whether the conduct follows its agent in one sentence, and the agent is not asked to act on it."""
    if not 0 <= act - end <= _CONDUCT_REACH or any(mark in text[end:act] for mark in _SENTENCE_ENDS):
        return False
    before = text[max(0, start - 10) : start]
    clause = re.split(f"[{_CLAUSE_ENDS}]", before)[-1]
    between = text[end:act]
    if _patterns().requests.search(clause) or _ACTS_ON_IT.search(between):
        return False
    return not clause.endswith(("向", "找", "给", "去", "到", "跟", "和"))


_ACTS_ON_IT = re.compile(
    "查处|调查|严查|核查|处理|整治|监管|督促|管管|制止|打击|领导[:：]|您好|你好|查一查|查一下|彻查|答复|说"
)
