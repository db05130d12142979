"""The words around a number that tell what it is, and what it is not."""

from __future__ import annotations

import re

from nlp.facts.numerals import fold_width

BEFORE = 14  # characters
_FILLING = r"[\s:：;；,，、是为(（【\[「“\"'=—-]{0,4}"

# Words before a number of another kind: 订单号、户号、合同编号 ….
OTHER_NUMBERS = (
    "订单|单号|运单|快递|物流|工单|流水|编号|编码|代码|条码|序号|序列|批号|批次|案号|文号|发文|备案|合同|协议|发票|票号|"
    "凭证|户号|户名号|表号|电表|水表|气表|缴费号|交费号|缴费户|证号|学号|考号|准考证|工号|车架|发动机|型号|房号|产权|"
    "许可|批准|受理|查询码|验证码|密码|邮编|邮政编码|区号|商户号|交易号|会员|社保号|社保卡|医保|公积金|档案|图号|地号|宗地|"
    "项目号|标段|班次|航班|车次|股票|基金|保单|IMEI|ISBN|NO|SN"
)
_OTHER = re.compile(rf"(?:{OTHER_NUMBERS})(?:编号|号码|号|码|账号)?{_FILLING}$", re.IGNORECASE)
_MEASURE = re.compile(
    r"\s?(?:[万亿千百]?(?:元|块|圆|人|户|吨|度|平|亩|米|公里|公斤|千克|克|斤|字|瓦|升|立方|台|辆|套|个|次|㎡|m²|km|kg|kwh)|[%％‰℃㎡㎏㎞])",
    re.IGNORECASE,
)
_LETTER_BEFORE = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]$")
_LETTER_AFTER = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ@＠]")


def after_words(words: str) -> re.Pattern[str]:
    """A pattern that fits where one of the words (a regular expression) stands right before a place."""
    return re.compile(rf"(?:{words})(?:号码|号|码)?[1-9]?{_FILLING}$", re.IGNORECASE)


def before(text: str, start: int) -> str:
    """The characters before a place, width folded."""
    return fold_width(text[max(0, start - BEFORE) : start])


def is_other_number(text: str, start: int, end: int) -> bool:
    """Whether the words around say that the number orders, counts or measures something."""
    return bool(_OTHER.search(before(text, start)) or _MEASURE.match(text, end))


def touches_letters(text: str, start: int, end: int) -> bool:
    """Whether a Latin letter stands right before or behind, so that the digits are part of a code."""
    return bool(_LETTER_BEFORE.search(text[max(0, start - 1) : start]) or _LETTER_AFTER.match(text, end))
