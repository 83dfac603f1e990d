"""Text: what a feed or page wrote, made into words one would print."""

import codecs
from functools import lru_cache
import html
import re
import unicodedata

EXCERPT_LIMIT = 320
"""Longest excerpt in characters. The reference cut at about 300 without looking; its longest is 309, and all of those fit."""

SENTENCE_MIN = 60
"""A cut at a sentence's end must leave this much (the project's scoring prototype, section 3.3: 77 of 94 bad excerpts mended)."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff]"
)
_TAG = re.compile(r"<(?:!--.*?(?:-->|$)|/?[A-Za-z!?][^<>]*>)", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style|template|noscript)\b[^<>]*>.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
# Markup inside a word or sentence leaves no blank behind; every other tag parts two texts.
_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?=\s|$)")
_OPEN = ("…", "...", "…]", "...]", "(...)")
# A run of dots is read once, from its start: read from each of its dots, 9,000 of them took seven seconds, two more than a worker has.
_TRUNCATION = re.compile(r"(?:\[?(?:(?<!\.)\.{3,}+|…)\]?|\(\.{3}\))$")
_LOOSE_END = " ,;:–—-|/(["
# An abbreviation's, initial's or small number's full stop ends no sentence: the commonest in English and German news prose,
# where numbers are ordinals ("am 31. Oktober").
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|\d{1,2}|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Inc|Corp|Ltd|Co|No|vs|Jr|Sr|U\.S|U\.K|e\.g|i\.e|a\.m|p\.m|approx|"
    r"z\.\s?B|d\.\s?h|u\.\s?a|bzw|ca|Nr|Abs|Art|Mio|Mrd|inkl|Sra?|Dra|Ud|Av|Mme|Mgr)\.$"
)
_LONGEST_ABBREVIATION = 12

# Where a line may break: a blank between words, nothing inside one.
_BREAK, _JOINED = "\u200b", re.compile("[\xad\u2060]")

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What the WHATWG Encoding Standard reads under these labels is a larger set than the one they name.
_SUPERSETS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
# Their bytes are valid UTF-8 as well, so only what was said can tell.
_LOOK_LIKE_ASCII = ("iso2022", "utf-16", "utf-32", "hz")
# UTF-7 hides markup from every check; the others are Python's own, with rules of their own for errors.
_NEVER_A_PAGE = ("utf-7", "idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape")


def decode(data: bytes, *said: str) -> str:
    """Decode bytes by their byte-order mark, else as UTF-8 if they are UTF-8, else by the first known charset said, else windows-1252.

    Never raises: what does not fit becomes U+FFFD. Bytes beyond ASCII that happen to be valid UTF-8 are so rarely
    anything else that they outrank a server's or page's word.

    Example:
        >>> decode("Zürich".encode(), "iso-8859-1"), decode("Zürich".encode("cp1252")), decode("мир".encode("cp1251"), "", "windows-1251")
        ('Zürich', 'Zürich', 'мир')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    charset = next((known for name in said if (known := _charset(name))), "cp1252")
    if not charset.startswith(_LOOK_LIKE_ASCII):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return data.decode(charset, "replace")


@lru_cache(maxsize=256)
def _charset(name: str) -> str:
    try:
        codec = codecs.lookup(name.strip().strip("\"'"))
        "".encode(codec.name)  # refuses codecs that turn bytes into bytes (base64, zlib)
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if codec.name in _NEVER_A_PAGE else _SUPERSETS.get(codec.name, codec.name)


def safe(text: str) -> str:
    r"""Drop what no file format carries safely: controls, lone surrogates, non-characters, bidirectional overrides.

    What stays is left exactly as it is spelt, so that an address remains the same address.

    Example:
        >>> safe("a\x08b\ud83d")
        'ab'
    """
    return text if text.isascii() and text.isprintable() else _ILLEGAL.sub("", text)


def printable(text: str) -> str:
    r"""Return the `safe` part of a text in the one spelling of Unicode's form NFC.

    Example:
        >>> printable("Cafe\u0301\x08") == "Caf\u00e9"
        True
    """
    return text if text.isascii() and text.isprintable() else unicodedata.normalize("NFC", safe(text))


def plain(markup: str) -> str:
    """Make one line of plain text out of a feed's or page's markup: no tags, entities decoded once more if they were doubled.

    Example:
        >>> plain("<p>Fish &amp;amp; chips</p>  <b>today</b>")
        'Fish & chips today'
        >>> plain("a < b and c > d, <i>not</i>.")
        'a < b and c > d, not.'
    """
    text = _strip_tags(markup)
    if "&" in text:
        text = html.unescape(text)
        if _ENTITY.search(text):
            text = html.unescape(text)
    return " ".join(_strip_tags(_seen(text)).split())  # what is not seen would hide a tag from the eyes that look for it


def one_line(text: str) -> str:
    r"""Put a text without markup on one line, without controls and without marks of where a word may break.

    Example:
        >>> one_line("Chips\n are scar\u00adce")
        'Chips are scarce'
    """
    return " ".join(_seen(text).split())


def _seen(text: str) -> str:
    return printable(_unbroken(text))  # in this order: what stands beside a mark that goes may be one letter without it


def _unbroken(text: str) -> str:
    return text if text.isascii() else _JOINED.sub("", text.replace(_BREAK, " "))


def _strip_tags(markup: str) -> str:
    return _TAG.sub(" ", _INLINE.sub("", _HIDDEN.sub(" ", markup))) if "<" in markup else markup


def ends_whole(text: str) -> bool:
    """Tell whether a text ends at a sentence, as far as punctuation can say.

    Example:
        >>> ends_whole('He said "no."'), ends_whole("of the")
        (True, False)
    """
    return bool(_SENTENCE_END.search(text.rstrip()))


def excerpt(text: str, limit: int = EXCERPT_LIMIT) -> str:
    """Return at most `limit` characters that end at a sentence, or at a word with one `…`.

    A text that ends at a sentence within the limit is kept whole. Any other ends at its last whole sentence, if that leaves enough to
    read; else with its last word that is surely whole, and `…`.

    Example:
        >>> excerpt("One sentence. And a half")
        'One sentence. And a half…'
        >>> excerpt("It is short."), excerpt("Makers wait [...]")
        ('It is short.', 'Makers wait…')
    """
    text = " ".join(_unbroken(text).split())
    bare = untruncated(text)
    if not text or (bare == text and len(text) <= limit and ends_whole(text)):
        return text
    if len(bare) <= limit:
        attached = bare != text and bare[-1:].isalnum() and not text[len(bare)].isspace()
        return _whole_sentences(bare, len(bare) - 1) or _open_end(_whole_words(bare, attached=attached))
    head = bare[: limit + 1]
    return _whole_sentences(head, limit) or _open_end(head[: limit - 1].rpartition(" ")[0] or head[: limit - 1])


def _whole_words(text: str, *, attached: bool) -> str:
    """Drop the last word of a longer text if the mark of its being cut off stands right behind it: it may be half a word."""
    return text.rpartition(" ")[0] if attached and len(text) >= SENTENCE_MIN else text


def _whole_sentences(text: str, limit: int) -> str:
    """Return the sentences that end within a limit, if they leave enough to read."""
    ends = [found.end() for found in _SENTENCE.finditer(text) if found.end() <= limit and not _abbreviates(text, found.end())]
    return text[: ends[-1]] if ends and ends[-1] >= SENTENCE_MIN else ""


def _abbreviates(text: str, end: int) -> bool:
    return _ABBREVIATION.search(text, max(0, end - _LONGEST_ABBREVIATION), end) is not None


def is_language(tag: str) -> bool:
    """Tell whether a text has the shape of a language tag (BCP 47).

    Example:
        >>> is_language("pt-BR"), is_language("English!")
        (True, False)
    """
    return _LANGUAGE.fullmatch(tag) is not None


def primary(tag: str) -> str:
    """Return the language of a tag, without its country or script.

    Example:
        >>> primary("pt-BR"), primary("de_AT")
        ('pt', 'de')
    """
    return tag.replace("_", "-").partition("-")[0].strip().lower()


def untruncated(text: str) -> str:
    """Return a text without the marks that say it was cut off.

    Example:
        >>> untruncated("A long st [...]"), untruncated("It is short.")
        ('A long st', 'It is short.')
    """
    text = text.rstrip()
    return _TRUNCATION.sub("", text).rstrip() if text.endswith(_OPEN) else text


def _open_end(text: str) -> str:
    text = text.rstrip(_LOOSE_END)
    return text + "…" if text else ""


def slug(title: str) -> str:
    """Return the reference's file-name form of a title: lower case, only `a-z 0-9 -`, runs of blanks and hyphens as one.

    Example:
        >>> slug("Giants in the AIoT Chip Industry – Qualcomm, Alibaba")
        'giants-in-the-aiot-chip-industry-qualcomm-alibaba'
    """
    return re.sub(r"[ -]+", "-", re.sub(r"[^a-z0-9 -]", "", title.lower())).strip("-")
