"""The templates, packaged or a hub's own, and how a page comes out of one."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.resources import files

from minijinja import Environment, TemplateError
import msgspec

from newsloom.errors import HubError
from newsloom.render.site import curve
from newsloom.render.site.placed import Line, Placed, cards
from newsloom.render.site.proof import mistake_in_words
from newsloom.render.site.publishers import publisher_path
from newsloom.render.site.words import OWN, Words, signed, words_in
from newsloom.text import excerpt
from newsloom.times import stamp
from newsloom.types import Artifact, Draft, HubView

TEMPLATES = (
    *("base.html", "parts.html", "index.html", "topic.html", "topics.html", "story.html", "moved.html"),
    *("day.html", "days.html", "publisher.html", "sources.html", "scores.html", "404.html", "site.css", "icon.svg"),
    *("letter.html", "newsletter.html", "newsletters.html", "search.html", "search.js"),
)
"""Every file a hub may replace."""

OVERRIDES = (*TEMPLATES, OWN)
"""Every file a hub's `templates/` may hold."""

PLAIN = ("site.css", "icon.svg", "search.js")
"""The files that are written as they are; the last for a site with a search alone."""

ROW = 10
"""Topics in the row of every page: one line at 1,440 pixels; `topics/index.html` has all."""

GLIMPSE = 200
"""Characters of an excerpt on a card: the two lines of 78 that it has, and a few that show where they are cut."""

_FILTERS = (curve.line, curve.area, curve.tip, stamp, signed, publisher_path)
_ARROWS = {"ltr": ("←", "→"), "rtl": ("→", "←")}
"""What leads back and onward, by the direction of writing."""

_SLASH = "&#x2f;"
"""How MiniJinja escapes a slash, which HTML has as it is wherever a value may stand: a fifteenth of the demo's front page."""

_ADVICE = "mend it, or remove the file to have the packaged one back"


def packaged() -> dict[str, str]:
    """Return the templates that the package brings, by name."""
    folder = files("newsloom.render").joinpath("templates")
    return {name: folder.joinpath(name).read_text("utf-8") for name in TEMPLATES}


def mistake(name: str, text: str) -> str:
    r"""Return what keeps a template from being read, as `line: what; what to do`; empty when nothing does.

    Example:
        >>> mistake("404.html", "one\n{{ hub. }}")
        '2: unexpected end of variable block, expected identifier or integer; mend it, or remove the file to have the packaged one back'
        >>> mistake("404.html", "{{ hub.title }}"), mistake("site.css", "{{")
        ('', '')
    """
    if name == OWN:
        return mistake_in_words(text)
    if name in PLAIN:
        return ""
    try:
        Environment().add_template(name, text)
    except TemplateError as error:
        return f"{error.line}: {error.detail}; {_ADVICE}"
    return ""


class Pages:
    """The templates at work.

    Args:
        own: the hub's own templates by name; they replace those that the package brings.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = dict(own)
        self._words = self._own.pop(OWN, "")
        self._sources = {**packaged(), **self._own}
        *self._plain, self._script = [Artifact(path=name, body=self._sources.pop(name).encode()) for name in PLAIN]
        self._environments: dict[str, Environment] = {}

    def plain(self) -> list[Artifact]:
        """Return the files that no edition changes: the style sheet and the icon."""
        return self._plain

    def search(self, hub: HubView) -> list[Artifact]:
        """Return the page that searches the site and its script, where the hub has a search."""
        return [self.page(hub, "search.html", "search.html", {"here": "search"}), self._script] if hub.search else []

    def words(self, hub: HubView) -> Words:
        """Return the words of a hub: its language's, with its own before them."""
        return words_in(hub.language, self._words)

    def _environment(self, hub: HubView) -> Environment:
        """Return the templates as they speak a hub's language, made once."""
        if hub.language not in self._environments:
            self._environments[hub.language] = _environment(self._sources, self.words(hub))
        return self._environments[hub.language]

    def draft(
        self, hub: HubView, path: str, template: str, content: Mapping[str, object], lists: Mapping[str, Sequence[Placed | Line]]
    ) -> Draft:
        """Return the page at a path as one that is only made when its content, apart from the hub, is another than the last time.

        The template is given the stories of the lists as cards.
        """

        def make() -> bytes:
            shown = {name: cards(stories) for name, stories in lists.items()}
            return self.page(hub, path, template, {**content, **shown}).body

        shown = msgspec.msgpack.encode((content, {name: [one.card for one in stories] for name, stories in lists.items()}))
        return Draft(path=path, key=blake2b(shown, digest_size=16).hexdigest(), make=make)

    def page(self, hub: HubView, path: str, template: str, content: Mapping[str, object], root: str | None = None) -> Artifact:
        """Return the page at a path; its links start from `root`, by default the way up from its own folder.

        Raises:
            HubError: a template of the hub's own cannot be rendered; the text names file and line.
        """
        direction = self.words(hub).direction
        back, onward = _ARROWS[direction]
        around = {
            "root": "../" * path.count("/") if root is None else root,
            "hub": hub,
            "direction": direction,
            "back": back,
            "onward": onward,
            "row": hub.topics[1 : ROW + 1],
            "here": "",
            "pulse": None,
        }
        try:
            text = self._environment(hub).render_template(template, **{**around, **content})
        except TemplateError as error:
            if not self._own:
                raise
            raise HubError((f"templates/{error.name}:{error.line}: {error.detail}; {_ADVICE}",)) from None
        return Artifact(path=path, body=(text.rstrip().replace(_SLASH, "/") + "\n").encode())


def _environment(sources: Mapping[str, str], words: Words) -> Environment:
    """Return templates that have these words: `words.<table>.<word>` for those without values, `say(name, …)` for the others."""
    environment = Environment(
        templates=dict(sources), auto_escape_callback=lambda _: "html", undefined_behavior="strict", trim_blocks=True, lstrip_blocks=True
    )
    dates = (words.when, words.moment, words.clock, words.day_name, words.weekday, words.month)
    for called in (*_FILTERS, *dates, words.heard, raised, glimpse):
        environment.add_filter(called.__name__, called)
    environment.add_global("words", words.tables())
    environment.add_global("say", words.html)
    return environment


def glimpse(text: str) -> str:
    """Return as much of an excerpt as a card in a list shows.

    Example:
        >>> glimpse("It is short."), len(glimpse("One word after the other " * 20))
        ('It is short.', 194)
    """
    return excerpt(text, GLIMPSE)


def raised(text: str) -> str:
    """Return a text with a capital first letter, and the others as they are.

    Example:
        >>> raised("AMP address"), raised("über"), raised("")
        ('AMP address', 'Über', '')
    """
    return text[:1].upper() + text[1:]
