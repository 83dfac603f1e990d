"""The records: what the stages pass to each other.

Every record is frozen, holds tuples instead of lists and only UTC-aware times, so that a stage can neither
change its input nor guess a zone. They are `msgspec.Struct`s because the store writes and reads them as JSON
(docs/decisions/0003-msgspec.md).

Example:
    >>> picture = Picture(url="https://news.example/a.png", width=1200, height=630)
    >>> picture.generic
    False
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

Kind = str
"""How a source is read: `feed`, `sitemap`, `listing`, `search`, or a kind that an extension brings (`registry`).

It is found out from the source's first answer when a hub does not say.
"""

Outcome = Literal["stored", "duplicate", "rejected", "quarantined"]
"""The one end of a discovered item. `quarantined` items are tried again; the others are final."""

Relation = Literal["lead", "coverage", "copy", "adapted", "theme"]
"""What an article is to a story: its representative, an own report, the same text, a reworked text, or a neighbour."""

Role = Literal["newsroom", "wire", "release-host", "not-news", "unknown"]
"""What a publisher does: reports itself, distributes releases, hosts others' releases and copies, or something else."""

Verb = Literal["pin", "hide", "retitle", "retopic", "rescore", "trust", "distrust", "must-link", "cannot-link", "take-down"]
"""What an editor can decide (docs/reference/desk.md)."""

MediaType = Literal["article", "video"]

Genre = Literal["", "press-release", "opinion"]
"""What a page declares itself to be beyond a report; empty when it declares nothing of the kind."""

Phase = Literal["breaking", "rising", "steady", "fading", "revived"]
"""Where a story is in its life (`score.phase`)."""


class Publisher(Struct, frozen=True, kw_only=True):
    """A news outlet, as the catalogue knows it.

    `domain` is the registrable domain, or a host that is another outlet than its domain. `language` is the one it writes (ISO 639-1),
    empty where it writes several or nobody said. `family` names the owner whose outlets count as one voice (empty: the domain
    itself). `rating` is the first principal component of Lin et al. (2023), 0 to 1, `None` where they rate nothing.
    `specialist` marks a desk for technology or science; `reference` an entry of the reference system's catalogue.
    """

    domain: str
    name: str
    country: str = ""
    language: str = ""
    family: str = ""
    role: Role = "newsroom"
    rating: float | None = None
    specialist: bool = False
    reference: bool = False


class Source(Struct, frozen=True, kw_only=True):
    """One place we look. `topics` are names of topics it vouches for; `official` marks the subject's own outlet.

    `select` names the links of a listing (CSS). A `paused` source is not asked; with `ignore_robots` it is asked whatever its
    robots.txt says. `accept` names the site that a source rightly links to though it looks like another's now (`life.recognised`).
    `username`, `password_env` and `headers` tell how to get in where a login is asked for: they name the variables of the
    environment that hold the secrets (`${NAME}`), never a secret.
    """

    url: str
    kind: Kind | None = None
    topics: tuple[str, ...] = ()
    official: bool = False
    every: float | None = None
    select: str = ""
    paused: bool = False
    ignore_robots: bool = False
    accept: str = ""
    username: str = ""
    password_env: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Sighting(Struct, frozen=True, kw_only=True):
    """Something that a source said or did, how often in a row, and when first and last."""

    what: str
    first: datetime
    last: datetime
    times: int = 1


class Memory(Struct, frozen=True, kw_only=True):
    """What a source told us, kept byte for byte so that the next request can be conditional, and what was learned of it.

    `kind` is what its answers turned out to be. `due_at` is the earliest next request while the source is in back-off
    (`failures` > 0, the first at `failing_since`), else the time at which `watch` asks again. `changed_at` is when it last brought
    something new, `read_at` when it last answered with a whole document: that `listed` so many addresses, `known` of which it had brought
    before. `seen_share` is the share of the last answer's entries that were known already.

    Its face: `title`, `language`, and the `sites` (registrable domains) that it links to. Its rhythm: `news` new entries in
    `watched` seconds, both fading with age; `longest` the seconds of its longest silence; `interval` the seconds between two
    requests that follow; `fresh_for` those for which its last document asked not to be asked again.

    `moved` is the address that it redirects to for good, `gone` that it says it is no more, `hijacked` that its face is another's.
    """

    source: str
    title: str = ""
    kind: Kind | None = None
    language: str = ""
    sites: tuple[str, ...] = ()
    etag: str = ""
    last_modified: str = ""
    checked_at: datetime | None = None
    changed_at: datetime | None = None
    read_at: datetime | None = None
    due_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    last_error: str = ""
    seen_share: float = 0.0
    listed: int = 0
    known: int = 0
    entries: int = 0
    news: float = 0.0
    watched: float = 0.0
    longest: float = 0.0
    interval: float = 0.0
    fresh_for: float = 0.0
    moved: Sighting | None = None
    gone: Sighting | None = None
    hijacked: Sighting | None = None


class Work(Struct, frozen=True, kw_only=True):
    """A piece of pure work on a stranger's bytes, to be done where it can be stopped: a function of a module, and its arguments."""

    subject: str
    function: Callable[..., object]
    args: tuple[object, ...] = ()


class Request(Struct, frozen=True, kw_only=True):
    """One thing to ask for. `limit` caps the decoded bytes; with `partial`, reaching it is success, not failure.

    `permitted` says that a person chose to ask for it whatever robots.txt, which speaks to crawlers, says.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    limit: int = 10 * 1024 * 1024
    partial: bool = False
    permitted: bool = False


class Fetched(Struct, frozen=True, kw_only=True):
    """One answer: `url` is the address that finally answered, after redirects; `body` is decoded.

    `moved` is where permanent redirects alone lead from the address that was asked for (RFC 9110, 301 and 308); empty without any.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    at: datetime
    moved: str = ""

    def header(self, name: str) -> str:
        """Return the first value of a header, names compared without case; empty when absent.

        Example:
            >>> from datetime import UTC
            >>> Fetched(url="https://a.example/", status=200, headers=(("ETag", '"1"'),), at=datetime.now(UTC)).header("etag")
            '"1"'
        """
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return ""


class Failure(Struct, frozen=True, kw_only=True):
    """An expected failure, as a value: which stage, about what, and why, in words that say what to do.

    `code` is one stable word for programs (`timeout`, `blocked-address`, `http-404` …). A `transient` failure is
    worth another try, not before `retry_after` seconds when the server named a time.
    """

    stage: str
    subject: str
    code: str
    reason: str
    transient: bool = False
    retry_after: float | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """An item as its source said it: text not yet cleaned, `url` absolute but otherwise as given.

    `outlet` and `outlet_url` are the publisher that an aggregator credits with it. `type` is `video` where the source shows films.
    """

    source: str
    url: str
    title: str = ""
    summary: str = ""
    published_raw: str = ""
    published_at: datetime | None = None
    author: str = ""
    updated_at: datetime | None = None
    image: str = ""
    language: str = ""
    outlet: str = ""
    outlet_url: str = ""
    type: MediaType = "article"


class Harvest(Struct, frozen=True, kw_only=True):
    """All that one conversation with a source brought: its entries and the validators for the next request.

    `not_modified` means the source answered 304. `dropped` are addresses of entries beyond the limit of one document.
    `language` is what the document declares; `fresh_for` the seconds for which it, or its server, asks not to be asked again.
    `moved` is the address that the server has for good moved the source to.
    """

    entries: tuple[Entry, ...] = ()
    dropped: tuple[Entry, ...] = ()
    title: str = ""
    language: str = ""
    kind: Kind | None = None
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False
    fresh_for: float = 0.0
    moved: str = ""


class Index(Struct, frozen=True, kw_only=True):
    """A document that names other documents of the source: their addresses, the newest first.

    `dated` tells whether it says when the ones that will be asked last changed.
    """

    children: tuple[str, ...]
    dated: bool = False


class Picture(Struct, frozen=True, kw_only=True):
    """A picture of an article.

    `width` and `height` are measured, in pixels (0: unknown). `generic`: a logo or placeholder. `kept`: the name of the copy
    that the hub keeps, empty where it keeps none; known when an edition is published, never stored with the article.
    """

    url: str
    width: int = 0
    height: int = 0
    generic: bool = False
    kept: str = ""


SMALL_COPY = "-small"
"""What the name of a kept picture's small copy ends with."""


LOGO = "logo:"
"""What stands before a domain where what became of its publisher's logo is remembered (`Kept.url`)."""


class Copy(Struct, frozen=True, kw_only=True):
    """A picture made anew in two sizes; `name` is the hash of what it was made from.

    `turned`: it lies the other way than its header's width and height say, for its file asks to be turned by a quarter.
    """

    name: str
    large: bytes
    small: bytes
    turned: bool = False


class Kept(Struct, frozen=True, kw_only=True):
    """What became of a picture that the hub wanted a copy of at a time.

    `name` is the copy's, empty when it could not be had or was let go (`gone`: for want of room, and not to be asked for
    again); `size` are its bytes, `newest` is when the story that shows it last had a report. `turned`: see `Copy`.
    """

    url: str
    name: str = ""
    size: int = 0
    turned: bool = False
    at: datetime
    newest: datetime | None = None
    gone: bool = False


class Change(Struct, frozen=True, kw_only=True):
    """A publisher's visible correction: the field, what stood there before, and when the change was seen."""

    field: Literal["title", "excerpt"]
    before: str
    at: datetime


class Article(Struct, frozen=True, kw_only=True):
    """A page as we understood it.

    `id` identifies the canonical address (`ids.article_id`); `url` is that address as it is published; `entry_url`
    the address the source gave; `source` who found it first, of several in one cycle the first by address. `domain` and
    `publisher` are the outlet's registrable domain and name. `published_at` never lies after `seen_at`. `provenance`
    says which part of the page each field came from (`json-ld`, `og`, `feed`, `html`, `url`, `catalogue`, `first-seen`).

    `section` and `keywords` are the publisher's own; `genre` and `paywalled` what the page declares. `wire` is the domain of the
    distributor that a hosted text credits (`prnewswire.com`), empty for own texts. `text` is the whole text, where the hub wants it.
    `read_at` is when its page was last read, `read_by` the version of newsloom that did; `updated_at` when that first showed the words
    that stand here now, if they are not the first ones: `changes` tells what stood there before. `held` says why nobody should be sent
    there any more, empty while all is well.
    `logo` is the name of the copy of its publisher's logo that the hub keeps: known when an edition is published, never stored.
    """

    id: str
    url: str
    entry_url: str
    source: str
    domain: str
    publisher: str
    title: str
    excerpt: str = ""
    published_at: datetime
    seen_at: datetime
    type: MediaType = "article"
    amp_url: str = ""
    embed: str = ""
    language: str = ""
    author: str = ""
    section: str = ""
    keywords: tuple[str, ...] = ()
    genre: Genre = ""
    paywalled: bool = False
    wire: str = ""
    text: str = ""
    read_at: datetime | None = None
    read_by: str = ""
    updated_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    held: str = ""
    images: tuple[Picture, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    logo: str = ""

    def precedes(self, other: "Article") -> bool:
        """Tell which of two versions found in one cycle stands: the order of addresses decides, not who happened to answer first.

        Example:
            >>> from datetime import UTC
            >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
            >>> def found(source: str) -> Article:
            ...     words = dict.fromkeys(("id", "url", "entry_url", "domain", "publisher", "title"), "")
            ...     return Article(source=source, published_at=noon, seen_at=noon, **words)
            >>> found("https://a.example/feed").precedes(found("https://b.example/feed"))
            True
        """
        return self.seen_at == other.seen_at and (self.source, self.entry_url) < (other.source, other.entry_url)


class Item(Struct, frozen=True, kw_only=True):
    """A row of the ledger: one discovered item of one source and its one outcome.

    `identity` is the normalised address (`urls.identity`); `article` the id of the article that holds it, if any.
    `entry` is kept while the item is quarantined, so that it can be tried again from `due_at` on; without that time it
    was tried often enough. `said` identifies the title that the source gave it, so that another one is noticed. `at` is when it came
    to its outcome, `first` when the source brought it, where that was before.
    """

    source: str
    identity: str
    url: str
    outcome: Outcome
    reason: str = ""
    article: str = ""
    at: datetime
    attempts: int = 1
    due_at: datetime | None = None
    entry: Entry | None = None
    said: str = ""
    first: datetime | None = None


class Tally(Struct, frozen=True, kw_only=True):
    """What the visits to one source came to: how often it was asked, how often in vain, and the addresses that its answers listed.

    An address that two answers list counts twice; `known` are those that the source had brought before.
    """

    asked: int = 0
    failed: int = 0
    listed: int = 0
    known: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            asked=self.asked + other.asked,
            failed=self.failed + other.failed,
            listed=self.listed + other.listed,
            known=self.known + other.known,
        )


class Collected(Struct, frozen=True, kw_only=True):
    """What one source's visit adds to the store, in one transaction; a retry of its items leaves its memory alone.

    `revised` are articles that are stored already, as another look at their pages left them, and `noted` the rows of the items that
    asked for that look.
    """

    memory: Memory | None = None
    items: tuple[Item, ...] = ()
    articles: tuple[Article, ...] = ()
    revised: tuple[Article, ...] = ()
    noted: tuple[Item, ...] = ()


class Coverage(Struct, frozen=True, kw_only=True):
    """One article on a story. `similarity` is the score it joined with; `copy_of` the article whose text it repeats."""

    article: str
    relation: Relation = "coverage"
    similarity: float = 0.0
    copy_of: str = ""
    joined_at: datetime


class Theme(Struct, frozen=True, kw_only=True):
    """A near story's article that interests the same reader: for `related`, never for heat."""

    article: str
    story: str
    similarity: float


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened to a story itself, rather than a report that joined it: when, and why in words.

    `founded`: it began. `merged`: the story `other` took it over; `absorbed`: it took over `other`. `split-off`: `other` was parted
    from it; `split-from`: it was itself parted from `other`. `lead`: the article `other` leads it from then on.
    """

    what: Literal["founded", "merged", "absorbed", "split-off", "split-from", "lead"]
    at: datetime
    other: str = ""
    why: str = ""


HISTORY = 50
"""Events that a story remembers: at about 120 bytes each 6 kB of its row, so that two reports that take the lead from each other for
ever cannot fill a store."""


def remembered(history: tuple[Event, ...], *events: Event) -> tuple[Event, ...]:
    """Return a history with what happened since: the first event, which says how a story came to be, and the latest of the others.

    Example:
        >>> from datetime import UTC
        >>> first = Event(what="founded", at=datetime(2026, 1, 1, tzinfo=UTC))
        >>> told = remembered((first,), *(Event(what="lead", at=first.at, other=f"a{number}") for number in range(60)))
        >>> len(told), told[0].what, told[1].other, told[-1].other
        (50, 'founded', 'a11', 'a59')
    """
    told = (*history, *events)
    return told if len(told) <= HISTORY else (told[0], *told[1 - HISTORY :])


class Story(Struct, frozen=True, kw_only=True):
    """One event and all its coverage, in order of publication.

    `id` is stable for ever; an absorbed story keeps its id and names its heir in `merged_into`. `first` and `last`
    are the publication times of its coverage. `path` is its record's file name, fixed when first written.
    `splits` counts the stories that were split off, so that no id is ever given twice. `history` tells what happened to it, oldest first.
    `baseline` are the arrivals that were usual for its subject when it was created (0: nobody asked), fixed for good. `topic` is the first
    of its lead's topics and `peak` its receipt's, for the baselines of later stories: 0 while it is not published.
    """

    id: str
    lead: str
    coverage: tuple[Coverage, ...]
    first: datetime
    last: datetime
    created_at: datetime
    path: str = ""
    themes: tuple[Theme, ...] = ()
    merged_into: str = ""
    splits: int = 0
    history: tuple[Event, ...] = ()
    baseline: float = 0.0
    topic: str = ""
    peak: float = 0.0

    def origins(self) -> dict[str, str]:
        """Return the article whose text each article of the story repeats in the end: its own where it repeats none.

        A circle of copies ends where it is met.
        """
        copied = {coverage.article: coverage.copy_of for coverage in self.coverage}
        origins = {}
        for article in copied:
            origin, passed = article, {article}
            while (before := copied.get(origin)) and before not in passed:
                passed.add(before)
                origin = before
            origins[article] = origin
        return origins


class Pace(Struct, frozen=True, kw_only=True):
    """How widely published stories of a topic were told that began in an hour of the week: how many they are, and the sum of their peaks.

    Hours are counted from Monday, 00:00 UTC: 0 to 167. `topic` is empty for stories without one.
    """

    topic: str
    hour: int
    stories: int
    peaks: float


class Evidence(Struct, frozen=True, kw_only=True):
    """Where a topic's words stand (`title`, `excerpt`, `source`, `child`, `desk`) and which they are."""

    where: str
    what: tuple[str, ...]


class Label(Struct, frozen=True, kw_only=True):
    """A topic (by its display name) and why. `confidence` is on the scale of 0 to 1; a label is assigned from 0.5."""

    topic: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """One named share of a score: its group, name, points, and the words that earned them."""

    group: str
    part: str
    points: int
    why: str = ""


class Score(Struct, frozen=True, kw_only=True):
    """A number and its parts; `parts` always add up to `value`."""

    value: int
    parts: tuple[Part, ...] = ()


class Verdict(Struct, frozen=True, kw_only=True):
    """Whether a story is published: the rule, the distance to its threshold, and the caps that held it back."""

    value: bool
    rule: str
    margin: int
    caps: tuple[str, ...] = ()


class Receipt(Struct, frozen=True, kw_only=True):
    """Everything decided about one article: topics, quality, heat, publication, its place in a story, and by which rules.

    `relation` is what the article is to its story. `heat` is -1 for everything but a story's lead; `leads` says why that leads. `phase` is
    the story's, as of `decided_at`; `peak`, on a published lead's alone, the most that its independent voices ever counted at once, each
    halving in 6 hours. `desk` are the editors' decisions that counted for it, without their items and places.
    """

    article: str
    story: str
    relation: Relation
    rules: str
    topics: tuple[Label, ...]
    quality: Score
    heat: Score
    published: Verdict
    leads: str = ""
    independent: float = 0.0
    members: int = 1
    peak: float = 0.0
    phase: Phase = "steady"
    decided_at: datetime
    desk: "tuple[Decision, ...]" = ()

    @property
    def title(self) -> str:
        """The title that an editor gave the article; empty when nobody did."""
        return next((one.value for one in self.desk if one.do == "retitle" and isinstance(one.value, str)), "")

    @property
    def taken_down(self) -> bool:
        """Whether an editor took the article out of everything that is published."""
        return any(one.do == "take-down" for one in self.desk)


class Decision(Struct, frozen=True, kw_only=True):
    """An editor's decision. `until` ends it, `None` keeps it for ever.

    `items` are as the desk file names them (addresses, ids, records) until `flows.deciding` has found what they mean. `publisher` is the
    domain or host that is trusted or distrusted. `value` is a new title, the names of topics, or a quality; empty for every other verb.
    """

    do: Verb
    items: tuple[str, ...] = ()
    publisher: str = ""
    value: str | int | tuple[str, ...] = ""
    reason: str
    by: str = ""
    until: datetime | None = None
    place: str = ""

    @property
    def words(self) -> str:
        """Who decided, as far as said, and why: what a receipt quotes.

        Example:
            >>> Decision(do="pin", items=("a1",), reason="launch day", by="mara").words
            'mara: launch day'
        """
        return f"{self.by}: {self.reason}" if self.by else self.reason


class Links(Struct, frozen=True, kw_only=True):
    """The editors' constraints on stories: pairs of article ids that must, or must not, share one."""

    must: tuple[tuple[str, str], ...] = ()
    cannot: tuple[tuple[str, str], ...] = ()


class Topic(Struct, frozen=True, kw_only=True):
    """A topic of a hub: how it is named, where it hangs, and the words that prove it (docs/reference/topics.md).

    `keywords` are enough alone; `weak` ones need one of `context` (or the hub's root topic) beside them; `exclude`
    phrases are blanked before matching; a hit that is only a `homonyms` phrase is off topic; `official` lists hosts
    or address prefixes that are the subject itself. `classic` are the words that the classic profile counts instead of `keywords`.
    """

    id: str
    name: str
    parent: str = ""
    about: str = ""
    keywords: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    homonyms: tuple[str, ...] = ()
    official: tuple[str, ...] = ()
    weight: float = 1.0
    hashtags: tuple[str, ...] = ()
    classic: tuple[str, ...] = ()
    shortname: str = ""

    @property
    def classic_keywords(self) -> tuple[str, ...]:
        """The words that the classic profile counts, a word that is listed twice as two.

        Example:
            >>> Topic(id="ai", name="AI", keywords=("ai",)).classic_keywords
            ('ai',)
        """
        return self.classic or self.keywords


class Window(Struct, frozen=True, kw_only=True):
    """The stories that an arrival could still join, with all their articles by id.

    `latest` are articles of the hub's history, on whichever stories: what a weaver may learn the hub's habits from.
    """

    stories: tuple[Story, ...] = ()
    articles: dict[str, Article] = {}
    latest: tuple[Article, ...] = ()


class Weave(Struct, frozen=True, kw_only=True):
    """What weaving changed: every story that is new or different, and how many of each kind of change."""

    stories: tuple[Story, ...] = ()
    new: int = 0
    grown: int = 0
    merged: int = 0
    split: int = 0


class Curated(Struct, frozen=True, kw_only=True):
    """What one curation adds to the store, in one transaction; `judged_at` marks its end, and stays as it was when `None`."""

    stories: tuple[Story, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    settings: str = ""
    judged_at: datetime | None = None


class Related(Struct, frozen=True, kw_only=True):
    """One line of a record's `related`: an article, what it is to the story, and its receipt."""

    article: Article
    relation: Relation
    receipt: Receipt


class StoryView(Struct, frozen=True, kw_only=True):
    """A story as it is published: its lead with the receipt, and the rest in the record's order (quality descending)."""

    story: Story
    article: Article
    receipt: Receipt
    related: tuple[Related, ...] = ()

    def articles(self) -> Iterator[Article]:
        """Yield the story's articles, the lead first; themes are other stories'."""
        yield self.article
        yield from (other.article for other in self.related if other.relation != "theme")

    def dated_after(self, moment: datetime) -> bool:
        """Tell whether anything that is shown of the story is dated later than a moment."""
        articles = (self.article, *(other.article for other in self.related))
        return self.story.last > moment or any(
            article.published_at > moment or (article.updated_at is not None and article.updated_at > moment) for article in articles
        )

    def pictures(self) -> Iterator[tuple[Article, Picture]]:
        """Yield what could illustrate the story, with whose it is: the lead's own pictures, then its other reports' in their order."""
        reports = (self.article, *(other.article for other in self.related if other.relation == "coverage"))
        return ((article, picture) for article in reports for picture in article.images if not picture.generic)


class SourceView(Struct, frozen=True, kw_only=True):
    """A source with its memory, as the health pages show it."""

    source: Source
    memory: Memory | None = None

    @property
    def kind(self) -> Kind | None:
        """What the hub says that the source is, else what its answers turned out to be.

        Example:
            >>> url = "https://a.example/map"
            >>> SourceView(source=Source(url=url), memory=Memory(source=url, kind="sitemap")).kind
            'sitemap'
        """
        return self.source.kind or (self.memory.kind if self.memory else None)


class Artifact(Struct, frozen=True, kw_only=True):
    """One output file: a path below the sink's folder, with forward slashes, and its bytes."""

    path: str
    body: bytes


class Draft(Struct, frozen=True, kw_only=True):
    """An output file that is written only where it may have changed: `key` says what it is made of, `make` returns its bytes.

    Of one path, two drafts with the same key have the same bytes, as long as the hub's settings are the same.

    Example:
        >>> Draft(path="days/2031-03-14.html", key="1f", make=lambda: b"<!doctype html>").body
        b'<!doctype html>'
    """

    path: str
    key: str
    make: Callable[[], bytes]

    @property
    def body(self) -> bytes:
        """The bytes, made now."""
        return self.make()


class Rendered(Struct, frozen=True, kw_only=True):
    """What a renderer makes of one story: its own files, and a note of what other files say of it.

    `note` is small: every list is made from all of them. `kept` is larger, and asked for only where a list shows the story.
    """

    files: tuple[Artifact, ...] = ()
    note: object | None = None
    kept: bytes = b""


class Swap(Struct, frozen=True, kw_only=True):
    """What a sink did: how many files it wrote, left alone and removed."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


class FrontPage(Struct, frozen=True, kw_only=True):
    """How many stories the front page shows, and how many of any ten places in a row a publisher and a topic may have; 0 is no limit.

    The quotas decide the order of lists, never what is published (docs/decisions/0029-policy.md has the measurements).
    """

    size: int = 20
    per_publisher: int = 2
    per_topic: int = 3


class Search(Struct, frozen=True, kw_only=True):
    """A search that a hub keeps, and that has feeds: `query` is words and phrases in quotes, all of which a story must have."""

    id: str
    name: str
    query: str


class HubView(Struct, frozen=True, kw_only=True):
    """What renderers may know about a hub: its words, topics and publishing settings, and whether it writes a newsletter and `llms.txt`.

    Every article's quality begins with `base`; `ranges` has the least and the most that one part of each kind then gives it. `searches`
    are those that it keeps; `search` is how many stories its site can search, 0 for none.
    """

    title: str
    subject: str = ""
    description: str = ""
    url: str = ""
    language: str = "en"
    topics: tuple[Topic, ...] = ()
    threshold: int = 70
    base: int = 57
    ranges: Mapping[str, tuple[int, int]] = {}
    heat_step: int = 5
    front: FrontPage = FrontPage()
    newsletter: bool = False
    llms: bool = False
    searches: tuple[Search, ...] = ()
    search: int = 0


class Edition(Struct, frozen=True, kw_only=True):
    """A hub at one moment. `stories` can be iterated more than once and is never held in memory as a whole.

    `redirects` are the absorbed stories, each with the one that has its coverage now. Records of stories whose last report lies
    before `archived_before` stand in the archive; `None` archives nothing.
    """

    hub: HubView
    as_of: datetime
    stories: Iterable[StoryView]
    sources: tuple[SourceView, ...] = ()
    redirects: tuple[tuple[Story, Story], ...] = ()
    archived_before: datetime | None = None
