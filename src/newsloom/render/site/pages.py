"""The templates, packaged or a hub's own, and how a page comes out of one."""

from collections.abc import Mapping
from importlib.resources import files

from minijinja import Environment, TemplateError

from newsloom.errors import HubError
from newsloom.render.site import curve, words
from newsloom.times import stamp
from newsloom.types import Artifact, HubView

TEMPLATES = (
    *("base.html", "parts.html", "index.html", "topic.html", "topics.html", "story.html", "moved.html"),
    *("day.html", "days.html", "sources.html", "scores.html", "404.html", "site.css", "icon.svg"),
    *("letter.html", "newsletter.html", "newsletters.html"),
)
"""Every file a hub may replace."""

PLAIN = ("site.css", "icon.svg")
"""The files that are written as they are."""

ROW = 10
"""Topics in the row of every page: one line at 1,440 pixels; `topics/index.html` has all."""

_FILTERS = (
    *(words.when, words.moment, words.clock, words.day_name, words.weekday, words.month, words.count, words.signed),
    *(curve.line, curve.area, curve.tip, stamp),
)

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
        sources = {**packaged(), **own}
        self._own = frozenset(own)
        self._plain = [Artifact(path=name, body=sources.pop(name).encode()) for name in PLAIN]
        self._environment = Environment(
            templates=sources, auto_escape_callback=lambda _: "html", undefined_behavior="strict", trim_blocks=True, lstrip_blocks=True
        )
        for called in _FILTERS:
            self._environment.add_filter(called.__name__, called)

    def plain(self) -> list[Artifact]:
        """Return the files that no edition changes: the style sheet and the icon."""
        return self._plain

    def page(self, hub: HubView, path: str, template: str, content: Mapping[str, object], root: str | None = None) -> Artifact:
        """Return the page at a path; its links start from `root`, by default the way up from its own folder.

        Raises:
            HubError: a template of the hub's own cannot be rendered; the text names file and line.
        """
        around = {
            "root": "../" * path.count("/") if root is None else root,
            "hub": hub,
            "row": hub.topics[1 : ROW + 1],
            "here": "",
            "pulse": None,
        }
        try:
            text = self._environment.render_template(template, **{**around, **content})
        except TemplateError as error:
            if not self._own:
                raise
            raise HubError((f"templates/{error.name}:{error.line}: {error.detail}; {_ADVICE}",)) from None
        return Artifact(path=path, body=(text.rstrip() + "\n").encode())
