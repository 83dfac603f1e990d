"""What the programs that visit a site are told: how to behave, where things lie, and what a browser may do with the pages."""

from collections.abc import Iterable, Iterator
import re
from urllib.parse import urlsplit

from newsloom.render.item import web
from newsloom.render.syndication import address_of
from newsloom.types import Artifact, HubView

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""What pages may load: their own style sheet and pictures, no script, nothing of others. Every page says so in its head as well,
for hosts that send no headers."""

SEARCH_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'"
)
"""What the page that searches may load as well: the site's own scripts, among them a program in WebAssembly, and the files of its index."""

_CSP, _FRAMES = "Content-Security-Policy", "; frame-ancestors 'none'"

_STRICT = (
    *("/", "/index.html", "/404.html", "/scores", "/scores.html", "/sources", "/sources.html"),
    *(f"/{folder}/*" for folder in ("days", "newsletters", "publishers", "stories", "topics")),
)
"""The pages that run no script, on a site of which one page does; some hosts show them without their ending."""

_HEADERS = (
    ("/*", "Cross-Origin-Opener-Policy", "same-origin"),
    ("/*", "Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("/*", "Referrer-Policy", "no-referrer"),
    ("/*", "X-Content-Type-Options", "nosniff"),
    ("/api/*", "Access-Control-Allow-Origin", "*"),
)
"""By path: what a header means to a browser is told at https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers; anybody's page may
read the API."""

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|-])")


def headers(hub: HubView) -> Artifact:
    """Return `_headers`, as Netlify, Cloudflare Pages and others read it (https://docs.netlify.com/manage/routing/headers/).

    Of two rules for one path, some hosts send the later one, others both, and a browser then obeys both. So where the site has a
    search, the rule for all paths is the one that the search page needs, and those for the others tighten it: either way ends the same.

    Example:
        >>> headers(HubView(title="A")).body.decode().splitlines()[:2]
        ['/*', "  Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
frame-ancestors 'none'"]
    """
    rules = [("/*", _CSP, (SEARCH_POLICY if hub.search else POLICY) + _FRAMES), *_HEADERS]
    rules += [(path, _CSP, POLICY + _FRAMES) for path in _STRICT if hub.search]
    lines = list[str]()
    for path in dict.fromkeys(path for path, _, _ in rules):
        lines += [path, *(f"  {name}: {value}" for at, name, value in rules if at == path)]
    return Artifact(path="_headers", body=("\n".join(lines) + "\n").encode())


def robots(hub: HubView) -> Iterator[Artifact]:
    """Yield `robots.txt` for a hub that has a host to itself: anywhere else nobody would read it (RFC 9309, section 2.3).

    Example:
        >>> [file.path for file in robots(HubView(title="A", url="https://a.example"))]
        ['robots.txt']
        >>> list(robots(HubView(title="A", url="https://a.example/hub"))), list(robots(HubView(title="A")))
        ([], [])
    """
    base = address_of(hub)
    if web(hub.url) and urlsplit(base).path == "/" and not urlsplit(base).query:
        maps = "".join(f"Sitemap: {base}{name}\n" for name in ("sitemap.xml", "news-sitemap.xml"))
        yield Artifact(path="robots.txt", body=f"User-agent: *\nAllow: /\n\n{maps}".encode())


def llms(hub: HubView) -> Iterator[Artifact]:
    r"""Yield `llms.txt` if the hub wants it: where a language model finds the hub's facts (https://llmstxt.org).

    Example:
        >>> [file.body.decode().splitlines()[0] for file in llms(HubView(title="A *b*", llms=True))]
        ['# A \\*b\\*']
    """
    if not hub.llms:
        return
    base = address_of(hub)
    about = hub.description or hub.subject
    topics = [(f"api/news/{topic.id}/index.json", topic.name, topic.about) for topic in hub.topics]
    lines = [
        f"# {_plain(hub.title)}",
        *(["", f"> {_plain(about)}"] if about else ()),
        "",
        _ABOUT,
        *_list("Data", base, _DATA),
        *_list("Topics", base, topics),
        *_list("Optional", base, _OPTIONAL),
    ]
    yield Artifact(path="llms.txt", body=("\n".join(lines) + "\n").encode())


_ABOUT = (
    "News stories, each with all its reports, its publishers and why it was chosen. Headlines and excerpts belong to their publishers; "
    "name them, and lead readers to the address in `webUrl`."
)
_DATA = (
    ("api/news/index.json", "News", "published stories, newest first, in pages"),
    ("api/index.json", "API", "what else there is, with a JSON Schema for each kind of document"),
)
_OPTIONAL = (
    ("feed.json", "Feed", "the newest stories as JSON Feed"),
    ("scores.html", "How scores work", "what quality and heat mean"),
    ("sources.opml", "Sources", "the feeds that are read, as OPML"),
)


def _list(title: str, base: str, links: Iterable[tuple[str, str, str]]) -> list[str]:
    return [
        "",
        f"## {title}",
        "",
        *(f"- [{_plain(name)}]({base}{path})" + (f": {_plain(note)}" if note else "") for path, name, note in links),
    ]


def _plain(text: str) -> str:
    r"""Return a text as one line of Markdown that shows just that text.

    Example:
        >>> _plain("a\n# <b>")
        'a \\# \\<b\\>'
    """
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
