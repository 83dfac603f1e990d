"""A static host on loopback, as a project's pages are hosted: everything below one path, `404.html` under every address it has not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


class _Pages(SimpleHTTPRequestHandler):
    """Serves a folder below a path."""

    def __init__(self, *arguments, below: str, headers: Callable[[str], list[str]], **options) -> None:
        self._below, self._policies = below, headers
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self._below)
        return super().translate_path(path[len(self._below) - 1 :]) if inside else str(Path(self.directory, "outside of the site"))

    def end_headers(self) -> None:
        for policy in self._policies("/" + self.path.removeprefix(self._below).partition("?")[0]):
            self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())

    def log_message(self, *_: object) -> None:
        """Say nothing: what a page asked for is the tests' to see."""


def policies(folder: Path) -> Callable[[str], list[str]]:
    """Return a function that gives every content policy which the rules of a site's `_headers` have for a path, in their order."""
    rules: list[tuple[str, str]] = []
    path = ""
    for line in (folder / "_headers").read_text(encoding="utf-8").splitlines():
        path = line if line.startswith("/") else path
        if line.startswith("  Content-Security-Policy: "):
            rules.append((path, line.partition(": ")[2]))
    return lambda asked: [policy for path, policy in rules if fnmatchcase(asked, path)]


@contextmanager
def serving(folder: Path, below: str = "/", headers: Callable[[str], list[str]] = lambda _: []) -> Iterator[str]:
    """Serve a folder below a path (`/hub/`) while the context lasts; its value is the address of the site, with a slash at its end.

    `headers` gives the content policies that are sent with a path of the site.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, directory=str(folder), below=below, headers=headers)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{below}"
        finally:
            server.shutdown()
            thread.join()
