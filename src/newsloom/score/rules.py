r"""Rules: the phrases that give away a kind of article or a piece of news, as data.

Names, points and phrases are those of the project's scoring prototype, section 3 (quality AUC .905 on records it had
never seen), narrowed where they raised false alarms: a share that jumps, a firm that cuts jobs or gains market share, a
deal over billions and an acronym in brackets are news. On 16,001 headlines of newsrooms (Chakraborty et al. 2016, those
that are no clickbait) no kind fires that would cap them. Points were the editor's prior, fitted on 192 labelled records;
kinds without an example there (market report, job, deal, stock promotion, listicle) are the prior alone.

Every pattern is linear or bounded (`.{0,40}`), and reads at most `LONGEST` characters. Patterns are lower case and read
lower-cased text: Python's `re` searches that twice as fast as it ignores case.
"""

from collections.abc import Iterable, Iterator
import re
from typing import Literal

from msgspec import Struct
import re2

from newsloom.score.parts import quote
from newsloom.types import Article, Part

Where = Literal["title", "excerpt", "url"]

LONGEST = 600
"""Characters that a rule reads; published titles and excerpts are at most 320, addresses rarely longer."""


_LOOK_AROUND = re.compile(r"\(\?<?[!=]")


class Rule(Struct, frozen=True):
    """A phrase in one place of an article, the part that it earns, and how many points."""

    group: str
    part: str
    points: int
    where: Where
    pattern: re.Pattern[str]


class Facts:
    """The places of an article that rules look at; the excerpt is empty where it is boilerplate."""

    def __init__(self, title: str, excerpt: str, url: str) -> None:
        """Read each place once: its lower case, and which phrases cannot stand in it."""
        self._read = {"title": _read(title), "excerpt": _read(excerpt), "url": _read(url)}
        if self.quote("excerpt", BOILERPLATE):
            excerpt = ""
            self._read["excerpt"] = _read("")
        self.title, self.excerpt, self.url = title, excerpt, url

    def quote(self, where: Where, pattern: re.Pattern[str]) -> str:
        """Return the first passage that a pattern matches; empty when there is none."""
        text, lowered, absent = self._read[where]
        match = None if pattern.pattern in absent else pattern.search(lowered)
        return quote(text[match.start() : match.end()]) if match else ""


def _read(text: str) -> tuple[str, str, frozenset[str]]:
    lowered = lower(text)
    return text, lowered, PHRASES.absent(lowered)


class Phrases:
    """All patterns in one automaton (RE2), which tells in one pass over a text which of them cannot match it.

    Reading 2,000 excerpts of 40 words for ten patterns takes 2.6 µs each instead of 64. What RE2 calls a
    boundary, a figure or a blank is so in ASCII only. Beside a word of ASCII letters it finds more boundaries than Python
    does, never fewer; figures and blanks are written out in the patterns. What it cannot read, a look-around, is never
    called absent.
    """

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = [pattern.pattern for pattern in patterns if not _LOOK_AROUND.search(pattern.pattern)]
        self._all = frozenset(self._patterns)
        self._automaton = re2.Set.SearchSet()
        for pattern in self._patterns:
            self._automaton.Add(pattern)
        self._automaton.Compile()

    def absent(self, text: str) -> frozenset[str]:
        r"""Return the patterns that no passage of a text matches.

        Example:
            >>> Phrases([re.compile("price target"), re.compile(r"\d% off")]).absent("20% off today")
            frozenset({'price target'})
        """
        return self._all.difference([self._patterns[index] for index in self._automaton.Match(text.encode("utf-8", "replace")) or ()])


def lower(text: str) -> str:
    """Lower the case of each character that stays one character (İ would become two), so that places stay the same."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def facts(article: Article) -> Facts:
    """Return the places of an article that rules look at."""
    return Facts(article.title[:LONGEST], article.excerpt[:LONGEST], article.url[:LONGEST])


def fired(rules: Iterable[Rule], seen: Facts) -> Iterator[Part]:
    """Yield the part of every rule that fires, each part once.

    Example:
        >>> [part.points for part in fired(KINDS, Facts("10 best gadgets: 20% off", "", ""))]
        [-50, -12]
    """
    done = set()
    for rule in rules:
        if rule.part not in done and (why := seen.quote(rule.where, rule.pattern)):
            done.add(rule.part)
            yield Part(group=rule.group, part=rule.part, points=rule.points, why=why)


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


def _words(*phrases: str) -> str:
    return rf"\b(?:{'|'.join(phrases)})\b"


def _kind(part: str, points: int, where: Where, *phrases: str) -> Rule:
    return Rule("kind", part, points, where, _any(*phrases))


def _news(part: str, points: int, where: Where, *phrases: str) -> Rule:
    return Rule("news value", part, points, where, _any(*phrases))


MARKET_REPORT, JOB, DEAL, STOCK = "market-report mill", "job advert", "deal", "stock promotion"
PRESS_RELEASE, REFERENCE, RETRANSMISSION = "press release", "reference page", "retransmission"

_MILLS = "cagr|researchandmarkets|fortune business insights|market research (?:future|reports?)|grand view research"
_MARKET_WORDS = _words(
    "size|growth|outlook|forecast|insights|trends|dynamics|demand|booming|worth|competitive landscape",
    "opportunity|opportunities|key (?:players|drivers)|industry|report|analysis|to reach|to record|expected",
)
_LISTED = "things|ways|products|tips|gadgets|reasons|tools|trends|books|signs|facts"

KINDS = (
    _kind(
        MARKET_REPORT,
        -70,
        "title",
        _words(_MILLS),
        r"\bmarket\b.{0,40}" + _MARKET_WORDS,
        r"\b(?:size|share|growth|forecast|trends)\b.{0,30}\bmarket\b.{0,40}\b20[2-3][0-9]\b",
    ),
    _kind(MARKET_REPORT, -70, "excerpt", _words(_MILLS, "market (?:size )?(?:is|was) (?:valued|expected|projected)")),
    _kind(
        JOB,
        -60,
        "title",
        _words("we.re hiring", "job openings?", "(?:engineer|developer|analyst|manager) jobs? (?:in|at|near)", "join our team"),
        _words("(?:ph\\.?d|doctoral|postdoctoral) (?:position|studentship)s?", "closing date [0-9]{1,2}", "situations? vacant"),
        r"^(?:job )?vacanc(?:y|ies):|^wanted: (?:an? )?(?:part|full)[- ]time\b",
    ),
    _kind(
        DEAL,
        -50,
        "title",
        r"\$[0-9]{1,4}(?:\.[0-9][0-9])?(?![0-9.,]{0,9}[0-9]| ?(?:[kmbt]n?\b|million|billion|trillion))"
        r".{0,40}\b(?:course|bundle|deal|lifetime)\b",
        _words(r"[0-9]{1,2}% off", "deal of the day", r"save \$[0-9]{1,6}", "(?:black friday|cyber monday) deals?"),
        r"\bget .{0,20}\bcashback\b",
    ),
    _kind(STOCK, -40, "title", _words("stocks? to (?:buy|watch)|price target", "buy rating", "penny stocks?", "q[1-4] earnings preview")),
    _kind("listicle", -12, "title", rf"^(?:the )?(?:top )?[0-9]{{1,3}} (?:best |top |more |new |great |tech )?(?:{_LISTED})\b"),
    _kind(REFERENCE, -16, "title", _words("faqs?", "cookbook", "certification", "learning resources"), r"\bcertified:"),
    _kind(REFERENCE, -16, "url", r"//docs\.|/docs?/|\bfaqs?\b|cookbook"),
)
"""Kinds that tell by themselves; each counts once, wherever it is seen first."""

EVENTS = (
    _kind(
        "local or minor event",
        -20,
        "title",
        _words("user group", "meet-?up", "webinar", "bootcamp", "open for submissions?", "all welcome"),
        r"^(?:open day|public lecture|save the date)\b",
    ),
    _kind(
        "event notice",
        -4,
        "title",
        _words("community call", "summit", "conference", "join us", "launch event", "webcast", "sessions at"),
    ),
)
"""Events; the first that is seen counts."""

SOFT_STORY = _kind(
    "customer story or soft marketing",
    -11,
    "title",
    _words(
        "transform(?:s|ing)|streamlin(?:e|es|ing)|simplif(?:y|ies)|adopts|stories|customer success|drives|democratizing",
        "how .{3,60} (?:using|uses|built)",
        "helps? (?:smbs|businesses)",
    ),
)
"""Soft marketing, where the subject's own outlet writes."""

RETRANSMITTED = _kind(RETRANSMISSION, -18, "title", r"^(?:re-transmission|correction)\b")

RELEASES = (
    _news(
        "generally available",
        15,
        "title",
        _words("general(?:ly)? availab(?:le|ility)|ga|leaves? preview|now available|reaches general"),
    ),
    _news(
        "deprecation or transition",
        13,
        "title",
        _words("deprecat(?:es?|ed|ing|ion)|retir(?:es?|ed|ing|ement)|transition starts|end of support|breaking changes?"),
    ),
    _news("preview", 8, "title", r"\bpreview\b"),
    _news(
        "introduces or launches",
        6,
        "title",
        _words(
            "introduc(?:es|ing|ed)|announc(?:es|ing)|launch(?:es|ing|ed)|unveil(?:s|ed)|debuts?|releases?d?|new",
            "open[- ]sourc(?:es?|ed|ing)",
        ),
    ),
)
"""What a product does in a headline; the first that is seen counts."""

RELEASES_IN_EXCERPT = tuple(Rule("news value", "release word in excerpt", 4, "excerpt", rule.pattern) for rule in RELEASES[:3])

CITATION = _news(
    "cites a source",
    4,
    "excerpt",
    _words("said|says|according to|told|in an interview|researchers|a new report|study|co-author|officials?|analysts?"),
)


class Mark(Struct, frozen=True):
    """A mark of a press release: what it weighs, and what on a rated newsroom, which quotes announcements as news."""

    weight: int
    newsroom: int
    where: Where
    pattern: re.Pattern[str]


RELEASE_POINTS = -26
RELEASE_WEIGHT = 3
"""Marks of this weight make a press release certain, and earn all its points."""

RELEASE_MARKS = (
    Mark(
        2,
        2,
        "excerpt",
        _any(
            r"/ ?(?:prnewswire(?:-prweb)?|accesswire|cnw) ?/|\((?:business wire|globe ?newswire)\)",
            r"^[a-z][a-z .,&]{2,40}, ?[a-z]{0,2}\.? ?/ ",
        ),
    ),
    Mark(
        2,
        1,
        "excerpt",
        _any(
            _words(
                "today announced|announced today|announced that it has",
                "(?:is|are) (?:thrilled|pleased|proud|excited|delighted) to announce",
            )
        ),
    ),
    Mark(2, 2, "excerpt", re.compile(r"\((?:nyse|nasdaq|otc[a-z]{0,3}|tsxv?|lse|asx) ?:")),
    Mark(2, 2, "url", _any(r"/pr/|press-?release|/news-releases?/|prnewswire|globenewswire")),
    Mark(
        1,
        1,
        "excerpt",
        _any(
            _words(
                r"(?:the|an?) (?:global |world-?wide )?(?:leading|premier|leader|global integrator|trusted)\b.{0,30}"
                r"\b(?:provider|developer|supplier|company|integrator|platform|firm|of)",
                "the leader in|said .{3,40}, (?:ceo|president|founder)",
            )
        ),
    ),
    Mark(
        1,
        1,
        "title",
        _any(
            r"^(?:re-transmission|correction)\b",
            _words(
                "named a|recognized as|releases .{1,60} (?:family|suite|products)|partners? with", "join forces|collaborate to|selected by"
            ),
        ),
    ),
)
"""Marks of a press release: wire dateline, announcement, ticker, address, self-description, title."""

BOILERPLATE = _any(
    r"^(?:the post .{1,300} appeared first|placeholder\.?$|read more)",
    r"\bdisclaimer ?[|/]",
    r"\b(?:accessibility statement|cookies?\b.{0,40}\b(?:consent|policy|settings|accept)|sign up for|subscribe to)\b",
)
"""An excerpt that says nothing about its article."""

ALL = (*KINDS, *EVENTS, SOFT_STORY, RETRANSMITTED, *RELEASES, *RELEASES_IN_EXCERPT, CITATION)
PHRASES = Phrases([BOILERPLATE, *(rule.pattern for rule in ALL), *(mark.pattern for mark in RELEASE_MARKS)])
"""Every pattern of this module that reads an article's places."""

YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
