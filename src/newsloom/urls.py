"""Addresses: one parser (WHATWG, through can_ada), what they say without tracking, and when two are the same."""

from collections.abc import Iterator
from functools import lru_cache
import re
from urllib.parse import unquote, urljoin

import can_ada
from tldextract.cache import DiskCache
from tldextract.suffix_list import get_suffix_lists

LONGEST = 2048
"""Longer addresses are refused: browsers' and sitemaps' common limit (sitemaps.org: "less than 2,048 characters")."""

# Sources: the parameters' vendors document them (Google Analytics utm_*, gclid; Meta fbclid; Microsoft msclkid; Mailchimp mc_*;
# HubSpot _hs*, Yandex yclid, Adobe s_cid, Piwik pk_*/mtm_*, AT Internet xtor, Vero, Marketo mkt_tok). Every name is compared in lower case.
_TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok s_cid cmpid cmp icid "
    "_hsenc _hsmi hsctatracking vero_id vero_conv oly_anon_id oly_enc_id rb_clickid s_kwcid ocid ncid ftag xtor smid at_medium "
    "at_campaign at_custom1 at_custom2 at_custom3 at_custom4 ns_mchannel ns_source ns_campaign ns_linkname "
    "ns_fee spm guccounter guce_referrer guce_referrer_sig".split()
)
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "piwik_", "matomo_")
_TRACKING_PAIRS = frozenset([("track", "rss"), ("ref", "rss"), ("source", "rss"), ("from", "rss"), ("rss", "1"), ("feature", "youtu.be")])
_TRACKING_FRAGMENT = re.compile(r"(utm_|xtor=|ref=|rss|Echobox=)", re.IGNORECASE)
# An address that holds nothing on which parsers differ: it is what it seems to be. Nine of ten in feeds are like this.
_ORDINARY = re.compile(r"https?://[a-z][a-z0-9.-]{0,200}\.[a-z]{2,24}/[A-Za-z0-9/._~?=&+-]{0,1500}")
# The host stands between two slashes and the next (RFC 3986, section 3.2). WHATWG takes any number of them there, also none: what a
# page's base then makes of the address, and other readers of it, is not what was judged.
_AUTHORITY = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
# Hosts of other people's sites that the public suffix list does not name, each by its own front page: what stands before them is a
# publisher by itself, as with the list's private part (`blogspot.com`, `github.io`).
_LANDLORDS = (
    "beehiiv.com bearblog.dev buttondown.email canalblog.com dreamwidth.org ghost.io hypotheses.org livejournal.com medium.com micro.blog "
    "over-blog.com squarespace.com substack.com tumblr.com typepad.com weebly.com wordpress.com write.as"
).split()
# Where sites send those whom they will not let in yet: the first label of a host (`consent.yahoo.com`, `consent.google.com`,
# `guce.techcrunch.com`, `accounts.google.com`, `id.piano.io`) or a step of a path (`/v2/collectConsent`, `/tosv2.html`, `/barrier/`).
_GATE_HOSTS = frozenset("consent guce cmp login signin sso auth id idp account accounts myaccount captcha".split())
_GATE_STEPS = frozenset(
    "login signin sign-in log-in logon auth oauth sso consent collectconsent cookies cookie-consent privacy-consent captcha challenge "
    "robot-check tosv2 barrier subscribe subscription register registration signup sign-up paywall".split()
)
# A parameter's name up to its value, each mark as it is or percent-encoded (RFC 3986), once or twice. Possessive: read once.
_NAMED = re.compile(
    r"(?:[?&;#]|%(?:25)?(?:3F|26|3B|23))(?P<name>(?:[^=&;#?%\s“”\"'<>]++|%(?!(?:25)?(?:3D|3F|26|3B|23)))++)(?:=|%(?:25)?3D)",
    re.IGNORECASE,
)
_VALUE_ENDS = re.compile(r"[&;#\s“”\"'<>]")
# Parameters that open a door: OAuth's (RFC 6749, 6750), API keys, sessions, signed addresses of Amazon, Google, Azure and Akamai. A word
# at a name's end is enough (`rsstoken`, but not `monkey` or `compass`), a short one stands alone there (`X-Amz-Signature`, not `design`).
_OPENS = re.compile(
    r"(?:token|(?<!mon|tur|hoc|don|joc)(?<!whis)key|key_?id|secret|(?<!com)(?<!by)(?<!tres)pass|passwd|password|bearer|"
    r"(?:^|[_.\[/!-])(?:auth|authorization|passwort|pwd|pw|jwt|sig|signature|hmac|credential|"
    r"ticket|session|sessionid|sid|phpsessid|jsessionid|hdnts|hdnea|hdntl))$",
    re.IGNORECASE,
)
_MAY_OPEN = re.compile(r"(?:^|[_.\[/!-])(?:code|hash|policy|sign)$", re.IGNORECASE)
"""What opens a door in some addresses (OAuth's `code`, CloudFront's `Policy`), and in others is a word like any other."""
# The last @ before the path ends the user's part, and backslashes are slashes (WHATWG URL, authority state). Possessive, too.
_USER = re.compile(r"(https?:[/\\]{0,9}+|[/\\]{2})(?:[^/\\\s@?#]*+@)++", re.IGNORECASE)


def absolute(url: str, base: str = "") -> str:
    """Return an http(s) address as it was written, joined to its base; empty when it is not one we would ever ask for.

    A blank inside is written `%20`, as browsers ask for it. Refused: other schemes, user names, backslashes, control
    characters, no host, over 2,048 characters. One that only browsers take for what it means (`https:///a.example/`, `https:a.example`)
    is written out.

    Example:
        >>> absolute("/a b?b=1", "https://example.com/x"), absolute("https:///example.com")
        ('https://example.com/a%20b?b=1', 'https://example.com/')
        >>> absolute("javascript:alert(1)"), absolute("http://a@b.example/")
        ('', '')
    """
    if _ORDINARY.fullmatch(url) and "xn--" not in url:
        return url
    url = url.strip().replace(" ", "%20")
    try:
        joined = urljoin(base, url) if base and not url.startswith(("http://", "https://")) else url
    except ValueError:
        return ""
    if len(joined) > LONGEST or _FORBIDDEN.search(joined):
        return ""
    parsed = _parse(joined)
    if parsed is None:
        return ""
    whole = joined if _AUTHORITY.match(joined) else str(parsed.href)
    return whole if len(whole) <= LONGEST else ""


@lru_cache(maxsize=4096)
def _parse(url: str) -> can_ada.URL | None:
    try:
        parsed = can_ada.parse(url)
    except (ValueError, TypeError):  # TypeError: a lone surrogate, which the binding cannot pass on
        return None
    if parsed.protocol not in ("http:", "https:") or parsed.username or parsed.password or not parsed.hostname:
        return None
    return parsed


def wire(url: str) -> str:
    """Return the address as it goes over the wire: percent-encoded, host in IDNA, no fragment. Empty when refused.

    Example:
        >>> wire("https://example.com/straße#top")
        'https://example.com/stra%C3%9Fe'
    """
    parsed = _parse(url)
    return str(parsed.href).partition("#")[0] if parsed else ""


def without_tracking(url: str) -> str:
    """Drop tracking parameters and fragments, and leave every other character as it is.

    Example:
        >>> without_tracking("https://example.com/a?id=1&utm_source=feed#xtor=RSS-1")
        'https://example.com/a?id=1'
    """
    rest, hash_, fragment = url.partition("#")
    address, mark, query = rest.partition("?")
    kept = "&".join(pair for pair in query.split("&") if pair and not _is_tracking(pair)) if mark else ""
    whole = address + ("?" + kept if kept else "")
    return whole + (hash_ + fragment if fragment and not _TRACKING_FRAGMENT.search(fragment) else "")


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES) or (name, value.lower()) in _TRACKING_PAIRS


def identity(url: str) -> str:
    """Return what makes two addresses the same: no scheme, `www.`, tracking, fragment, default port or closing slash.

    The path's percent-encoding is normalised by the WHATWG parser; the order of parameters counts. An address
    that cannot be parsed is its own identity. Idempotent.

    Example:
        >>> identity("HTTP://www.Example.com:80/a/?utm_medium=rss#top")
        'example.com/a'
        >>> identity("https://youtube.com/watch?v=B") == identity("https://youtube.com/watch?v=b")
        False
    """
    parsed = _parse(without_tracking(url)) or _parse("https://" + without_tracking(url))
    if parsed is None:
        return url
    host = str(parsed.host).lower().removesuffix(":443").removesuffix(":80").rstrip(".").removeprefix("www.")
    return host + str(parsed.pathname).rstrip("/") + str(parsed.search)


def blotted(text: str) -> str:
    """Return an address, or words that hold some, without the credentials that stand in addresses: names stay, values go.

    What is shown, stored for showing, or logged passes here; what is asked for does not.

    Example:
        >>> blotted("it redirects to https://cdn.example/feed?id=7&token=s3cret#top")
        'it redirects to https://cdn.example/feed?id=7&token=…#top'
        >>> blotted("https://jane:pw@news.example/feed?monkey=1")
        'https://…@news.example/feed?monkey=1'
    """
    if not any(mark in text for mark in "=@%"):
        return text
    text = _USER.sub(r"\1…@", text)
    parts, at = list[str](), 0
    for start, end in _values(text, _OPENS, _MAY_OPEN):
        parts += [text[at:start], "…"]
        at = end
    return "".join((*parts, text[at:]))


def credentials(url: str) -> frozenset[str]:
    """Return the values in an address that surely open a door: an address with others was handed out to another reader.

    Example:
        >>> sorted(credentials("https://a.example/feed?code=rss&rsstoken=s3cret"))
        ['s3cret']
    """
    return frozenset(url[start:end] for start, end in _values(url, _OPENS))


def _values(text: str, *doors: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where the values begin and end, none empty, whose parameter's name is one of a door, decoded and without a list's brackets."""
    at = 0
    for named in _NAMED.finditer(text):
        name = unquote(unquote(named["name"])).rstrip("[]0123456789 ")
        if named.start() < at or not any(door.search(name) for door in doors):
            continue
        start, at = named.end(), len(text)
        if ending := _VALUE_ENDS.search(text, start):
            at = ending.start()
        if start < at:
            yield start, at


@lru_cache(maxsize=4096)
def hostname(url: str) -> str:
    """Return the host of an address in lower case, without port; empty when there is none.

    Example:
        >>> hostname("https://News.Example.com:8080/a")
        'news.example.com'
    """
    parsed = _parse(url)
    return str(parsed.hostname).strip("[]").rstrip(".") if parsed else ""


def origin(url: str) -> str:
    """Return the origin of an address (WHATWG): scheme, host and port, the default port left out; empty when refused.

    Example:
        >>> origin("HTTPS://News.Example.com:443/a"), origin("http://a.example:8080/")
        ('https://news.example.com', 'http://a.example:8080')
    """
    parsed = _parse(url)
    return str(parsed.origin) if parsed else ""


@lru_cache(maxsize=65536)
def registrable(host: str) -> str:
    """Return the registrable domain of a host by the public suffix list in the tldextract package, its private part included.

    A top-level domain that is not in the list is a suffix by itself (the list's default rule, `*`); an IP address, or a
    host of one label, is its own domain. So is a host of other people's sites; each of those is a domain of its own.

    Example:
        >>> registrable("timesofindia.indiatimes.com"), registrable("www.bbc.co.uk"), registrable("127.0.0.1")
        ('indiatimes.com', 'bbc.co.uk', '127.0.0.1')
        >>> registrable("mara.github.io"), registrable("www.mara.substack.com"), registrable("www.medium.com")
        ('mara.github.io', 'mara.substack.com', 'medium.com')
        >>> registrable("www.daily.example")
        'daily.example'
    """
    labels = [label for label in host.split(".") if label]
    if not labels or ":" in host or labels[-1].isdigit():
        return host
    own = ".".join(labels[-1 - (_suffix(labels) or 1) :])
    front = own.removeprefix("www.")  # a suffix's own site (`www.medium.com`), which is nobody's below it
    return front if "." in front else own


def _suffix(labels: list[str]) -> int:
    """Return how many labels at a host's end are a public suffix; 0 where no rule says so."""
    rules = _suffixes()
    for start in range(len(labels)):
        rest, wild = ".".join(labels[start:]), ".".join(["*", *labels[start + 1 :]])
        if f"!{rest}" in rules:
            return len(labels) - start - 1
        if rest in rules or wild in rules:
            return len(labels) - start
    return 0


@lru_cache(maxsize=1)
def _suffixes() -> frozenset[str]:
    """The rules of the public suffix list, as addresses spell them. The package's own tree of them takes a tenth of a second."""
    public, private = get_suffix_lists(DiskCache(None), urls=(), cache_fetch_timeout=None, fallback_to_snapshot=True)
    return frozenset(rule if rule.isascii() else _spelled(rule) for rule in (*public, *private, *_LANDLORDS))


def _spelled(rule: str) -> str:
    mark = "*." if rule.startswith("*.") else "!" if rule.startswith("!") else ""
    return mark + hostname(f"https://{rule.removeprefix(mark)}/")


def domain(url: str) -> str:
    """Return the registrable domain of an address.

    Example:
        >>> domain("https://markets.businessinsider.com/news/1")
        'businessinsider.com'
    """
    return registrable(hostname(url))


def within(url: str, place: str) -> bool:
    """Tell whether an address lies at a place: a host with its subdomains, or a host and the beginning of a path.

    Scheme, `www.` and a closing slash do not count; a path matches by whole segments.

    Example:
        >>> within("https://blogs.example.com/ai/1", "example.com"), within("https://example.com/en/blog/1", "example.com/en/blog")
        (True, True)
        >>> within("https://badexample.com/", "example.com"), within("https://example.com/en/blogger", "example.com/en/blog")
        (False, False)
    """
    (wanted, host, name), found = _place(place), hostname(url)
    if host == wanted:
        return bool(host) and (found == host or found.endswith("." + host))
    if found and found.removeprefix("www.") != name:
        return False  # nearly always, and then nobody needs to know what makes the address the same
    here = identity(url)
    return here == wanted or here.startswith((wanted + "/", wanted + "?"))


@lru_cache(maxsize=4096)
def _place(place: str) -> tuple[str, str, str]:
    """Return what makes a place's addresses the same, the host there, and that host without a port."""
    wanted = identity(place)
    host = wanted.partition("/")[0]
    return wanted, host, hostname(f"http://{host}")


def is_home(url: str) -> bool:
    """Tell whether an address is a site's front page.

    Example:
        >>> is_home("https://example.com/"), is_home("https://example.com/a")
        (True, False)
    """
    parsed = _parse(url)
    return (
        parsed is not None
        and str(parsed.pathname).strip("/").lower() in ("", "index.html", "index.htm", "index.php", "home", "default.aspx")
        and not parsed.search
    )


def is_gate(url: str) -> bool:
    """Tell whether an address is that of a consent page, a login or a robot check.

    Example:
        >>> is_gate("https://consent.yahoo.com/v2/collectConsent?id=3"), is_gate("https://news.example/login?next=/a")
        (True, True)
        >>> is_gate("https://news.example/2026/how-to-login-safely")
        False
    """
    steps = url.partition("#")[0].partition("?")[0].lower().split("/")[3:]
    return hostname(url).partition(".")[0] in _GATE_HOSTS or any(step.partition(".")[0] in _GATE_STEPS for step in steps)
