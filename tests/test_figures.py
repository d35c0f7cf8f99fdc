"""What an article states in numbers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawlers.errors import DefinitionError
from crawlers.items import Article, Figure
from pipelines.figures import Indicators, figures, load_indicators
from pipelines.figures.quantities import quantities
from pipelines.figures.sentences import plain, sentences
from tests.halfyear import DAY as SEED_DAY
from tests.halfyear import TEXT as SEED
from tests.halfyear import TITLE

ROOT = Path(__file__).resolve().parents[1]
INDICATORS = ROOT / "data" / "indicators.toml"
DAY = "2023-07-20"


@pytest.fixture(scope="module")
def indicators() -> Indicators:
    return load_indicators(INDICATORS)


def found(indicators: Indicators, text: str, title: str | None = None, day: str | None = DAY) -> tuple[Figure, ...]:
    return figures(Article(url="", title=title, text=text, published_at=day), indicators)


# indicator, value, unit, period, status, measure
Row = tuple[str | None, float | None, str | None, str | None, str, str]


def rows(listed: tuple[Figure, ...]) -> list[Row]:
    return [(one.indicator, one.value, one.unit, one.period, one.status, one.measure) for one in listed]


SIZE, STATIONS, RETAIL = "digital_economy_size", "base_stations_5g", "online_retail"
YI = 1e8

SHAPES: dict[str, tuple[str, list[Row]]] = {
    "an amount behind its name": (
        "2022年西藏数字经济规模达432.5亿元。",
        [(SIZE, 432.5 * YI, "元", "2022", "actual", "level")],
    ),
    "an amount in the next clause": (
        "去年，西藏数字经济规模不断壮大，突破430亿元。",
        [(SIZE, 430 * YI, "元", "2022", "actual", "level")],
    ),
    "a count before its name": (
        "截至6月底，拉萨有近300家软件企业。",
        [("software_firms", 300, "家", "asof:2023-06-30", "actual", "level")],
    ),
    "what was summed up and stands is a level": (
        "截至目前，全区累计建成5G基站1.2万个。",
        [(STATIONS, 12000, "个", f"asof:{DAY}", "actual", "level")],
    ),
    "built in a span is an increment": (
        "上半年，西藏建成5G基站1200个。",
        [(STATIONS, 1200, "个", "2023-H1", "actual", "increment")],
    ),
    "added is an increment": (
        "今年一季度，当地新增5G基站320座。",
        [(STATIONS, 320, "个", "2023-Q1", "actual", "increment")],
    ),
    "built at a day is a level": (
        "截至2022年底，西藏建成5G基站8099个。",
        [(STATIONS, 8099, "个", "asof:2022-12-31", "actual", "level")],
    ),
    "per ten thousand people is no count of stations": (
        "截至去年底，每万人拥有5G基站数达到22.1个。",
        [("base_stations_5g_per_10k", 22.1, "个", "asof:2022-12-31", "actual", "level")],
    ),
    "two figures of one sentence": (
        "上半年，西藏实现网上零售额46.3亿元，电信业务收入32亿元。",
        [
            (RETAIL, 46.3 * YI, "元", "2023-H1", "actual", "level"),
            ("telecom_revenue", 32 * YI, "元", "2023-H1", "actual", "level"),
        ],
    ),
    "a list in step with its names": (
        "上半年，网上零售额和电信业务收入分别达46.3亿元和32亿元。",
        [
            (RETAIL, 46.3 * YI, "元", "2023-H1", "actual", "level"),
            ("telecom_revenue", 32 * YI, "元", "2023-H1", "actual", "level"),
        ],
    ),
    "a list in step with its years": (
        "2021年、2022年，西藏数字经济规模分别为380亿元、432亿元。",
        [
            (SIZE, 380 * YI, "元", "2021", "actual", "level"),
            (SIZE, 432 * YI, "元", "2022", "actual", "level"),
        ],
    ),
    "a target by its word": (
        "下半年，西藏力争数字经济规模达到260亿元。",
        [(SIZE, 260 * YI, "元", "2023-H2", "target", "level")],
    ),
    "a target by its year": (
        "到2025年，西藏数字经济规模超过600亿元。",
        [(SIZE, 600 * YI, "元", "2025", "target", "level")],
    ),
    "a year to come that has come": (
        "到2022年底，西藏建成5G基站8099个。",
        [(STATIONS, 8099, "个", "asof:2022-12-31", "actual", "level")],
    ),
    "the end of a plan": (
        "“十四五”末，数字经济核心产业增加值占GDP比重达到5%。",
        [("digital_core_gdp_share", 5, "%", "FYP14-end", "target", "level")],
    ),
    "a plan": (
        "今年计划新建5G基站2000个。",
        [(STATIONS, 2000, "个", "2023", "plan", "increment")],
    ),
    "the past behind a target": (
        "今年力争网上零售额达到100亿元，而去年网上零售额为88亿元。",
        [
            (RETAIL, 100 * YI, "元", "2023", "target", "level"),
            (RETAIL, 88 * YI, "元", "2022", "actual", "level"),
        ],
    ),
    "a target goes on in the next sentence": (
        "明年，西藏将新建5G基站1000个。数字产业就业人数达到2万人。",
        [
            (STATIONS, 1000, "个", "2024", "plan", "increment"),
            ("digital_industry_jobs", 20000, "人", "2024", "target", "level"),
        ],
    ),
    "where it came from is no figure": (
        "5G基站由997个增加到1.2万个。",
        [(STATIONS, 12000, "个", f"asof:{DAY}", "actual", "level")],
    ),
    "the count is of what follows it": (
        "5G基站覆盖74个景区。",
        [(None, 74, "个", f"asof:{DAY}", "actual", "level")],
    ),
    "a verb stands between the count and the name": (
        "上半年，有990家企业参与数字经济项目建设。",
        [("firms", 990, "家", "2023-H1", "actual", "level")],
    ),
    "from one year to another": (
        "5G基站从2020年的997个增长到2022年的8099个。",
        [
            (STATIONS, 997, "个", "2020", "actual", "level"),
            (STATIONS, 8099, "个", "2022", "actual", "level"),
        ],
    ),
    "a state keeps its day behind what the year added": (
        "截至6月末，移动电话用户达338万户，上半年净增7.6万户；5G用户达76万户。",
        [
            ("mobile_users", 3_380_000, "户", "asof:2023-06-30", "actual", "level"),
            ("mobile_users", 76_000, "户", "2023-H1", "actual", "increment"),
            ("users_5g", 760_000, "户", "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "the year of what was added is that of the total": (
        "截至2022年底，西藏累计建成5G基站8056个，其中当年新增3541个。",
        [
            (STATIONS, 8056, "个", "asof:2022-12-31", "actual", "level"),
            (STATIONS, 3541, "个", "2022", "actual", "increment"),
        ],
    ),
    "added in a list": (
        "去年，当地新增4G基站86个、5G基站41个。",
        [
            ("base_stations_4g", 86, "个", "2022", "actual", "increment"),
            (STATIONS, 41, "个", "2022", "actual", "increment"),
        ],
    ),
    "what something reaches is no figure": ("系统在12个县试用，涉及4个方面，覆盖31个部门。", []),
    "what goes on since a year": (
        "自2016年试点以来，累计争取中央补助资金13.8亿元。",
        [(None, 13.8 * YI, "元", "2016..asof", "actual", "cumulative")],
    ),
    "an amount that no rule names": (
        "上半年，松茸销售收入4200万元。",
        [(None, 4200e4, "元", "2023-H1", "actual", "level")],
    ),
    "traditional script and full-width figures": (
        "2022年，西藏數字經濟規模達432.5億元。",
        [(SIZE, 432.5 * YI, "元", "2022", "actual", "level")],
    ),
    "English": (
        "Xizang's digital economy reached 43.25 billion yuan in 2022. "
        "The region had built over 10,000 5G base stations by the end of 2022.",
        [
            (SIZE, 43.25e9, "元", "2022", "actual", "level"),
            (STATIONS, 10000, "个", "asof:2022-12-31", "actual", "level"),
        ],
    ),
    "English growth before its level": (
        "Online retail sales in Xizang rose 15.8 percent year on year to 3.56 billion yuan in the first quarter.",
        [(RETAIL, 3.56e9, "元", "2023-Q1", "actual", "level")],
    ),
    "a total behind what a half year added": (
        "上半年，昌都新开通5G基站270个，全市5G基站由此增至1395个。",
        [
            (STATIONS, 270, "个", "2023-H1", "actual", "increment"),
            (STATIONS, 1395, "个", "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "a range whose ends both have a unit": (
        "下半年，阿里将铺设光缆1500公里至1800公里。",
        [("fibre_km", 1500, "公里", "2023-H2", "plan", "increment")],
    ),
    "a list whose last member has the multiplier": (
        "6月末，拉萨、昌都的5G用户依次为56.2、9.3万户。",
        [
            ("users_5g", 562000, "户", "asof:2023-06-30", "actual", "level"),
            ("users_5g", 93000, "户", "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "an outcome behind a target": (
        "“十四五”末，西藏数字经济占GDP比重目标为12%，2022年为9.6%。",
        [
            ("digital_economy_gdp_share", 12, "%", "FYP14-end", "target", "level"),
            ("digital_economy_gdp_share", 9.6, "%", "2022", "actual", "level"),
        ],
    ),
    "a fraction of villages": (
        "6月末，我区三分之二的行政村通了5G。",
        [("village_5g_rate", 66.67, "%", "asof:2023-06-30", "actual", "level")],
    ),
    "half a billion and a dozen": (
        "A dozen digital projects with an investment of half a billion yuan broke ground in Lhasa on July 18.",
        [
            ("digital_projects", 12, "个", "asof:2023-07-18", "actual", "increment"),
            ("investment", 5 * YI, "元", "asof:2023-07-18", "plan", "level"),
        ],
    ),
    "a letter for a digit": (
        "上半年西藏网上零售额为7l.8亿元。",
        [(RETAIL, 71.8 * YI, "元", "2023-H1", "actual", "level")],
    ),
    "a number that is each ten thousand's": (
        "6月末，全区5G基站1.27万个，折合每万人34.5个。",
        [
            (STATIONS, 12700, "个", "asof:2023-06-30", "actual", "level"),
            ("base_stations_5g_per_10k", 34.5, "个", "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "the same subject twice": (
        "截至5月底，西藏累计开通5G基站1.03万个，其中今年新开通1200个。",
        [
            (STATIONS, 10300, "个", "asof:2023-05-31", "actual", "level"),
            (STATIONS, 1200, "个", "2023", "actual", "increment"),
        ],
    ),
    "a share of what stands in the clause before": (
        "2022年，数字经济核心产业增加值41亿元，占GDP比重为1.9%。",
        [
            ("digital_core_value_added", 41 * YI, "元", "2022", "actual", "level"),
            ("digital_core_gdp_share", 1.9, "%", "2022", "actual", "level"),
        ],
    ),
    "what a figure is held against is no period": (
        "一季度，网上零售额比上年同期增长15.8%，达到35.6亿元。",
        [(RETAIL, 35.6 * YI, "元", "2023-Q1", "actual", "level")],
    ),
    "doubled, to": (
        "到2025年，数字经济规模较2020年翻一番，突破600亿元。",
        [(SIZE, 600 * YI, "元", "2025", "target", "level")],
    ),
    "signed on the day of the article": (
        "论坛现场签约项目21个，签约金额38亿元。",
        [
            ("signed_projects", 21, "个", f"asof:{DAY}", "actual", "increment"),
            ("signed_investment", 38 * YI, "元", f"asof:{DAY}", "plan", "level"),
        ],
    ),
    "a plan with the day of its start": (
        "7月18日，那曲市数字物流项目开工，总投资2.6亿元，预计带动就业900人。",
        [
            ("projects_investment", 2.6 * YI, "元", "asof:2023-07-18", "plan", "level"),
            ("jobs", 900, "人", "asof:2023-07-18", "target", "level"),
        ],
    ),
    "the day of a report is not the day of a figure": (
        "记者7月18日从有关部门获悉，全区5G基站达9500个。",
        [(STATIONS, 9500, "个", f"asof:{DAY}", "actual", "level")],
    ),
    "one unit for a list": (
        "上半年，三家企业分别新建5G基站210、180、95个。",
        [(STATIONS, value, "个", "2023-H1", "actual", "increment") for value in (210, 180, 95)],
    ),
    "a list of two kinds": (
        "目前，数据中心机架和算力规模分别为5200架、900P。",
        [
            ("racks", 5200, "架", f"asof:{DAY}", "actual", "level"),
            ("computing_power", 900, "PFLOPS", f"asof:{DAY}", "actual", "level"),
        ],
    ),
    "the end of a name repeated": (
        "今年前5个月，当地新登记数字经济企业75家，5月末企业总量为816家。",
        [
            ("digital_firms", 75, "家", "2023-01..05", "actual", "increment"),
            ("digital_firms", 816, "家", "asof:2023-05-31", "actual", "level"),
        ],
    ),
    "a sum beside what was added this year": (
        "今年以来，新建电商服务站点32个，累计建成410个。",
        [
            ("e_commerce_points", 32, "个", "2023-01..asof", "actual", "increment"),
            ("e_commerce_points", 410, "个", f"asof:{DAY}", "actual", "level"),
        ],
    ),
    "added since the end of the year before": (
        "截至5月末，5G用户达151万户，比上年末净增11万户。",
        [
            ("users_5g", 1_510_000, "户", "asof:2023-05-31", "actual", "level"),
            ("users_5g", 110_000, "户", "2023-01..05", "actual", "increment"),
        ],
    ),
    "a share of villages before its noun": (
        "6月底，全区百分之九十七的行政村通了光纤。",
        [("village_fibre_rate", 97, "%", "asof:2023-06-30", "actual", "level")],
    ),
    "what is quoted as wrong": (
        "前文“信息化投资12元”应为“信息化投资12亿元”。",
        [("informatisation_investment", 12 * YI, "元", f"asof:{DAY}", "actual", "level")],
    ),
    "a row of a table": (
        "2022年主要指标。电信业务收入（亿元）：61.4；移动电话用户（万户）：341.5",
        [
            ("telecom_revenue", 61.4 * YI, "元", "2022", "actual", "level"),
            ("mobile_users", 3_415_000, "户", "2022", "actual", "level"),
        ],
    ),
    "characters driven apart": (
        "西藏 前 4 个 月 网上零售额 31.2 亿元 ， 同比 增长 4.1 % 。",
        [(RETAIL, 31.2 * YI, "元", "2023-01..04", "actual", "level")],
    ),
    "words of Taiwan": (
        "去年底，西藏寬頻用戶達138萬戶，農村網路零售額達24億元。",
        [
            ("broadband_users", 1_380_000, "户", "asof:2022-12-31", "actual", "level"),
            ("rural_online_retail", 24 * YI, "元", "asof:2022-12-31", "actual", "level"),
        ],
    ),
    "an English list": (
        "Lhasa and Nyingchi had 1,910 and 620 5G base stations, respectively, as of the end of May.",
        [(STATIONS, value, "个", "asof:2023-05-31", "actual", "level") for value in (1910, 620)],
    ),
    "English plans and targets": (
        "Xizang plans to build 900 5G base stations next year. It is set to have 20,000 5G base stations by 2027.",
        [
            (STATIONS, 900, "个", "2024", "plan", "increment"),
            (STATIONS, 20000, "个", "2027", "target", "level"),
        ],
    ),
    "growth without a level": (
        "一季度，电信业务总量同比增长17%。",
        [("telecom_volume", None, "元", "2023-Q1", "actual", "level")],
    ),
    "words that no rule knows stand between a name and its number": (
        "上半年，拉萨市网上零售额一路走高，定格在36.5亿元。",
        [(RETAIL, 36.5 * YI, "元", "2023-H1", "actual", "level")],
    ),
    "a noun of its own parts a number from the name before": (
        "上半年，数字经济企业上缴税收3.2亿元。",
        [(None, 3.2 * YI, "元", "2023-H1", "actual", "level")],
    ),
    "what a share is of is no subject": (
        "6月末，5G用户131万户，占移动电话用户的38%，上半年净增14万户。",
        [
            ("users_5g", 1_310_000, "户", "asof:2023-06-30", "actual", "level"),
            ("user_share_5g", 38, "%", "asof:2023-06-30", "actual", "level"),
            ("users_5g", 140_000, "户", "2023-H1", "actual", "increment"),
        ],
    ),
    "a list that leaves the end of its names to the last": (
        "6月末，全区移动电话、固定宽带用户分别为338万户和127万户。",
        [
            ("mobile_users", 3_380_000, "户", "asof:2023-06-30", "actual", "level"),
            ("broadband_users", 1_270_000, "户", "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "a span of years is a list of years": (
        "2020—2022年，全区电商交易额分别为210亿元、268亿元、312亿元。",
        [
            ("e_commerce_transactions", value * YI, "元", year, "actual", "level")
            for value, year in ((210, "2020"), (268, "2021"), (312, "2022"))
        ],
    ),
    "a growth finds its subject in the clause before": (
        "上半年，网上零售额增势强劲，同比增长19.4%。",
        [(RETAIL, None, "元", "2023-H1", "actual", "level")],
    ),
    "a second growth with a period of its own": (
        "上半年，快递业务量120万件，同比增长20%；6月业务量增长5.1%。",
        [
            ("parcels", 1_200_000, "件", "2023-H1", "actual", "level"),
            ("parcels", None, "件", "2023-06", "actual", "level"),
        ],
    ),
    "by how much an amount rose is no amount": (
        "2022年，电信业务收入61亿元，比上年增加4亿元。",
        [("telecom_revenue", 61 * YI, "元", "2022", "actual", "level")],
    ),
    "what a figure is held against is none": (
        "每万人拥有5G基站26.9个，比全国平均水平高6.1个。",
        [("base_stations_5g_per_10k", 26.9, "个", f"asof:{DAY}", "actual", "level")],
    ),
    "a count without its unit": (
        "6月末，移动电话用户突破350万，农村网络零售额突破三十亿大关。",
        [
            ("mobile_users", 3_500_000, "户", "asof:2023-06-30", "actual", "level"),
            ("rural_online_retail", 30 * YI, "元", "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "months and years in numerals": (
        "二〇二二年十二月末，全区5G用户一百一十七万户；今年前五个月，开展电商直播三十六场。",
        [
            ("users_5g", 1_170_000, "户", "asof:2022-12-31", "actual", "level"),
            ("livestreams", 36, "场", "2023-01..05", "actual", "level"),
        ],
    ),
    "the year of the sentence before": (
        "2021年，全区电信业务收入58亿元。年末移动电话用户330万户。",
        [
            ("telecom_revenue", 58 * YI, "元", "2021", "actual", "level"),
            ("mobile_users", 3_300_000, "户", "asof:2021-12-31", "actual", "level"),
        ],
    ),
    "a line that goes on in the next one": (
        "截至6月底，光缆线路长度达\n36万公里。",
        [("fibre_km", 360_000, "公里", "asof:2023-06-30", "actual", "level")],
    ),
    "characters left as their codes, and injected readings": (
        "上半年，全区(qū)软件业务收&#20837;12. 4亿元。",
        [("software_revenue", 12.4 * YI, "元", "2023-H1", "actual", "level")],
    ),
    "a word of Hong Kong": (
        "現時全區固網寬頻用戶約112萬戶。",
        [("broadband_users", 1_120_000, "户", f"asof:{DAY}", "actual", "level")],
    ),
    "a month to come, in a plan": (
        "昌都市计划12月底前新建5G基站300个。",
        [(STATIONS, 300, "个", "asof:2023-12-31", "plan", "increment")],
    ),
    "no distance, price or ordinal": ("机房距县城86公里，一部5G手机售价1999元，西藏列全国第23位。", []),
    "English goes on with a subject": (
        "By the end of April, Qinghai had 18,000 5G base stations and Yunnan had 83,000. Xizang alone had 9,400.",
        [(STATIONS, value, "个", "asof:2023-04-30", "actual", "level") for value in (18000, 83000, 9400)],
    ),
    "English built in a year, and in all": (
        "Tibet built 2,820 new 5G base stations in 2021, bringing the total to 6,540 by the end of the year.",
        [
            (STATIONS, 2820, "个", "2021", "actual", "increment"),
            (STATIONS, 6540, "个", "asof:2021-12-31", "actual", "level"),
        ],
    ),
    "English conversions are no figures": (
        "Online sales in Lhasa topped 3.6 billion yuan (about 500 million U.S. dollars) in 2022.",
        [(RETAIL, 3.6e9, "元", "2022", "actual", "level")],
    ),
    "English plans for later": (
        "Lhasa will build 3,000 more server racks this year and plans to invest 640 million yuan in data centers.",
        [
            ("racks", 3000, "架", "2023", "plan", "increment"),
            ("data_centre_investment", 640e6, "元", "2023", "plan", "level"),
        ],
    ),
    "a quarter of the past year that the sentence began with": (
        "2022年，网络零售额一季度为21.4亿元，四季度升至33.6亿元。",
        [
            (RETAIL, 2_140_000_000, "元", "2022-Q1", "actual", "level"),
            (RETAIL, 3_360_000_000, "元", "2022-Q4", "actual", "level"),
        ],
    ),
    "before the year ends is still to come": (
        "昌都现有5G基站96个，年底前还要再建40个。",
        [
            (STATIONS, 96, "个", f"asof:{DAY}", "actual", "level"),
            (STATIONS, 40, "个", "asof:2023-12-31", "plan", "increment"),
        ],
    ),
    "a share behind a growth is of the span": (
        "上半年，数字经济增加值142.6亿元，增长9.8%，占GDP的比重为11.9%。",
        [
            ("digital_economy_value_added", 142.6 * YI, "元", "2023-H1", "actual", "level"),
            ("digital_value_added_gdp_share", 11.9, "%", "2023-H1", "actual", "level"),
        ],
    ),
    "what was really done ends a target": (
        "原定全年新建5G基站900个的目标不变；上半年实际建成620个。",
        [
            (STATIONS, 900, "个", "2023", "target", "increment"),
            (STATIONS, 620, "个", "2023-H1", "actual", "increment"),
        ],
    ),
    "built by what was planned before": (
        "项目计划投资9.6亿元，建设标准机架4200架。",
        [
            ("data_centre_investment", 9.6 * YI, "元", f"asof:{DAY}", "plan", "level"),
            ("standard_racks", 4200, "架", f"asof:{DAY}", "plan", "increment"),
        ],
    ),
    "a mark that was passed, and the exact figure": (
        "6月末，西藏5G基站总数跨过一万个关口，达到10120个。",
        [(STATIONS, 10120, "个", "asof:2023-06-30", "actual", "level")],
    ),
    "added against the quarter before": (
        "6月末，西藏千兆宽带用户达6.9万户，比一季度末增加1.1万户。",
        [
            ("gigabit_users", 69000, "户", "asof:2023-06-30", "actual", "level"),
            ("gigabit_users", 11000, "户", "2023-Q2", "actual", "increment"),
        ],
    ),
    "English invested, with a decimal, in a data centre": (
        "Xizang plans to invest 1.8 billion yuan in a data center.",
        [("data_centre_investment", 1.8e9, "元", f"asof:{DAY}", "plan", "level")],
    ),
    "no figures": ("2023年7月20日，第3届西藏数字经济论坛举行，会期3天，推进5G和三年行动方案（2023—2025年）。", []),
    "a number without a noun": ("他得了98.5%。这是5个。", []),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_figure_is_found_in_this_shape(indicators: Indicators, name: str) -> None:
    text, expected = SHAPES[name]
    assert rows(found(indicators, text)) == expected


AS_OF = "asof:2020-07-29"
SEED_ROWS: list[Row] = [
    (SIZE, 17_130_000_000, "元", "2020-H1", "actual", "level"),
    ("industrial_digital_projects", 23, "个", "2020-H1", "actual", "increment"),
    ("big_data_demonstrations", 4, "个", "2020-H1", "actual", "level"),
    ("industry_demonstrations", 2, "个", "2020-H1", "actual", "level"),
    (STATIONS, 997, "个", AS_OF, "actual", "level"),
    ("hospitals_informatised", 90, "家", AS_OF, "actual", "level"),
    ("smart_schools", 341, "所", AS_OF, "actual", "level"),
    ("service_windows", 172, "个", AS_OF, "actual", "level"),
    ("digital_transformation_projects", 16, "个", AS_OF, "actual", "level"),
    ("software_firms", 300, "家", "2020-H1", "actual", "level"),
    ("software_revenue", 31 * YI, "元", "2020-H1", "actual", "level"),
    (SIZE, 165 * YI, "元", "2020-H2", "target", "level"),
    ("informatisation_investment", 18, "元", "2020-H2", "target", "level"),
    ("application_demonstration_firms", 6, "家", "2020-H2", "target", "level"),
    ("industrial_digital_demonstration_firms", 10, "家", "2020-H2", "target", "level"),
    (STATIONS, 1000, "个", "2020-H2", "target", "increment"),
    ("telemedicine_rate", 100, "%", "2020-H2", "target", "level"),
    ("digital_industry_jobs", 12000, "人", "2020-H2", "target", "level"),
]


def test_the_figures_of_a_half_year_report_are_all_found(indicators: Indicators) -> None:
    listed = found(indicators, SEED, title=TITLE, day=SEED_DAY)
    assert rows(listed) == SEED_ROWS
    assert (listed[0].growth_percent, listed[0].growth_base, listed[0].region) == (22.3, "yoy", "西藏")
    assert [one.value for one in listed if one.flags] == [18]
    assert [one.qualifier for one in listed if one.qualifier] == ["近", "约", "以上", "以上"]


@pytest.mark.parametrize(
    ("text", "percent", "points", "base"),
    [
        ("2022年西藏数字经济规模达432亿元，同比增长13%。", 13.0, None, "yoy"),
        ("2022年西藏数字经济规模达432亿元，比上年增长约13.5%。", 13.5, None, "yoy"),
        ("6月西藏网上零售额12亿元，环比下降2.1%。", -2.1, None, "mom"),
        ("2022年西藏数字经济规模同比增长13%，达432亿元。", 13.0, None, "yoy"),
        ("2022年西藏数字经济规模432亿元，较2020年翻一番。", 100.0, None, None),
        ("2022年西藏数字经济规模432亿元，同比增长1.2倍。", 120.0, None, "yoy"),
        ("2022年西藏数字经济规模432亿元，同比增长近一倍。", 100.0, None, "yoy"),
        ("2022年西藏数字经济规模432亿元，增长两成。", 20.0, None, "yoy"),
        ("6月西藏网上零售额为上年同期的1.6倍。", 60.0, None, "yoy"),
        ("6月西藏网上零售额12亿元（+9.6%）。", 9.6, None, "yoy"),
        ("6月西藏网上零售额12亿元（同比：-3.4%，环比：+5.1%）。", -3.4, None, "yoy"),
        ("2022年数字经济占GDP比重为20%，比上年提高1.3个百分点。", None, 1.3, "yoy"),
        ("2022年西藏数字经济规模432亿元，增速收窄2个百分点。", None, None, None),
        ("2022年西藏数字经济规模432亿元，五年年均增长20%。", None, None, None),
        ("2022年西藏数字经济规模432亿元。", None, None, None),
    ],
)
def test_growth_hangs_on_its_level(
    indicators: Indicators, text: str, percent: float | None, points: float | None, base: str | None
) -> None:
    (one,) = found(indicators, text)
    assert (one.growth_percent, one.growth_points, one.growth_base) == (percent, points, base)


def test_a_growth_with_a_subject_of_its_own_is_a_figure_of_its_own(indicators: Indicators) -> None:
    size, income = found(indicators, "2022年西藏数字经济规模432亿元，旅游收入同比增长9%。")
    assert (size.growth_percent, income.indicator, income.value, income.growth_percent) == (None, None, None, 9.0)


def test_growths_of_a_list_go_to_their_levels(indicators: Indicators) -> None:
    text = "上半年，网上零售额和电信业务收入分别达46.3亿元和32亿元，同比分别增长20%和5%。"
    assert [(one.indicator, one.growth_percent) for one in found(indicators, text)] == [
        (RETAIL, 20.0),
        ("telecom_revenue", 5.0),
    ]


@pytest.mark.parametrize(
    ("text", "qualifier", "value", "value_max"),
    [
        ("数字经济规模约432亿元。", "约", 432e8, None),
        ("数字经济规模超过400亿元。", "超", 400e8, None),
        ("数字经济规模突破400亿元。", "突破", 400e8, None),
        ("数字经济规模达400亿元以上。", "以上", 400e8, None),
        ("数字经济规模近1.2万亿元。", "近", 1.2e12, None),
        ("数字经济规模近千亿元。", "近", 1e11, None),
        ("数字经济规模为三点五亿元。", None, 3.5e8, None),
        ("数字经济规模为300至350亿元。", None, 300e8, 350e8),
        ("数字经济规模为300亿—350亿元。", None, 300e8, 350e8),
        ("数字经济规模为四百亿元。", None, 400e8, None),
        ("数字经济规模为1,234.5亿元。", None, 1234.5e8, None),
    ],
)
def test_values_are_in_the_base_unit(
    indicators: Indicators, text: str, qualifier: str | None, value: float, value_max: float | None
) -> None:
    (one,) = found(indicators, text)
    assert (one.qualifier, one.value, one.value_max, one.unit) == (qualifier, value, value_max, "元")


@pytest.mark.parametrize(
    ("said", "day", "period"),
    [
        ("上半年", "2020-07-29", "2020-H1"),
        ("去年上半年", "2020-07-29", "2019-H1"),
        ("前三季度", "2020-11-02", "2020-Q1..Q3"),
        ("四季度", "2021-01-15", "2020-Q4"),
        ("12月", "2021-01-15", "2020-12"),
        ("1—5月", "2020-06-20", "2020-01..05"),
        ("1至6月", "2020-07-20", "2020-H1"),
        ("今年前5个月", "2020-06-20", "2020-01..05"),
        ("截至目前", "2020-07-29", "asof:2020-07-29"),
        ("截至6月底", "2020-07-29", "asof:2020-06-30"),
        ("截至2020年2月底", "2020-07-29", "asof:2020-02-29"),
        ("截至去年底", "2020-07-29", "asof:2019-12-31"),
        ("“十三五”末", "2021-01-15", "FYP13-end"),
        ("“十三五”期间", "2021-01-15", "2016..2020"),
        ("2016年以来", "2021-01-15", "2016..asof"),
        ("今年以来", "2021-05-15", "2021-01..asof"),
        ("全年", "2021-01-15", "2020"),
        ("2019年", None, "2019"),
        ("上半年", None, None),
    ],
)
def test_a_period_is_resolved_against_the_day_of_the_article(
    indicators: Indicators, said: str, day: str | None, period: str | None
) -> None:
    (one,) = found(indicators, f"{said},西藏网上零售额为46.3亿元。", day=day)
    assert one.period == period


def test_a_lost_multiplier_is_flagged_and_not_believed(indicators: Indicators) -> None:
    (one,) = found(indicators, "下半年，西藏将落实重点信息化投资18元。")
    assert (one.indicator, one.value, one.flags, one.confidence) == (
        "informatisation_investment", 18.0, ("magnitude",), "low",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2022年，西藏数字经济占GDP比重为10.3%。", "digital_economy_gdp_share"),
        ("2022年，西藏数字经济稳步发展，占GDP比重达10.3%。", "digital_economy_gdp_share"),
        ("2022年，西藏数字经济规模达432亿元，占地区生产总值的比重达10.3%。", "digital_size_gdp_share"),
        ("2022年，西藏数字经济总量在GDP中占到10.3%。", "digital_size_gdp_share"),
        ("2022年，西藏数字经济增加值占GDP比重为10.3%。", "digital_value_added_gdp_share"),
        ("2022年，西藏数字经济增加值231亿元，占GDP比重为10.3%。", "digital_value_added_gdp_share"),
        ("2022年，产业数字化占数字经济增加值的81%，数字经济增加值占GDP的10.3%。", "digital_value_added_gdp_share"),
        ("2022年，西藏数字经济核心产业增加值占GDP比重为10.3%。", "digital_core_gdp_share"),
    ],
)
def test_a_share_of_the_gdp_is_that_of_what_it_is_said_of(indicators: Indicators, text: str, key: str) -> None:
    assert [one.indicator for one in found(indicators, text) if one.value == 10.3] == [key]


@pytest.mark.parametrize(
    "text",
    [
        "截至6月底，西藏移动在全区开通5G基站7800个。",
        "中国移动西藏公司介绍业务情况。公司目前在全区开通5G基站7800个。",
        "截至6月底，中国铁塔西藏分公司建成5G基站7800个。",
        "China Mobile's Tibet branch had 7,800 5G base stations by the end of June.",
    ],
)
def test_what_one_operator_has_is_flagged_and_enters_no_series_of_the_region(indicators: Indicators, text: str) -> None:
    (one,) = found(indicators, text)
    assert (one.indicator, one.value, one.flags, one.slot) == (STATIONS, 7800.0, ("part_of_region",), None)


@pytest.mark.parametrize(
    "text",
    [
        "截至6月底，西藏移动电话用户345万户。",
        "截至6月底，西藏电信企业的移动电话用户345万户。",
        "中国移动西藏公司的负责人说，截至6月底，全区移动电话用户345万户。",
        "截至6月底，西藏移动、西藏电信、西藏联通三家合计有移动电话用户345万户。",
    ],
)
def test_what_the_region_has_is_not_taken_for_one_operators(indicators: Indicators, text: str) -> None:
    (one,) = found(indicators, text)
    assert (one.indicator, one.flags, one.slot) == ("mobile_users", (), "asof:2023-06-30")


def test_a_growth_without_a_level_is_as_sure_as_its_period(indicators: Indicators) -> None:
    (said,) = found(indicators, "2022年，西藏网上零售额同比增长12%。")
    assert (said.value, said.growth_percent, said.confidence, said.slot) == (None, 12.0, "high", "2022")
    (guessed,) = found(indicators, "西藏网上零售额同比增长12%。")
    assert (guessed.confidence, guessed.slot) == ("low", None)


@pytest.mark.parametrize("prices", ["不变价", "可比价格", "价格", "度不变价"])
def test_the_year_whose_prices_are_meant_dates_nothing(indicators: Indicators, prices: str) -> None:
    text = f"2022年，电信业务总量84.9亿元，按上年{prices}计算同比增长20.5%；完成电信业务收入65.7亿元，同比增长7.2%。"
    assert [one.period for one in found(indicators, text)] == ["2022", "2022"]


def test_an_english_count_of_the_matter_is_kept_unnamed_and_how_far_it_reaches_is_not(indicators: Indicators) -> None:
    text = "The park has installed 4,600 sensors by June, covering 74 counties within 12 years."
    assert rows(found(indicators, text)) == [(None, 4600.0, "个", "asof:2023-06-30", "actual", "level")]


def test_a_share_above_all_is_flagged(indicators: Indicators) -> None:
    (one,) = found(indicators, "2022年数字经济占GDP比重达到120%。")
    assert one.flags == ("magnitude",)


def test_a_full_width_comma_parts_two_figures_and_an_ascii_one_groups_thousands(indicators: Indicators) -> None:
    parted = found(indicators, "西藏建成5G基站997\uff0c341所中小学用上智慧校园。")
    assert [one.value for one in parted] == [341]
    assert [one.value for one in found(indicators, "西藏建成5G基站1,341个。")] == [1341]


def test_the_sentence_and_its_place_are_as_printed(indicators: Indicators) -> None:
    text = "拉薩消息。\n2022年，西藏數字經濟規模達432.5億元，同比增長13%。完。"
    (one,) = found(indicators, text)
    assert one.sentence == "2022年，西藏數字經濟規模達432.5億元，同比增長13%。"
    assert text[one.sentence_at :].startswith(one.sentence)
    assert one.printed == "432.5億元"


def test_the_period_and_region_are_carried_within_a_paragraph_only(indicators: Indicators) -> None:
    text = "上半年，拉萨市加快建设。网上零售额达20亿元。\n电信业务收入达12亿元。"
    first, second = found(indicators, text, title="西藏通信业运行情况")
    assert (first.period, first.region, first.confidence) == ("2023-H1", "拉萨", "medium")
    assert (second.period, second.region, second.confidence) == (f"asof:{DAY}", "西藏", "low")


def test_a_headline_dates_the_amounts_of_every_paragraph_and_a_year_that_is_over_all(indicators: Indicators) -> None:
    text = "通信业运行平稳。\n电信业务收入12亿元。5G基站9400个。"
    income, stations = found(indicators, text, title="上半年西藏通信业运行情况")
    assert (income.period, stations.period) == ("2023-H1", f"asof:{DAY}")
    assert {one.period for one in found(indicators, text, title="2022年西藏通信业公报")} == {"2022"}


def test_a_bulletin_counts_what_stands_at_the_end_of_its_months(indicators: Indicators) -> None:
    text = "移动电话用户：338.4万户\n5G基站：1.03万个"
    assert {one.period for one in found(indicators, text, title="6月通信业运行简报")} == {"asof:2023-06-30"}


def test_the_year_that_an_article_speaks_of_holds_in_the_next_paragraph(indicators: Indicators) -> None:
    text = "2021年，网上零售额12亿元。\n年末，移动电话用户330万户。"
    assert [one.period for one in found(indicators, text)] == ["2021", "asof:2021-12-31"]


def test_two_definitions_never_share_an_indicator(indicators: Indicators) -> None:
    text = "2022年，西藏数字经济规模432亿元，数字经济增加值120亿元，数字经济核心产业增加值41亿元。"
    assert [one.definition for one in found(indicators, text)] == [
        "数字经济规模",
        "数字经济增加值",
        "数字经济核心产业增加值",
    ]
    assert len({one.indicator for one in found(indicators, text)}) == 3


def test_a_sentence_ends_at_a_full_stop_or_a_line(indicators: Indicators) -> None:
    text = "一是1.5亿元。二！\n三 It rose 1.5 points. Next one."
    assert [one.printed for one in sentences(text)] == ["一是1.5亿元。", "二！", "三 It rose 1.5 points.", "Next one."]
    assert all(text[one.at :].startswith(one.printed) for one in sentences(text))


@pytest.mark.parametrize(
    "text",
    ["第3个", "2020年7月21日", "24个月", "5个工作日", "县级以上", "第二十六条", "5G网络", "", "。。。"],
)
def test_dates_and_ordinals_are_no_quantities(text: str) -> None:
    assert not list(quantities(plain(text)))


@pytest.mark.parametrize("filling", ["达到", "超过", "增长到", "其并", "约为"])
def test_a_long_run_of_filling_costs_no_time(indicators: Indicators, filling: str) -> None:
    started = time.process_time()
    found(indicators, f"数字经济规模{filling * 200}怪5亿元,同比增长{filling * 200}怪5%。")
    assert time.process_time() - started < 1


def test_the_filter_gives_every_column() -> None:
    line = {"id": 7, "title": None, "text": "2022年西藏数字经济规模达432亿元。", "published_at": DAY, "source": None}
    words = [sys.executable, "-m", "pipelines.figures"]
    done = subprocess.run(words, cwd=ROOT, input=json.dumps(line) + "\n{}\n", capture_output=True, text=True)
    answer, bad = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, answer["id"], bad) == (0, 7, {"id": None, "error": "id is missing"})
    (figure,) = answer["figures"]
    assert set(figure) == set(Figure.__dataclass_fields__)
    assert figure["value"] == 432e8


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ('units = ["元"]', 'units = ["圆"]', "indicator[1].units", "no unit that is read"),
        ("least = 1e8", "least = 1e20", "indicator[1].least", "above most"),
        ('units = ["元"]\nflow = true', 'units = ["元"]\nflow = "yes"', "indicator[1].flow", "true or false"),
        ('key = "digital_economy_revenue"', 'key = "digital_economy_size"', "indicator[2].key", "stands under"),
        ('"数字经济总规模",', '"数字经济营收",', "indicator[2].names", "stands under digital_economy_size"),
        ("[[indicator]]\n", "[[indicator]]\nnaems = []\n", "indicator[1].naems", "did you mean names"),
        ('name = "拉萨"', "", "region[2].name", "missing"),
    ],
)
def test_a_wrong_key_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, key: str, says: str) -> None:
    whole = INDICATORS.read_text("utf-8")
    assert old in whole
    path = tmp_path / "indicators.toml"
    path.write_text(whole.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_indicators(path)
    assert raised.value.key == key
    assert says in raised.value.remedy
