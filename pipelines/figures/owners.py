"""A quantity in its sentence comes in; whether it is only one operator's, and so no figure of its region, goes out.

西藏移动在全区开通5G基站7800个 counts what one of several operators has: the region has more.
"""

from __future__ import annotations

import re

from pipelines.figures.numerals import Quantity
from pipelines.figures.reading import Reading

PART_OF_REGION = "part_of_region"
"""The flag of such a figure: it stands for itself and enters no series."""
_NAMES = "移动|电信|联通|广电|铁塔"
_NO_OPERATOR = (
    "(?!电话|用户|通信(?!集团|公司)|互联网|宽带|数据|终端|业|行业|企业|运营商|普遍|收入|总量|固定|基站|信号|支付|客户"
    "|网络(?!部|公司|运营)|资费|市场|基础)"
)
_OPERATOR = re.compile(
    rf"中国(?:{_NAMES}){_NO_OPERATOR}(?:[一-龥]{{0,8}}?公司)?|(?:{_NAMES})(?:股份|通信|集团)*[一-龥]{{0,6}}?(?:分公司|公司)"
    rf"|(?:西藏|拉萨|日喀则|昌都|林芝|山南|那曲|阿里)(?:{_NAMES}){_NO_OPERATOR}(?:[一-龥]{{0,8}}?公司)?"
    r"|\bChina (?:Mobile|Telecom|Unicom|Tower|Broadnet)\b(?:'s)?(?: (?:Tibet|Xizang|Lhasa))?"
    r"|\b(?:Tibet|Xizang) (?:Unicom|Tower)\b"
)
_ALL = re.compile(
    "三大|三家|各(?:家|大)?(?:电信|通信|基础)?运营商|各运营商|合计|three (?:major )?(?:telecom )?(?:operators|carriers)"
)
"""All operators together are the region."""
_ACTS_IN = re.compile("[在于对为向]$|覆盖$|服务$|遍及$|助力$")
_ONE_OF_IT = re.compile(
    "^(?:目前,?|截至[^,]{0,12},)?(?:公司|该公司|我司|该企业|分公司)|[,。](?:公司|该公司|我司)|[Tt]he company|\\b[Ii]ts "
)


def is_one_operators(seen: Reading, one: Quantity, *, before: bool) -> bool:
    """Say whether a quantity is one operator's; `before`: the sentence before spoke of one."""
    text = seen.plain[: one.start]
    if _ALL.search(seen.plain):
        return False
    named = list(_OPERATOR.finditer(text))
    if named:
        since = named[-1].end()
    elif before and (found := _ONE_OF_IT.search(text)):
        since = found.end()
    else:
        return False
    return all(_ACTS_IN.search(text[since : place.start]) for place in seen.places if since <= place.start < one.start)


def names_operator(seen: Reading) -> bool:
    """Say whether a sentence speaks of one operator."""
    return bool(_OPERATOR.search(seen.plain)) and not _ALL.search(seen.plain)
