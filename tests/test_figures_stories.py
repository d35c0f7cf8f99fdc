"""What reporters leave to the clause or sentence before: a subject, a sum, that something is done, when it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.items import Article, Figure
from pipelines.figures import Indicators, figures, load_indicators

INDICATORS = Path(__file__).resolve().parents[1] / "data" / "indicators.toml"
DAY = "2023-07-20"
NOW = f"asof:{DAY}"
STATIONS = "base_stations_5g"

# indicator, value, period, status, measure
Row = tuple[str | None, float | None, str, str, str]

SUBJECTS: dict[str, tuple[str, list[Row]]] = {
    "the last thing in the same unit": (
        "去年，网络零售额达8.2亿元，占全市的12.5%。今年的目标是突破9亿元。",
        [
            ("online_retail", 820000000, "2022", "actual", "level"),
            (None, 12.5, "2022", "actual", "level"),
            ("online_retail", 900000000, "2023", "target", "level"),
        ],
    ),
    "the end of its name alone": (
        "2022年软件业务收入4.1亿元。收入上半年已有2.6亿元。",
        [
            ("software_revenue", 410000000, "2022", "actual", "level"),
            ("software_revenue", 260000000, "2023-H1", "actual", "level"),
        ],
    ),
    "two places in step, of the sentence before": (
        "6月，全区快递业务量210万件。其中，拉萨、山南分别为120万件和30万件。",
        [
            ("parcels", 2100000, "2023-06", "actual", "level"),
            ("parcels", 1200000, "2023-06", "actual", "level"),
            ("parcels", 300000, "2023-06", "actual", "level"),
        ],
    ),
    "not that of which it is a share": (
        "6月末，5G用户在全区移动电话用户中占比达48%，用户数为160万户。",
        [
            ("user_share_5g", 48, "asof:2023-06-30", "actual", "level"),
            ("users_5g", 1600000, "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "two kinds counted as one are neither": (
        "上半年，全区新建4G、5G基站共计860个。",
        [("mobile_stations", 860, "2023-H1", "actual", "increment")],
    ),
    "two kinds in step are each": (
        "上半年，全区新建4G、5G基站分别为260个和600个。",
        [
            ("base_stations_4g", 260, "2023-H1", "actual", "increment"),
            (STATIONS, 600, "2023-H1", "actual", "increment"),
        ],
    ),
    "no users are built": (
        "2022年5G基站新建860个，移动电话用户210万户；今年拟新建900个。",
        [
            (STATIONS, 860, "2022", "actual", "increment"),
            ("mobile_users", 2100000, "2022", "actual", "level"),
            (STATIONS, 900, "2023", "plan", "increment"),
        ],
    ),
    "money beside racks is a data centre's": (
        "二期规划到2024年底建成机架1.8万架，计划投资16亿元。",
        [
            ("racks", 18000, "asof:2024-12-31", "target", "level"),
            ("data_centre_investment", 1600000000, NOW, "plan", "level"),
        ],
    ),
    "racks are what is counted in 架": (
        "6月末，青海机架达3.1万架。西藏各园区加起来投运5800架。",
        [
            ("racks", 31000, "asof:2023-06-30", "actual", "level"),
            ("racks", 5800, "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "what was mended is no figure of what stands": (
        "截至7月12日，累计抢修基站91个。",
        [(None, 91, "asof:2023-07-12", "actual", "cumulative")],
    ),
    "goods where the sentence says that they went online": (
        "去年合作社在电商平台卖出青稞320吨。",
        [(None, 320, "2022", "actual", "level")],
    ),
    "how large a village is, is none": (
        "20户以上自然村4G覆盖率达到95%。",
        [("village_4g_rate", 95, NOW, "actual", "level")],
    ),
    "how dear a project is, is none": (
        "签约数字经济项目12个，其中5亿元以上项目3个。",
        [("digital_projects", 12, NOW, "actual", "increment"), ("projects", 3, NOW, "actual", "increment")],
    ),
    "the articles of a document are none": ("数字乡村实施意见共分五个部分二十六条。", []),
    "a harvest is none": ("去年合作社收获青稞320吨。", []),
    "a level that another is held against, with its year": (
        "2022年，网络零售额7.2亿元，较2021年的6.1亿元增长18%。",
        [
            ("online_retail", 720000000, "2022", "actual", "level"),
            ("online_retail", 610000000, "2021", "actual", "level"),
        ],
    ),
    "what is pointed back at is said once": (
        "行政村5G通达率只有五成六，为这五成六，今年上半年投资4.2亿元。",
        [
            ("village_5g_rate", 56, NOW, "actual", "level"),
            ("investment", 420000000, "2023-H1", "actual", "level"),
        ],
    ),
}
SUMS: dict[str, tuple[str, list[Row]]] = {
    "since a year, of whatever was done": (
        "2021年以来，县里开展直播带货210场，培训学员1300人次。",
        [
            ("livestreams", 210, "2021..asof", "actual", "cumulative"),
            (None, 1300, "2021..asof", "actual", "cumulative"),
        ],
    ),
    "but what was built since stands": (
        "2021年以来，全市建成县级物流中心48个。",
        [(None, 48, "2021..asof", "actual", "level")],
    ),
    "a name with 计划 in it plans nothing": (
        "“村播计划”实施两年来，累计培训主播2600名。",
        [(None, 2600, "2021..asof", "actual", "cumulative")],
    ),
    "a sum goes on in the next clause": (
        "平台上线以来，累计完成订单8.2万单，成交额1100万元。",
        [(None, 82000, NOW, "actual", "cumulative"), (None, 11000000, NOW, "actual", "cumulative")],
    ),
    "since a month": (
        "自5月开馆，刷脸借阅的读者累计1.2万人次。",
        [(None, 12000, "2023-05..asof", "actual", "cumulative")],
    ),
}
DONE: dict[str, tuple[str, list[Row]]] = {
    "new, and then only counted": (
        "全县今年新架的光缆，计312公里。",
        [("fibre_km", 312, "2023", "actual", "increment")],
    ),
    "firms that moved in": (
        "In the first half of 2023, 74 digital firms moved in.",
        [("digital_firms", 74, "2023-H1", "actual", "increment")],
    ),
    "from where an aim starts": (
        "县里打算年内把电商服务站从现在的17个加到25个。",
        [("e_commerce_points", 17, NOW, "actual", "level"), ("e_commerce_points", 25, "2023", "target", "level")],
    ),
    "what stands ends a plan of the clause before": (
        "双方将在拉萨新建机架1500架；作为对照，四川的在网机架已有1.6万架。",
        [("racks", 1500, NOW, "plan", "increment"), ("racks", 16000, NOW, "actual", "level")],
    ),
    "what stands ends a plan of the sentence before": (
        "二期将部署标准机架2000架。一期现有算力800P。",
        [
            ("standard_racks", 2000, NOW, "plan", "increment"),
            ("computing_power", 800, NOW, "actual", "level"),
        ],
    ),
    "what is ordered to be added is planned": (
        "会议要求，全年新建5G基站不低于2000个。",
        [(STATIONS, 2000, "2023", "plan", "increment")],
    ),
    "what is aimed to be added is a target": (
        "全年力争新建5G基站2000个。",
        [(STATIONS, 2000, "2023", "target", "increment")],
    ),
    "a contract's sum is no plan": (
        "一季度，公司数据存储合同额4.2亿元。",
        [(None, 420000000, "2023-Q1", "actual", "level")],
    ),
    "a promise": (
        "县里承诺到2024年把固定宽带用户做到9000户以上。",
        [("broadband_users", 9000, "2024", "target", "level")],
    ),
    "what stands now has no month of the sentence before": (
        "6月，全市快递业务量47万件。全市已有1290个建制村通快递。",
        [("parcels", 470000, "2023-06", "actual", "level"), (None, 1290, NOW, "actual", "level")],
    ),
    "a total joined with what was added": (
        "2022年，全区新增5G基站2300个、总数突破8000个。",
        [(STATIONS, 2300, "2022", "actual", "increment"), (STATIONS, 8000, "2022", "actual", "level")],
    ),
    "a total behind what this year added": (
        "今年全区新增数字经济企业58家，总数达到271家。",
        [
            ("digital_firms", 58, "2023", "actual", "increment"),
            ("digital_firms", 271, NOW, "actual", "level"),
        ],
    ),
}
CASES = [(idea, text, expected) for table in (SUBJECTS, SUMS, DONE) for idea, (text, expected) in table.items()]


@pytest.fixture(scope="module")
def indicators() -> Indicators:
    return load_indicators(INDICATORS)


def found(indicators: Indicators, text: str) -> tuple[Figure, ...]:
    return figures(Article(url="https://a.cn/1", title="数字经济", text=text, published_at=DAY), indicators)


@pytest.mark.parametrize(("idea", "text", "expected"), CASES, ids=[idea for idea, _, _ in CASES])
def test_a_story_is_read_on(indicators: Indicators, idea: str, text: str, expected: list[Row]) -> None:
    listed = [(one.indicator, one.value, one.period, one.status, one.measure) for one in found(indicators, text)]
    assert listed == expected, idea


def test_a_growth_may_stand_before_its_verb(indicators: Indicators) -> None:
    one = found(indicators, "上半年，全区电信业务总量12.9%的同比增速居全国前列。")[0]
    assert (one.indicator, one.value, one.growth_percent, one.growth_base) == ("telecom_volume", None, 12.9, "yoy")


def test_a_month_to_come_in_english_is_this_years(indicators: Indicators) -> None:
    text = "The region will add 2,600 5G base stations this year, bringing the total to 9,000 by the end of December."
    assert [one.period for one in found(indicators, text)] == ["2023", "asof:2023-12-31"]
