"""Notices that recur: the same words with another day, place or price; no two of them are one story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

PLACES: Final = ("那曲市", "昌都市", "林芝市", "山南市", "阿里地区", "日喀则市")
TEMPLATES: Final = {
    "停电通知": (
        "因线路检修需要,国网{place}供电公司定于{month}月{day}日{hour}时至{later}时对辖区部分线路停电检修。"
        "停电期间,请广大用户提前做好准备,妥善安排生产生活,关闭用电设备电源,注意安全。如遇雨雪等恶劣天气,检修时间顺延,"
        "恢复送电不再另行通知。给您带来的不便,敬请谅解。服务热线:95598。"
    ),
    "天气预报": (
        "{place}气象台{month}月{day}日{hour}时发布未来24小时天气预报:白天多云,夜间有小雨,东南风三级,"
        "最高气温{high}度,最低气温{low}度。气象部门提醒,早晚温差较大,外出请及时增减衣物,山区道路注意落石和湿滑路面。"
    ),
    "农牧产品价格监测": (
        "据价格监测中心{month}月{day}日监测,{place}农贸市场牛肉零售价为每公斤{beef}元,羊肉为每公斤{lamb}元,"
        "青稞为每公斤{barley}元,酥油为每公斤{butter}元。监测中心表示,各类农牧产品货源充足,价格总体平稳,"
        "节日期间将加密监测频次,遇有异常波动及时预警。"
    ),
    "党组理论学习会": (
        "{month}月{day}日,{place}经济和信息化局召开{year}年第{number}次党组会议,传达学习有关文件精神,研究贯彻落实措施。"
        "会议强调,要提高认识,把思想和行动统一到决策部署上来;要突出重点,抓好数字经济年度任务;要压实责任,确保各项工作落到实处。"
        "局党组成员参加会议,有关科室负责人列席会议。"
    ),
    "工业经济运行": (
        "{year}年{month}月,{place}规模以上工业增加值同比增长{growth}%,其中采矿业增长{mining}%,制造业增长{made}%,"
        "电力生产和供应业增长{power}%。全市工业投资完成{beef}亿元,技改投资完成{lamb}亿元。工业用电量{butter}万千瓦时,"
        "产品销售率为{sold}%。总体看,工业经济运行保持在合理区间,企业预期稳定。"
    ),
}


def notices(random: Random, count: int) -> Iterator[tuple[str, str, str]]:
    """Yield (title, text, day) of so many issues of each notice, days or weeks apart."""
    for title, template in TEMPLATES.items():
        at = date(2022, 1, 5)
        for number in range(1, count + 1):
            at += timedelta(days=random.choice((1, 7, 31)))
            place = random.choice(PLACES)
            numbers = {
                name: round(random.uniform(2, 99), 1)
                for name in ("beef", "lamb", "barley", "butter", "growth", "mining", "made", "power", "sold")
            }
            text = template.format(
                place=place,
                year=at.year,
                month=at.month,
                day=at.day,
                hour=random.choice((8, 9)),
                later=random.choice((17, 18)),
                high=random.randint(10, 25),
                low=random.randint(-5, 8),
                number=number,
                **numbers,
            )
            yield f"{place}{title}", text, at.isoformat()
