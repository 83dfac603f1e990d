"""A hub's settings as one frozen record."""

from pathlib import Path
import re
from typing import Literal
import unicodedata

from msgspec import Struct, json
from msgspec.structs import replace

from newsloom import __version__
from newsloom.flows.retention import Retention
from newsloom.hub.newsletter import Newsletter
from newsloom.ids import digest
from newsloom.score.demands import Demands
from newsloom.score.quality import BASE
from newsloom.score.rules import RuleBook
from newsloom.types import Decision, FrontPage, HubView, Search, Source, Topic
from newsloom.urls import wire

Profile = Literal["default", "classic"]

PRIVATE = ".newsloom"
"""The folder of what is never published: the database, caches, keys."""

_UNSAFE = re.compile(r"[^A-Za-z0-9 ._-]+")
_NAME_LIMIT = 60


class Policy(Struct, frozen=True, kw_only=True):
    """How worth is judged, and how lists are made of what is worth it.

    A story is published when its heat reaches `threshold`; `catalogue_points` are for `classic` alone, `demands` for `default`.
    """

    profile: Profile = "default"
    threshold: int = 70
    catalogue_points: int = 30
    demands: Demands = Demands()
    front: FrontPage = FrontPage()


class Weaving(Struct, frozen=True, kw_only=True):
    """How stories are woven. `judge` is the model that compares what words alone cannot: `minilm`, the path of a folder, or empty."""

    judge: str = ""


class Publish(Struct, frozen=True, kw_only=True):
    """What is written and where: folders as the hub names them.

    `heat_step` is the step that published heat is rounded down to, `pictures` the megabytes of copies that are kept for the site,
    `retention` what becomes of old records. `git` is the branch that records go to as well, empty for none, `remote` where it is.
    `secured` are the parts of `render.secured` that records have sealed, none of them by default. With `llms` the site has `llms.txt`.
    `search` is how many of the newest stories the site can search, where pagefind is installed.
    """

    records: str = "content"
    site: str = "site"
    heat_step: int = 5
    pictures: int = 0
    retention: Retention = Retention()
    secured: tuple[str, ...] = ()
    git: str = ""
    remote: str = ""
    llms: bool = False
    search: int = 10_000


class Network(Struct, frozen=True, kw_only=True):
    """How the network is used. `spacing` is the least time between two requests to one host, in seconds."""

    trust_environment: bool = True
    spacing: float = 1.0
    contact: str = ""


class Hub(Struct, frozen=True, kw_only=True):
    """Everything a hub's files say. `topics` begin with the root; `decisions` are the desk's; `templates` are its own, by name.

    `rules` are those by which articles are judged: newsloom's own with the hub's changes. `full_text` tells that the whole text of
    each article is wanted, not only its excerpt. `newsletter` is `None` for a hub that writes none; `searches` are those that it keeps.
    """

    root: Path
    title: str
    subject: str = ""
    description: str = ""
    url: str = ""
    language: str = "en"
    full_text: bool = False
    topics: tuple[Topic, ...]
    sources: tuple[Source, ...] = ()
    policy: Policy = Policy()
    stories: Weaving = Weaving()
    publish: Publish = Publish()
    network: Network = Network()
    newsletter: Newsletter | None = None
    searches: tuple[Search, ...] = ()
    decisions: tuple[Decision, ...] = ()
    templates: dict[str, str] = {}
    rules: RuleBook = RuleBook()

    @property
    def state(self) -> Path:
        """The folder of what is never published: the store, caches, locks."""
        return self.root / PRIVATE

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.state / "hub.db"

    @property
    def records(self) -> Path:
        """The folder of the record tree."""
        return self.root / self.publish.records

    @property
    def site(self) -> Path:
        """The folder of the HTML site."""
        return self.root / self.publish.site

    @property
    def judge(self) -> str:
        """The judge as `newsloom.semantic.embedder` takes it: `minilm`, a folder's whole path, or empty for none.

        Example:
            >>> Hub(root=Path("/h"), title="H", topics=(), stories=Weaving(judge="models/e5/")).judge
            '/h/models/e5'
        """
        judge = self.stories.judge
        return str(self.root / judge) if "/" in judge else judge

    @property
    def subject_words(self) -> tuple[str, ...]:
        """The words that every article of this hub may hold, and that therefore tell no two stories apart.

        Example:
            >>> topic = Topic(id="t", name="Tides", keywords=("tide",), weak=("ebb",))
            >>> Hub(root=Path(), title="H", subject="tides", topics=(topic,)).subject_words
            ('tides', 'Tides', 'tide', 'ebb')
        """
        root = self.topics[0] if self.topics else None
        return tuple(word for word in (self.subject, *((root.name, *root.keywords, *root.weak) if root else ())) if word)

    @property
    def user_agent(self) -> str:
        """How this hub introduces itself to servers: program, then hub, address and contact, safe in a header.

        Example:
            >>> Hub(root=Path(), title="Météo (b)", url="https://m.example/x", topics=()).user_agent.partition(" ")[2]
            '(Meteo b; +https://m.example/x)'
        """
        folded = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode("ascii")
        title = " ".join(_UNSAFE.sub(" ", folded).split())[:_NAME_LIMIT].strip()
        address = wire(self.url).translate({40: "%28", 41: "%29", 59: "%3B"})
        about = [part for part in (title, f"+{address}" if address else "", self.network.contact) if part]
        return f"newsloom/{__version__}" + (f" ({'; '.join(about)})" if about else "")

    @property
    def fingerprint(self) -> str:
        """Identify all settings that judgement and publishing depend on; the same settings in another order of sources agree.

        Where a decision stands, how a source is read and how the network is used do not count.
        """
        trust = sorted((source.url, source.topics, source.official) for source in self.sources)
        decisions = [replace(decision, place="") for decision in self.decisions]
        return digest(json.encode((self.view(), self.policy, self.stories, self.publish, trust, decisions, self.rules)).decode())

    @property
    def look(self) -> str:
        """Identify the hub's own templates: publishing depends on them, judgement does not.

        Example:
            >>> Hub(root=Path(), title="H", topics=()).look == Hub(root=Path("elsewhere"), title="I", topics=()).look
            True
        """
        return digest(json.encode(sorted(self.templates.items())).decode())

    def view(self) -> HubView:
        """Return what renderers may know."""
        return HubView(
            title=self.title,
            subject=self.subject,
            description=self.description,
            url=self.url,
            language=self.language,
            topics=self.topics,
            threshold=self.policy.threshold,
            base=self.rules.points.get(BASE, 0),
            ranges=self.rules.ranges,
            heat_step=self.publish.heat_step,
            front=self.policy.front,
            newsletter=self.newsletter is not None,
            llms=self.publish.llms,
            searches=self.searches,
        )
