"""Names and hosts of publishers."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawlers.errors import DefinitionError
from pipelines.publishers import Publishers, load_publishers

FILE = Path(__file__).parents[1] / "data" / "publishers.toml"


@pytest.fixture(scope="module")
def publishers() -> Publishers:
    return load_publishers(FILE)


@pytest.mark.parametrize(
    ("printed", "name", "known"),
    [
        ("中国产业经济信息网", "中国产业经济信息网", True),
        ("中國產業經濟信息網", "中国产业经济信息网", True),
        ("中国经济网", "中国经济网", True),
        (" 新华社 ", "新华社", True),
        ("新华社客户端", "新华社", True),
        ("《西藏日报》", "西藏日报", True),
        ("中国西藏新闻网", "西藏日报", True),
        ("西藏日报网", "西藏日报", True),
        ("央广网 西藏频道", "央广网", True),
        ("人民网-西藏频道", "人民网", True),
        ("人民网－人民日报", "人民日报", True),  # a full-width hyphen
        ("中国西藏新闻网—西藏商报", "西藏商报", True),
        ("中国经济网-《经济日报》", "经济日报", True),
        ("经济日报-中国经济网", "中国经济网", True),
        ("經濟日報-中國經濟網", "中国经济网", True),
        ("中经网", "中国经济网", True),
        ("中国新闻网-贵阳日报", "贵阳日报", False),  # an unknown paper that a known site carries
        ("貴陽晚報", "贵阳晚报", False),
        ("貴陽網-貴陽日報", "贵阳网-贵阳日报", False),  # neither is known: as printed
        ("Xinhua", "新华社", True),
        ("C114讯", "C114通信网", True),
        ("新华社、人民日报", "新华社、人民日报", True),
        ("新华社、新華社", "新华社", True),
        ("新华社,贵阳晚报", "新华社、贵阳晚报", False),
        ("新华社\uff0c贵阳晚报", "新华社、贵阳晚报", False),
        ("网友投稿、新华社", "新华社", True),
    ],
)
def test_a_printed_name_resolves(publishers: Publishers, printed: str, name: str, known: bool) -> None:
    found = publishers.resolve(printed)
    assert found is not None
    assert (found.name, found.known) == (name, known)


@pytest.mark.parametrize("printed", [None, "", "  ", "网友投稿", "本站", "互联网", "網絡", "《》"])
def test_what_names_nobody_is_none(publishers: Publishers, printed: str | None) -> None:
    assert publishers.resolve(printed) is None


def test_resolving_twice_changes_nothing(publishers: Publishers) -> None:
    for name in (*publishers.houses, "贵阳网-贵阳日报", "未来科技周刊"):
        first = publishers.resolve(name)
        assert first is not None
        assert publishers.resolve(first.name) == first


@pytest.mark.parametrize(
    ("host", "name", "kind"),
    [
        ("www.cinic.org.cn", "中国产业经济信息网", "industry"),
        ("WWW.CE.CN:80", "中国经济网", "official"),
        ("tibet.news.cn", "新华网", "agency"),
        ("kbm75.com", "kbm75.com", "mirror"),
    ],
)
def test_a_host_belongs_to_a_publisher(publishers: Publishers, host: str, name: str, kind: str) -> None:
    publisher = publishers.of_host(host)
    assert publisher is not None
    assert (publisher.name, publisher.publisher_class) == (name, kind)


@pytest.mark.parametrize("host", ["www.cinic.org.cn.example.com", "notce.cn", "rst.xizang.gov.cn", "gov.cn", "cn", ""])
def test_a_host_that_only_looks_alike_belongs_to_nobody(publishers: Publishers, host: str) -> None:
    assert publishers.of_host(host) is None


def test_an_unlisted_host_of_a_listed_domain_belongs_to_its_publisher(publishers: Publishers) -> None:
    found = [publishers.of_host(host) for host in ("politics.people.com.cn", "xzca.miit.gov.cn", "gdca.miit.gov.cn")]
    assert [one and one.name for one in found] == ["人民网", "西藏自治区通信管理局", "工业和信息化部"]


def test_a_site_and_its_paper_are_of_one_house(publishers: Publishers) -> None:
    assert publishers.houses["中国经济网"] == publishers.houses["经济日报"]
    assert publishers.houses["新华网"] == publishers.houses["新华社"]
    assert publishers.houses["新华社"] != publishers.houses["人民日报"]


@pytest.mark.parametrize(
    ("text", "key", "remedy"),
    [
        ('[[publisher]]\nclass = "agency"', "publisher[1].name", "missing"),
        ('[[publisher]]\nname = "甲报"\nclass = "paper"', "publisher[1].class", "official"),
        ('[[publisher]]\nname = "甲报"\nclass = "agency"\nhost = ["a.cn"]', "publisher[1].host", "hosts"),
        ('[[publisher]]\nname = "甲报"\nclass = "agency"\nhosts = ["http://a.cn/"]', "publisher[1].hosts", "http://"),
        ('[[publisher]]\nname = "甲报"\nclass = "agency"\nhouse = "乙社"', "publisher[1].house", "乙社"),
        (
            '[[publisher]]\nname = "甲报"\nclass = "agency"\n'
            '[[publisher]]\nname = "乙报"\nclass = "agency"\naliases = ["甲報"]',
            "publisher[2].aliases",
            "甲报",
        ),
        (
            '[[publisher]]\nname = "甲报"\nclass = "agency"\nhosts = ["a.cn"]\n[[mirror]]\nhosts = ["a.cn"]',
            "mirror[1].hosts",
            "甲报",
        ),
        ('[[publisher]]\nname = "甲报"\nclass = "agency"\npaths = ["/a/("]', "publisher[1].paths", "/a/("),
        ('[[publisher]]\nname = "甲报"\nclass = "agency"\npaths = ["a/1"]', "publisher[1].paths", "slash"),
        ('[[mirror]]\nof = "甲报"\nhosts = ["a.cn"]', "mirror[1].of", "甲报"),
        ("nameless = [", "", "TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key_and_remedy(tmp_path: Path, text: str, key: str, remedy: str) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as wrong:
        load_publishers(path)
    assert str(path) in str(wrong.value)
    assert wrong.value.key == key
    assert remedy in str(wrong.value)


def test_every_host_of_the_recorded_sites_is_known(publishers: Publishers) -> None:
    record = Path(__file__).parents[2] / "shared" / "sources" / "sources.json"
    if not record.is_file():
        pytest.skip("the record of the sites is not beside this repository")
    sites = json.loads(record.read_text("utf-8"))["sites"]
    hosts = [host for site in sites for host in site["hosts"] if " " not in host]
    assert [host for host in hosts if publishers.of_host(host) is None] == []


def test_the_recorded_mirrors_keep_the_shape_of_whom_they_copy(publishers: Publishers) -> None:
    record = Path(__file__).parents[2] / "shared" / "sources" / "repost_groups.json"
    if not record.is_file():
        pytest.skip("the record of reposts is not beside this repository")
    groups = json.loads(record.read_text("utf-8"))["groups"]
    copied = [url for group in groups for url in group["urls"] if url.get("origin_url_by_path")]
    shaped = []
    for each in copied:
        model = urlsplit(each["origin_url_by_path"])
        owner = publishers.of_host(model.hostname or "")
        assert owner is not None
        shaped.append(publishers.shapes[owner.house].fullmatch(model.path) is not None)
    assert (len(shaped), all(shaped)) == (10, True)


@pytest.mark.parametrize(
    "path", ["/xwzx/bmdt/202301/t20230117_7341208.html", "/news/2020/0729/1.html", "/a/1.html", "/"]
)
def test_a_path_that_many_sites_share_has_nobody_s_shape(publishers: Publishers, path: str) -> None:
    assert not [house for house, shape in publishers.shapes.items() if shape.fullmatch(path)]
