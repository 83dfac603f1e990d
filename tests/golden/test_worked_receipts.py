"""The receipts that docs/reference/worked-receipts.md works out by hand, judged by the program."""

from datetime import timedelta
from pathlib import Path
import re

from msgspec.structs import replace
import pytest

from newsloom import catalogue
from newsloom.classify import TopicLabeller
from newsloom.flows.judging import Judgement, judged
from newsloom.hub.rules import standard
from newsloom.score import DefaultJudge
from newsloom.score.baseline import Baselines
from newsloom.testing.factories import article, story
from newsloom.times import parse
from newsloom.types import Coverage, Pace, Picture, Topic

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "worked-receipts.md").read_text(encoding="utf-8")
HOUR = timedelta(hours=1)
AI = (
    Topic(id="ai", name="AI", keywords=("AI", "AIoT", "artificial intelligence"), homonyms=("Ai Weiwei",)),
    Topic(id="ai-hardware", name="AI Hardware", parent="ai", keywords=("AI chip",), weak=("chip",)),
)
POWER_APPS = (Topic(id="power-apps", name="Power Apps", keywords=("Power Apps", "PowerApps"), homonyms=("high power apps",)),)
CHAINS = ("miamiherald", "sacbee", "kansascity", "charlotteobserver", "newsobserver", "star-telegram")
STATIONS = ("ktla", "wgntv", "kron4", "fox8", "wric", "khon2")
SCOOP = parse("2031-03-04T08:00Z")


def report(domain, title, excerpt, at, path="1", **more):
    return article(f"https://www.{domain}/{path}", title=title, excerpt=excerpt, published_at=at, seen_at=at, images=(), **more)


def release():
    logo = (Picture(url="https://www.marketwatch.com/logo.png", width=1200, height=630, generic=True),)
    one = report(
        "marketwatch.com",
        "Giants in the AIoT Chip Industry – Qualcomm, Alibaba and WIMI Entering the Battlefield",
        "Household machines that think are fashionable. Large semiconductor firms therefore build processors that join networks of "
        "things with learning software, and a hologram maker describes its plans at length.",
        parse("2020-07-20T20:56Z"),
        "press-release/giants-in-the-aiot-chip-industry-2020-07-20",
    )
    return AI, story(replace(one, images=logo)), (replace(one, images=logo),)


def diode():
    one = report(
        "electronicdesign.com",
        "Pin diode handles high power apps",
        "A silicon part for radio switches takes two hundred watts without a heat sink. Its package is small enough for crowded "
        "boards, and samples cost nine dollars in lots of a thousand.",
        parse("2020-10-07T00:00Z"),
    )
    return POWER_APPS, story(one), (one,)


def artist():
    began = parse("2020-05-29T19:03Z")
    told = (
        (
            "sfgate.com",
            "Ai Weiwei says new security law is the end of Hong Kong",
            "The artist fears for friends, studios and papers in a city that he often visited.",
        ),
        ("cnn.com", "Artist Ai Weiwei on a law and a city", "He speaks of the city."),
        ("seattletimes.com", "Ai Weiwei mourns Hong Kong", "He speaks of Hong Kong."),
        ("startribune.com", "For Ai Weiwei, a law ends a city", "He speaks of the law."),
    )
    reports = tuple(report(domain, title, excerpt, began + hour * HOUR) for hour, (domain, title, excerpt) in enumerate(told))
    return AI, story(*reports), reports


def wire():
    title = "AI model maps sea ice from cameras on ferries"
    excerpt = (
        "Cheap lenses on forty ships now show pilots where leads open, researchers said on Tuesday. Their program learned from nine "
        "winters of photographs and is wrong by less than a cable's length."
    )
    sites = [f"{name}.com" for name in (*CHAINS, *STATIONS)]
    times = [SCOOP, *(SCOOP + 2 * HOUR + place * HOUR / 3 for place in range(len(sites)))]
    reports = tuple(report(domain, title, excerpt, at) for domain, at in zip(("apnews.com", *sites), times, strict=True))
    copies = (Coverage(article=one.id, relation="copy", copy_of=reports[0].id, joined_at=one.seen_at) for one in reports[1:])
    own = story(*reports)
    return AI, replace(own, coverage=(own.coverage[0], *copies)), reports


def scoop():
    told = (
        (
            "nytimes.com",
            "AI lab kept failed safety tests to itself",
            "Eleven trials that ended badly were filed as passed, according to memos from two engineers. Auditors look at three years now.",
        ),
        ("reuters.com", "Lab confirms that AI tests went unreported", "The company will publish its results within a month."),
        ("bbc.com", "What the hidden AI tests showed", "Five questions about the trials, and what is known."),
        ("theguardian.com", "AI firm hid tests for three years, second memo shows", "Another memo names four managers."),
    )
    reports = tuple(report(domain, title, text, SCOOP + h * HOUR) for (domain, title, text), h in zip(told, (0, 2, 3, 4), strict=True))
    return AI, story(*reports), reports


def expected(scenario):
    """Return what the page says of a scenario: parts of quality, range of quality, other parts of heat, and the closing words."""
    found = re.search(rf"^## {re.escape(scenario)} \(after (\d) hours\)$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, scenario
    text = found[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    low, high = next(map(int, points.split(" to ")) for name, points, *_ in rows if name == "quality" and "to" in points)
    return {
        "after": int(found[1]),
        "parts": {(name, points == "for") for name, points, *_ in rows if points in {"for", "against"}},
        "quality": range(low, high + 1),
        "heat": [(name, int(points), why) for name, points, *rest in rows if points.startswith("+") for why in rest],
        "published": bool(re.search(r"^Published\.", text, re.MULTILINE)),
        "caps": re.search(r"Caps: ([^.]*)\.", text)[1],
        "phase": re.search(r"Phase: (\w+)\.", text)[1],
        "independent": float(re.search(r"Independent: ([0-9.]*[0-9])", text)[1]),
    }


def made(scene, after, paces=()):
    topics, own, reports = scene
    now = own.first + after * HOUR
    judge = DefaultJudge(70, topics, catalogue.rated(), {}, book=standard())
    judgement = Judgement(labeller=TopicLabeller(topics, {}), judge=judge, baselines=Baselines(paces))
    _, receipts = judged(replace(own, created_at=now), {one.id: one for one in reports}, judgement, now)
    return next(receipt for receipt in receipts if receipt.relation == "lead"), reports[0]


@pytest.mark.parametrize(
    ("scenario", "scene"),
    [
        ("A release on a newsroom's domain", release),
        ("A phrase that sounds like the subject", diode),
        ("A name that looks like the subject, in four newsrooms", artist),
        ("A wire's story on twelve local sites", wire),
        ("A scoop confirmed by three newsrooms", scoop),
    ],
)
def test_worked_receipt_is_met(scenario, scene):
    told = expected(scenario)
    receipt, first = made(scene(), told["after"])
    assert receipt.article == first.id
    assert {(part.part, part.points > 0) for part in receipt.quality.parts} == told["parts"]
    assert receipt.quality.value in told["quality"]
    assert [(part.part, part.points, part.why) for part in receipt.heat.parts[1:]] == told["heat"]
    assert receipt.published.value == told["published"]
    assert (", ".join(receipt.published.caps) or "none", receipt.phase, receipt.independent) == (
        told["caps"],
        told["phase"],
        told["independent"],
    )


def test_worked_baseline_moves_velocity_alone():
    busy = (Pace(topic="AI", hour=32, stories=100_000, peaks=300_000.0),)
    usual, _ = made(scoop(), 6)
    receipt, _ = made(scoop(), 6, busy)
    assert "a baseline of 3), the same arrivals give" in PAGE
    points = {part.part: part.points for part in receipt.heat.parts}
    assert points == {**{part.part: part.points for part in usual.heat.parts}, "velocity": 7}
    assert receipt.published.value == usual.published.value
