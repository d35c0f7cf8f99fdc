"""What an indicator is called by bulletins and reporters, and how they say when, how much more and what is to come."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.errors import DefinitionError
from crawlers.items import Article, Figure
from pipelines.figures import Indicators, figures, load_indicators
from pipelines.figures.wordings import literal_part

INDICATORS = Path(__file__).resolve().parents[1] / "data" / "indicators.toml"
DAY = "2023-07-20"

CHINESE = {
    "digital_economy_size": ("5.1亿元", "数字经济总产值 数字经济市场规模 数字经济产业规模 数字经济总值"),
    "base_stations_5g": ("1.2万个", "5G无线基站 5G室分基站 5G物理站 5G（含5G-A）基站 5G站址"),
    "base_stations_4g": ("3.4万个", "4G站点 4G网络基站 4G（LTE）基站"),
    "base_stations_5g_per_10k": ("33.8个", "每万常住人口拥有5G基站 每万名居民拥有5G基站 5G基站万人拥有量"),
    "broadband_users": ("137.4万户", "宽带在网用户 家宽用户 固定宽带家庭用户 固定互联网宽带接入用户"),
    "gigabit_users": ("38.2万户", "千兆及以上接入速率的固定宽带用户 千兆网用户 1Gbps及以上宽带用户"),
    "broadband_users_100m": ("118万户", "100Mbps及以上接入速率的固定互联网宽带接入用户 百兆以上宽带用户"),
    "rural_broadband_users": ("25万户", "农村宽带用户"),
    "broadband_ports": ("268.9万个", "固定互联网宽带接入端口"),
    "mobile_users": ("351.6万户", "移动电话在网用户 移动终端用户"),
    "users_5g": ("178.3万户", "5G登网用户 使用5G网络的用户 5G活跃用户"),
    "fibre_km": ("38.9万公里", "光网里程 通信光缆总里程"),
    "fibre_km_part": ("4.3万公里", "长途光缆线路 接入网光缆"),
    "online_retail": ("112.6亿元", "互联网零售额 网络购物零售额 网上商品和服务零售额 网络零售额（含服务类）"),
    "online_retail_goods": ("68.1亿元", "实物类网络零售额 实物商品网零额 商品类网络零售额"),
    "rural_online_retail": ("18.9亿元", "农牧区网络零售额 乡村网络零售额 农村电商网络零售额"),
    "cross_border_e_commerce": ("3.6亿元", "跨境电商验放货值 跨境网购进出口额"),
    "telecom_revenue": ("30.2亿元", "通信服务收入 三家运营商业务收入"),
    "telecom_volume": ("29.4亿元", "电信业务总额 通信业务量"),
    "village_fibre_rate": ("98.6%", "村级光纤覆盖率 农村宽带通达率"),
    "village_network_rate": ("98.6%", "行政村通网率"),
    "postal_parcels": ("8200万件", "邮政快递业寄递业务量"),
}
ENGLISH = {
    "digital_core_revenue": ("10.1 billion yuan", "revenue of the core digital sector"),
    "digital_economy_value_added": ("21.5 billion yuan", "value-added output of the digital economy"),
    "online_retail_goods": ("6.8 billion yuan", "online retail sales of tangible goods"),
    "rural_online_retail": ("1.9 billion yuan", "online retail sales in the countryside"),
    "telecom_revenue": ("3.02 billion yuan", "telecom business income"),
    "base_stations_5g": ("12,386", "number of 5G cell sites"),
    "broadband_users": ("1.37 million", "number of households with broadband"),
    "gigabit_users": ("382,000", "number of gigabit-level broadband users"),
    "users_5g": ("1.78 million", "number of 5G cellphone users"),
    "parcels": ("21.7 million", "express delivery business volume"),
    "mobile_internet_users": ("2.9 million", "number of mobile internet users"),
}

# indicator, value, period, status, measure
Row = tuple[str | None, float | None, str, str, str]
NOW = f"asof:{DAY}"

SHAPES: dict[str, tuple[str, list[Row]]] = {
    "a state in a half year is that of its end": (
        "上半年，西藏移动电话用户达365.2万户。",
        [("mobile_users", 3_652_000, "asof:2023-06-30", "actual", "level")],
    ),
    "what was kept up is of the whole span": (
        "一季度，行政村4G网络覆盖率保持99%。",
        [("village_4g_rate", 99, "2023-Q1", "actual", "level")],
    ),
    "the sum of a span named in the sentence before is its amount": (
        "上半年，通信业运行平稳。电信业务收入累计完成30.2亿元。",
        [("telecom_revenue", 30.2e8, "2023-H1", "actual", "level")],
    ),
    "a span of days": (
        "7月1日至7日，全区快递揽收量36.4万件。",
        [("parcels", 364_000, "2023-07-01..2023-07-07", "actual", "level")],
    ),
    "so many years": (
        "五年来，全区信息通信业累计完成投资172亿元。",
        [("telecom_investment", 172e8, "2018..asof", "actual", "cumulative")],
    ),
    "since something began": (
        "自2019年平台上线，电商累计带动就业2600人。",
        [("jobs", 2600, "2019..asof", "actual", "cumulative")],
    ),
    "the same span a year before": (
        "上半年网络零售额98.6亿元，去年同期为90亿元。",
        [
            ("online_retail", 98.6e8, "2023-H1", "actual", "level"),
            ("online_retail", 90e8, "2022-H1", "actual", "level"),
        ],
    ),
    "the month of what stands at its end": (
        "6月末5G用户161.2万户，当月净增2.9万户，其中拉萨净增0.9万户。",
        [
            ("users_5g", 1_612_000, "asof:2023-06-30", "actual", "level"),
            ("users_5g", 29_000, "2023-06", "actual", "increment"),
            ("users_5g", 9_000, "2023-06", "actual", "increment"),
        ],
    ),
    "what is too great to be a part of what was added is one of the total": (
        "移动电话用户6月末为331.6万户，当月净增0.7万户，其中5G移动电话用户121.4万户。",
        [
            ("mobile_users", 3_316_000, "asof:2023-06-30", "actual", "level"),
            ("mobile_users", 7_000, "2023-06", "actual", "increment"),
            ("users_5g", 1_214_000, "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "a growth that was a fall": (
        "前5个月，电信业务收入增速由一季度的下降1.2%转为增长2.9%。",
        [("telecom_revenue", None, "2023-01..05", "actual", "level")],
    ),
    "an average of years is no growth of this one": (
        "上半年，数字经济规模同比增长19.4%，两年平均增长20.8%。",
        [("digital_economy_size", None, "2023-H1", "actual", "level")],
    ),
    "ahead of the nation is a difference": (
        "上半年，网络零售额同比增长10.7%，高于全国3.4个百分点。",
        [("online_retail", None, "2023-H1", "actual", "level")],
    ),
    "more than a year before, in numbers, is a difference": (
        "数字经济领域已带动就业1.7万人，同比增加两千多人。",
        [("jobs", 17_000, NOW, "actual", "level")],
    ),
    "so many for each square kilometre are no number of stations": (
        "拉萨城区5G基站密度为每平方公里6.3个。",
        [(None, 6.3, NOW, "actual", "level")],
    ),
    "what is done of what was planned": (
        "今年安排5G投资7.4亿元，前5个月已完成5.9亿元。",
        [
            ("investment_5g", 7.4e8, "2023", "plan", "level"),
            ("investment_5g", 5.9e8, "2023-01..05", "actual", "level"),
        ],
    ),
    "what follows a sentence of intentions": (
        "今年，我们要加快数字西藏建设。新建5G基站1500个，数字经济规模突破400亿元。",
        [
            ("base_stations_5g", 1500, "2023", "plan", "increment"),
            ("digital_economy_size", 400e8, "2023", "target", "level"),
        ],
    ),
    "an amount in a list of tasks": (
        "今年任务：数字经济营业收入达到180亿元，引进大数据企业不低于30家。",
        [
            ("digital_economy_revenue", 180e8, "2023", "target", "level"),
            ("digital_firms", 30, "2023", "target", "increment"),
        ],
    ),
    "a forecast ends with its half of the sentence": (
        "今年，电商交易额预计突破200亿元；快递下乡线路新开通74条。",
        [
            ("e_commerce_transactions", 200e8, "2023", "target", "level"),
            (None, 74, "2023", "actual", "increment"),
        ],
    ),
    "a number whose noun stands in the clause before": (
        "学员开出的网店，现有128个。",
        [(None, 128, NOW, "actual", "level")],
    ),
    "computing power by its unit alone": (
        "现在的家底，是420P。",
        [("computing_power", 420, NOW, "actual", "level")],
    ),
    "the figure, again": (
        "The scale of the digital economy in Tibet surpassed 33 billion yuan in 2020. The region aims to lift the "
        "figure to 65 billion yuan by 2025.",
        [
            ("digital_economy_size", 33e9, "2020", "actual", "level"),
            ("digital_economy_size", 65e9, "2025", "target", "level"),
        ],
    ),
    "the years of a plan, in English": (
        "Shannan will invest 760 million yuan in a data center over the 14th Five-Year Plan period (2021-2025).",
        [("data_centre_investment", 760e6, "2021..2025", "plan", "level")],
    ),
    "an English verb that leads to a share": (
        "The 5G coverage of administrative villages in Tibet climbed to 87.6 percent at the end of June.",
        [("village_5g_rate", 87.6, "asof:2023-06-30", "actual", "level")],
    ),
    "months of a year, in English": (
        "Online retail sales in Xizang totaled 5.8 billion yuan from January to May.",
        [("online_retail", 5.8e9, "2023-01..05", "actual", "level")],
    ),
    "what was rolled out in a year": (
        "Last year, the region rolled out 3,100 5G base stations. It intends to build 900 more 5G stations this year.",
        [
            ("base_stations_5g", 3100, "2022", "actual", "increment"),
            ("base_stations_5g", 900, "2023", "plan", "increment"),
        ],
    ),
    "an announced number, and what it is of": (
        "1.2亿元！这是阿里地区今年前5个月农村网络零售额交出的答卷。",
        [("rural_online_retail", 1.2e8, "2023-01..05", "actual", "level")],
    ),
    "the day stands at the end": (
        "5G基站1.03万个，5G用户156.8万户——这是截至4月底的成绩单。",
        [
            ("base_stations_5g", 10_300, "asof:2023-04-30", "actual", "level"),
            ("users_5g", 1_568_000, "asof:2023-04-30", "actual", "level"),
        ],
    ),
    "the quarters of a year, and names that share their end": (
        "去年四个季度，网上零售额分别为51.3亿元、61.3亿元、54.9亿元、72.6亿元。2022年西藏5G、4G基站数分别达到8056个和3.1万个。",
        [
            ("online_retail", 51.3e8, "2022-Q1", "actual", "level"),
            ("online_retail", 61.3e8, "2022-Q2", "actual", "level"),
            ("online_retail", 54.9e8, "2022-Q3", "actual", "level"),
            ("online_retail", 72.6e8, "2022-Q4", "actual", "level"),
            ("base_stations_5g", 8056, "2022", "actual", "level"),
            ("base_stations_4g", 31_000, "2022", "actual", "level"),
        ],
    ),
    "a full-width comma between full-width figures": (
        "６月底，５Ｇ基站總數達９，８６０個。",
        [("base_stations_5g", 9860, "asof:2023-06-30", "actual", "level")],
    ),
    "counties are no stations": (
        "截至6月底，定结县建成5G基站36座，全县10个乡镇5G通达率达100%。",
        [
            ("base_stations_5g", 36, "asof:2023-06-30", "actual", "level"),
            (None, 100, "asof:2023-06-30", "actual", "level"),
        ],
    ),
    "prices, marks and what is of another matter": (
        "唐卡标价从2000元到3万元不等。全年社会消费品零售总额865.8亿元。新机售价4988元，存储8GB+256GB。",
        [],
    ),
}


@pytest.fixture(scope="module")
def indicators() -> Indicators:
    return load_indicators(INDICATORS)


def found(indicators: Indicators, text: str, title: str | None = None) -> tuple[Figure, ...]:
    return figures(Article(url="", title=title, text=text, published_at=DAY), indicators)


@pytest.mark.parametrize(
    ("key", "value", "wording"), [(key, value, one) for key, (value, words) in CHINESE.items() for one in words.split()]
)
def test_a_wording_of_bulletins_names_its_indicator(indicators: Indicators, key: str, value: str, wording: str) -> None:
    for text in (f"截至2022年底，全区{wording}达{value}。", f"2022年，全区网络加快建设，其中{wording}{value}。"):
        assert [one.indicator for one in found(indicators, text, title="全区网上消费")] == [key]


@pytest.mark.parametrize(("key", "value", "wording"), [(key, *row) for key, row in ENGLISH.items()])
def test_an_english_wording_names_its_indicator(indicators: Indicators, key: str, value: str, wording: str) -> None:
    listed = found(indicators, f"The region's {wording} reached {value} at the end of 2022.", title="Online in Xizang")
    assert [one.indicator for one in listed] == [key]


@pytest.mark.parametrize("name", SHAPES)
def test_a_figure_is_found_in_this_shape(indicators: Indicators, name: str) -> None:
    text, expected = SHAPES[name]
    listed = found(indicators, text, title="数字经济")
    assert [(one.indicator, one.value, one.period, one.status, one.measure) for one in listed] == expected


def test_investment_is_a_data_centres_where_the_headline_says_so(indicators: Indicators) -> None:
    text = "二期项目计划总投资1.32亿元，拟新增标准机架640个。"
    assert found(indicators, text, title="那曲市大数据中心扩建")[0].indicator == "data_centre_investment"
    assert found(indicators, text.partition("，")[0], title="那曲市数字化项目")[0].indicator == "projects_investment"


def test_a_headline_that_tells_names_indicators_that_are_there(tmp_path: Path) -> None:
    whole = INDICATORS.read_text("utf-8")
    path = tmp_path / "indicators.toml"
    told, beside = 'instead_of = ["investment", "projects_investment"]', 'beside = ["racks"]'
    for old, new, key in (
        (told, 'instead_of = ["nothing"]', "instead_of"),
        (told, "", "instead_of"),
        (beside, 'beside = ["nothing"]', "beside"),
    ):
        path.write_text(whole.replace(old, new), "utf-8")
        with pytest.raises(DefinitionError) as raised:
            load_indicators(path)
        assert raised.value.key.endswith(key)


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        ("[45]G(?:宏|微)?基站", "基站"),
        ("(?<!跨境)(?:电商|电子商务)零售额?", "零售"),
        ("网[上络]零售(?:总|交易)?额", "零售"),
        ("跨境(?:电商(?:平台)?)+进出口", "进出口"),
        ("网零额|网购零售额", ""),
        (r"5G base stations(?:[^.;]|\.\d){0,50}per 10,000", "G base stations"),
    ],
)
def test_a_pattern_is_looked_for_only_where_its_literal_part_stands(pattern: str, literal: str) -> None:
    assert literal in literal_part(pattern)
    assert bool(literal) == bool(literal_part(pattern))
