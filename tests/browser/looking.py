"""What a reader's browser finds wrong with a page, in words."""

from collections.abc import Callable, Iterator
from typing import Self

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import ConsoleMessage, Page, Request, Response

LOUD = ("error", "warning", "assert")
"""The kinds of console messages that a page of ours never causes."""

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
"""axe-core, as it is put into every page that is looked at."""

SIDEWAYS = """() => {
    const seen = document.scrollingElement;
    return seen.scrollWidth > innerWidth ? `scrolls sideways: ${seen.scrollWidth} px of content in ${innerWidth} px` : "";
}"""

KEYS = """() => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
    const shown = one => one.checkVisibility({visibilityProperty: true}) && !one.closest("[aria-hidden='true']");
    const named = one => one.type === "radio" ? `radio ${one.name}` : `${all.indexOf(one)} ${one.outerHTML.slice(0, 120)}`;
    window.reached = [];
    window.unseen = [];
    document.addEventListener("focusin", ({target}) => {
        const style = getComputedStyle(target), box = target.getBoundingClientRect();
        const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        if (!ring || box.width < 1 || box.height < 1) window.unseen.push(target.outerHTML.slice(0, 120));
        window.reached.push(named(target));
    });
    return [...new Set(all.filter(shown).map(named))];
}"""
"""Returns the name of everything that a pointer can do something with; from then on notes what the keyboard reaches, and how that shows."""

PAPER = """() => {
    const seen = [...document.body.querySelectorAll("*")].filter(one => one.checkVisibility({visibilityProperty: true}));
    const style = (one, part) => getComputedStyle(one, part);
    const told = (what, matches) => seen.filter(matches).map(one => `${what}: ${one.outerHTML.slice(0, 120)}`).slice(0, 1);
    const {color, backgroundColor} = style(document.body);
    return [
        ...(color === "rgb(0, 0, 0)" && backgroundColor === "rgb(255, 255, 255)" ? [] : [`${color} on ${backgroundColor}`]),
        ...told("leads on", one => one.matches("nav, .foot, .skip, .view, .btn, .side:not(.keep)")),
        ...told("may be torn", one => one.matches(".card, .lead, .cov > li, .tl, .rt, .tbl tr") && style(one).breakInside !== "avoid"),
        ...told("has no address", one => one.matches(".hl > a[href^=http]") &&
            style(one, "::after").content !== JSON.stringify(one.getAttribute("href"))),
    ];
}"""
"""Returns what is wrong with a page on paper: colours, what only leads elsewhere, what sheets may tear, headlines without address."""

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"color-contrast": {"enabled": False}, "link-in-text-block": {"enabled": False}},
}
"""axe-core's rules of WCAG 2.0, 2.1 and 2.2 at levels A and AA, and of best practice beyond them, but for those about colours."""

COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules about colours, which the night changes and nothing else."""

ALIKE = {"exclude": [["li:nth-child(n+13)"], ["tr:nth-child(n+13)"]]}
"""What looks like a dozen others before it, and need not be asked for its colours: they take axe-core longer than all other rules."""


class Witness:
    """Hears everything that a page says and asks for, while the context lasts; `said` holds what it should not have."""

    def __init__(self, page: Page, site: str, expected: frozenset[int]) -> None:
        self.said: list[str] = []
        self._page, self._site, self._expected = page, site, expected
        self._ears: dict[str, Callable[..., None]] = {
            "console": self._console,
            "pageerror": lambda error: self.said.append(f"script failed: {error}"),
            "request": self._request,
            "requestfailed": self._failed,
            "response": self._response,
        }

    def _failed(self, request) -> None:
        # An aborted request is one that the browser itself gave up, as it does with a page's icon when the page is left before it came.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.said.append(f"request failed: {request.url} {request.failure}")

    def __enter__(self) -> Self:
        for event, ear in self._ears.items():
            self._page.on(event, ear)
        return self

    def __exit__(self, *_: object) -> None:
        for event, ear in self._ears.items():
            self._page.remove_listener(event, ear)

    def _console(self, message: ConsoleMessage) -> None:
        about = message.location.get("url", "")
        # Chromium reports a page that was meant not to be found as an error of its console.
        if message.type in LOUD and not (self._expected and "Failed to load resource" in message.text and "404" in message.text):
            self.said.append(f"console {message.type}: {message.text} ({about})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._site, "data:")):
            self.said.append(f"asked outside of the site: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not (response.status in self._expected and response.request.is_navigation_request()):
            self.said.append(f"answered {response.status}: {response.url}")


def visit(page: Page, address: str, site: str, *, expected: frozenset[int] = frozenset()) -> list[str]:
    """Open a page and return everything that is wrong with it, by day and by night.

    Args:
        page: where to look, in the width to look in.
        address: what to open.
        site: where everything that the page asks for must lie.
        expected: the statuses that this address itself may have besides success.
    """
    with Witness(page, site, expected) as witness:
        looks = list(_looks(page, address))
    return [*witness.said, *looks]


def _looks(page: Page, address: str) -> Iterator[str]:
    # Still, so that no colour is looked at on its way from day to night.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    page.evaluate(AXE)
    yield from violations(page, RULES)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        yield from (f"{scheme}: {complaint}" for complaint in (*sideways(page), *violations(page, COLOURS, ALIKE)))


def sideways(page: Page) -> Iterator[str]:
    """Yield a complaint when the page is wider than its window."""
    if complaint := page.evaluate(SIDEWAYS):
        yield complaint


def beyond_keys(page: Page) -> Iterator[str]:
    """Yield what a pointer can use and the Tab key does not come to, and where the focus does not show."""
    wanted = page.evaluate(KEYS)
    for _ in wanted:
        page.keyboard.press("Tab")
    reached = set(page.evaluate("window.reached"))
    yield from (f"out of the keyboard's reach: {name}" for name in wanted if name not in reached)
    yield from (f"focus unseen: {what}" for what in page.evaluate("window.unseen"))


def misprints(page: Page) -> Iterator[str]:
    """Yield what is wrong with a page on paper; afterwards it is on the screen again."""
    page.emulate_media(media="print")
    yield from page.evaluate(PAPER)
    page.emulate_media(media="screen")


def violations(page: Page, rules: dict[str, object], where: dict[str, object] | None = None) -> Iterator[str]:
    """Yield what axe-core finds against accessibility, with the first element of each kind."""
    for violation in page.evaluate("([where, rules]) => axe.run(where ?? document, rules)", [where, rules])["violations"]:
        first = violation["nodes"][0]
        why = " ".join(check["message"] for check in (*first["any"], *first["all"], *first["none"]))
        yield f"axe {violation['id']}: {violation['help']}; {len(violation['nodes'])} times, first {first['html'][:200]} ({why})"
