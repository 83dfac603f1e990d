"""Records for tests: whole, consistent with each other, on `.example` domains; say only what the test is about.

Example:
    >>> one = article("https://a.example/1", title="Rocket launched")
    >>> story(one).lead == one.id
    True
"""

from datetime import UTC, datetime
from html import escape

from msgspec.structs import replace

from newsloom.ids import article_id, story_id
from newsloom.times import stamp
from newsloom.types import Article, Coverage, Entry, Evidence, Item, Label, Memory, Part, Picture, Receipt, Score, Story, Verdict
from newsloom.urls import domain, identity

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""The moment at which everything here happens."""

SOURCE = "https://news.example/feed.xml"
"""The source that everything here comes from."""

URL = "https://news.example/2026/01/05/rocket"
"""The address of the article that nobody named."""

TITLE = "Rocket reaches orbit on its first flight"
EXCERPT = "The rocket lifted off at dawn. Its makers call the flight a full success."
PICTURE = "https://news.example/rocket.jpg"


def entry(url: str = URL, **changes: object) -> Entry:
    """Return an item as a source says it.

    Example:
        >>> entry(title="Launch").title
        'Launch'
    """
    made = Entry(source=SOURCE, url=url, title=TITLE, summary=EXCERPT, published_raw=stamp(NOW), published_at=NOW, image=PICTURE)
    return replace(made, **changes)


def article(url: str = URL, **changes: object) -> Article:
    """Return an article whose id and domain follow from its address.

    Example:
        >>> article("https://b.example/2").domain
        'b.example'
    """
    made = Article(
        id=article_id(url),
        url=url,
        entry_url=url,
        source=SOURCE,
        domain=domain(url),
        publisher="The Daily Example",
        title=TITLE,
        excerpt=EXCERPT,
        published_at=NOW,
        seen_at=NOW,
        language="en",
        images=(Picture(url=PICTURE, width=1200, height=630),),
        provenance=(("title", "json-ld"), ("published_at", "feed")),
    )
    return replace(made, **changes)


def item(of: Article | None = None, **changes: object) -> Item:
    """Return the ledger's row of a stored article.

    Example:
        >>> item(article("https://b.example/2")).identity
        'b.example/2'
    """
    of = of or article()
    made = Item(source=of.source, identity=identity(of.url), url=of.url, outcome="stored", article=of.id, at=of.seen_at)
    return replace(made, **changes)


def memory(source: str = SOURCE, **changes: object) -> Memory:
    """Return what a healthy source told us.

    Example:
        >>> memory(failures=2).failures
        2
    """
    made = Memory(source=source, title="The Daily Example", etag='"1"', checked_at=NOW, changed_at=NOW, due_at=NOW, entries=1)
    return replace(made, **changes)


def story(*articles: Article, **changes: object) -> Story:
    """Return the story that these articles cover, founded and led by the earliest.

    Example:
        >>> len(story(article("https://a.example/1"), article("https://b.example/2")).coverage)
        2
    """
    ordered = sorted(articles or (article(),), key=lambda own: (own.published_at, own.id))
    lead = ordered[0].id
    made = Story(
        id=story_id(lead),
        lead=lead,
        coverage=tuple(
            Coverage(article=own.id, relation="lead" if own.id == lead else "coverage", joined_at=own.seen_at) for own in ordered
        ),
        first=ordered[0].published_at,
        last=ordered[-1].published_at,
        created_at=NOW,
    )
    return replace(made, **changes)


def score(*points: int) -> Score:
    """Return a score with one part for each of the points.

    Example:
        >>> score(60, 20).value
        80
    """
    return Score(value=sum(points), parts=tuple(Part(group="test", part=f"part {n}", points=each) for n, each in enumerate(points, 1)))


def receipt(of: Article | None = None, within: Story | None = None, **changes: object) -> Receipt:
    """Return the receipt of an article that is published as the lead of its story.

    Example:
        >>> receipt().published.value
        True
    """
    of = of or article()
    made = Receipt(
        article=of.id,
        story=(within or story(of)).id,
        relation="lead",
        rules="test",
        topics=(Label(topic="Space", confidence=0.9, evidence=(Evidence(where="title", what=("rocket",)),)),),
        quality=score(60, 20),
        heat=score(60, 20, 5),
        published=Verdict(value=True, rule="heat >= 70", margin=15),
        decided_at=NOW,
    )
    return replace(made, **changes)


def page_html(
    title: str = TITLE, paragraphs: tuple[str, ...] = (EXCERPT,), *, url: str = URL, published_at: datetime = NOW, image: str = PICTURE
) -> bytes:
    """Return an article's page with a canonical address, Open Graph properties and a body, as honest publishers write them.

    Example:
        >>> b"<h1>Fish &amp; chips</h1>" in page_html("Fish & chips")
        True
    """
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    properties = {
        "og:type": "article",
        "og:title": title,
        "og:url": url,
        "og:site_name": "The Daily Example",
        "og:image": image,
        "og:description": paragraphs[0] if paragraphs else "",
        "article:published_time": stamp(published_at),
    }
    metas = "".join(f'<meta property="{name}" content="{escape(content)}">' for name, content in properties.items() if content)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | The Daily Example</title>'
        f'<link rel="canonical" href="{escape(url)}">{metas}</head>'
        f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    ).encode()
