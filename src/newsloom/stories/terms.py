"""The words of an article that tell what happened: title and the first words of its excerpt, folded to stems."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
import re
import unicodedata

import Stemmer

from newsloom.stories.anchors import anchors
from newsloom.stories.languages import ENGLISH, language_of
from newsloom.stories.templates import is_report, is_template, without_dateline
from newsloom.stories.tongues import Tongue, is_unspaced, tokens
from newsloom.types import Article

EXCERPT_WORDS = 50
"""More of a text does not help: 50 words .85, 100 words .83, all of it .75 BCubed F1 on ECB+ (the stories prototype)."""

_TITLE_LIMIT = 300

_TELLING_STEMS = 4
"""Equal titles of fewer stems are no evidence: of the 40 that UCI holds more than once, 37 head more than one story."""

_MEMO_LIMIT = 300_000
"""Words whose stems are remembered, about 40 MB, so that a hostile feed cannot fill the memory."""

_UNSPACED_LIMIT = 150
"""Characters of a text without blanks that say as much as 50 words: 1.6 a word in Chinese, 2.4 in Japanese, 4 in Thai (`wordfreq`)."""

_LONG_WORD = 20
"""A text whose words have so many characters on average has no blanks between them."""

_ENGLISH_SHARE = 0.2
_ENGLISH_WORDS = 20
"""A text of so many words is English when this share of them are English stop words: of trafilatura's pages, cut at 50 words, 157 of 159
English ones, and 3 of 800 others, which begin in English."""

_LONGEST_PIECE = 60

_WORD = re.compile(r"[^\W_]{1,40}(?:['’][^\W_]{1,3}\b)?")
_BARE_WORD = re.compile(r"[^\W_]+")
_ASCII = "".join(chr(code) if chr(code).isalnum() or chr(code) == "'" else " " for code in range(128))
_BARE_ASCII = _ASCII.replace("'", " ").lower()
"""What each character of ASCII is where it parts words, and where it is compared to the letter."""

_FUNCTION = """
a an the this that these those such same other another any some all both each every either neither none no not nor only own
i me my mine we us our ours you your yours he him his she her hers it its they them their theirs one ones oneself
myself ourselves yourself himself herself itself themselves who whom whose which what whatever whoever someone somebody something anyone
anybody anything everyone everybody everything nobody nothing
and or but if then else because as while although though until till unless whether since than so yet however therefore thus hence moreover
about above across after again against along among amid around at before behind below beneath beside besides between beyond by down during
except for from in inside into like near of off on onto out outside over past per through throughout to toward towards under up upon
versus via with within without
am is are was were be been being do does did doing done have has had having can could may might must shall should will would ought
cannot isn aren wasn weren don doesn didn hasn haven hadn won wouldn couldn shouldn ain let
here there where when why how ever never always often sometimes once twice already still just even also too very much many more most less
least few several enough almost quite rather perhaps maybe now soon later ago away back together alone again further anyway indeed
m s t d ll re ve
"""
_NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty
hundred thousand first second third
"""
_PLAIN = """
say says said saying tell tells told get gets got getting go goes going gone went come comes came make makes made making take takes took
taken give gives gave given put puts see sees seen saw seem seems seemed keep keeps kept become becomes became show shows find finds found
call called look looks use used using know known want need way thing things part side top bottom name full last next well good
etc eg ie inc ltd co mr mrs ms dr jr please due
"""
_NEWS = """
news new report reports reported reuters ap afp video videos photo photos picture pictures watch live update updates updated breaking
exclusive read more latest today yesterday tomorrow day days week weeks month months year years time times monday tuesday wednesday
thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun am pm
"""
STOP_WORDS = frozenset(f"{_FUNCTION} {_NUMBERS} {_PLAIN} {_NEWS}".split())
"""Words too common to tell stories apart; those the background never counted must stand here, or they would pass for rare ones."""


class Terms:
    """Reads articles of any language as counts of word stems. It remembers the stem of every word it met, so one instance serves long.

    English stems are bare; those of other languages carry their code, so that a word of one language never meets another's.

    Example:
        >>> Terms().of_text("The Chips' makers: Qualcomm’s chip"), Terms().of_text("Die Bank hat nach der Wahl wieder offen")
        (['chip', 'maker', 'qualcomm', 'chip'], ['de:bank', 'de:wahl', 'de:off'])
    """

    def __init__(self) -> None:
        self._memo = _Memo()
        self._tongues: dict[str, Tongue] = {}

    def of_text(self, text: str, declared: str = "") -> list[str]:
        """Return the stems of a text in order, stop words left out; `declared` is the language tag that its source states."""
        stems, language = self._read(text, declared)
        return [stem for stem in stems if stem] if language == ENGLISH else self._tongue(language).stems(text)

    def of_article(self, article: Article) -> Mapping[str, int]:
        """Count the stems of an article's title and opening; a market report has none, because a form letter wrote it.

        Example:
            >>> from newsloom.times import parse
            >>> now = parse("2021-01-01")
            >>> article = Article(
            ...     id="a",
            ...     url="",
            ...     entry_url="",
            ...     source="",
            ...     domain="",
            ...     publisher="",
            ...     published_at=now,
            ...     seen_at=now,
            ...     title="Orchard floods",
            ...     excerpt="LONDON (Reuters) - The flood took an orchard",
            ... )
            >>> Terms().of_article(article)
            {'orchard': 2, 'flood': 2}
        """
        if is_report(article.title):
            return {}
        text = _text(article)
        stems, language = self._read(text, article.language)
        counts = dict(Counter(stems if language == ENGLISH else self._tongue(language).stems(text)))
        counts.pop("", None)
        return counts

    def language(self, article: Article) -> str:
        """Return the language that an article is read in, whatever its page declares.

        Example:
            >>> from newsloom.testing.factories import article
            >>> Terms().language(article(title="Die Brücke ist nach der Flut offen", excerpt="", language="en"))
            'de'
        """
        return self._read(_text(article), article.language)[1]

    def anchors(self, article: Article) -> frozenset[str]:
        """Return the names and figures of an article in a spelling that other languages share, for linking stories across them.

        Example:
            >>> from newsloom.testing.factories import article
            >>> sorted(Terms().anchors(article(title="Das neue Werk von Lodestar liefert 1.500 Megawatt", excerpt="")))
            ['1500', 'lodestar', 'megavat', 'verk']
        """
        return anchors(article.title[:_TITLE_LIMIT], opening(article))

    def signature(self, title: str) -> str:
        """Return what titles of one text share: all words of an ordinary title, the subject of a market report.

        It is empty where equal titles would prove nothing: with fewer than four different stems.

        Example:
            >>> terms = Terms()
            >>> terms.signature("Twin Engines – Qualcomm & Alibaba") == terms.signature("twin engines - qualcomm, alibaba")
            True
            >>> terms.signature("Global Kettle Market Size and Share, Forecast 2021-2027")
            'market report: kettl'
            >>> terms.signature("10 things you need to know")
            ''
        """
        stems = set(self.of_text(title[:_TITLE_LIMIT]))
        if is_report(title):
            subject = sorted(stem for stem in stems if not is_template(stem))
            return " ".join(["market report:", *subject]) if subject else ""
        return " ".join(words(title)) if len(stems) >= _TELLING_STEMS else ""

    def _read(self, text: str, declared: str) -> tuple[Sequence[str], str]:
        """Return a text's stems as if it were English, "" for stop words, and its language: full of English stop words, it is."""
        pieces = (text.translate(_ASCII) if text.isascii() else text).split()
        stems = list(chain.from_iterable(map(self._memo.__getitem__, pieces)))
        if len(stems) >= _ENGLISH_WORDS and stems.count("") >= _ENGLISH_SHARE * len(stems):
            return stems, ENGLISH
        return stems, language_of(text, declared)

    def _tongue(self, language: str) -> Tongue:
        tongue = self._tongues.get(language)
        if tongue is None:
            tongue = self._tongues[language] = Tongue(language)
        return tongue


class _Memo(dict[str, tuple[str, ...]]):
    """The English stems of each piece of text between blanks, one of most; "" stands for a stop word, single letters for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._stem = Stemmer.Stemmer("english").stemWord

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) >= _MEMO_LIMIT:
            self.clear()
        stems = tuple(self._learn(word) for word in _WORD.findall(piece) if len(word) > 1 or word.isdigit())
        if len(piece) <= _LONGEST_PIECE:
            self[piece] = stems
        return stems

    def _learn(self, word: str) -> str:
        folded = _fold(word)
        useful = folded not in STOP_WORDS and (len(folded) > 1 or folded.isdigit())
        return str(self._stem(folded)) if useful else ""


def _fold(word: str) -> str:
    lowered = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    bare = "".join(char for char in lowered if not unicodedata.combining(char))
    return bare.removesuffix("'s").replace("'", "")


def _text(article: Article) -> str:
    return f"{article.title[:_TITLE_LIMIT]} {opening(article)}"


def tongue_of(stems: Iterable[str]) -> str:
    """Return the language that stems were read in, which all but English ones carry; empty for none.

    Example:
        >>> tongue_of(["de:bruck"]), tongue_of(["bridg"]), tongue_of([])
        ('de', 'en', '')
    """
    first = next(iter(stems), "")
    return first.partition(":")[0] if ":" in first else ENGLISH if first else ""


def opening(article: Article) -> str:
    """Return the first 50 words of an article's excerpt, or what says as much, without a wire's dateline."""
    text = " ".join(without_dateline(article.excerpt).split(None, EXCERPT_WORDS)[:EXCERPT_WORDS])
    return text if len(text) < _LONG_WORD * (text.count(" ") + 1) else text[:_UNSPACED_LIMIT]


def words(text: str) -> list[str]:
    """Return every word of a text in lower case, for comparing texts to the letter; overlapping pairs where a script has no blanks.

    Example:
        >>> words("With 5G+AI – Qualcomm’s"), words("人工智能")
        (['with', '5g', 'ai', 'qualcomm', 's'], ['人工', '工智', '智能'])
    """
    if text.isascii():
        return text.translate(_BARE_ASCII).split()
    return list(tokens(text)) if is_unspaced(text) else _BARE_WORD.findall(text.lower())
