"""Logins: what a source's settings and the environment make together. A secret is read from the environment, and only here."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
import re
from typing import cast

from newsloom.hub.table import Table, Values
from newsloom.types import Failure, Source

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""How a variable of the environment is named."""

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,99})\}")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_SENDABLE = re.compile(r"[\t\x20-\x7e\u00a0-\ud7ff\ue000-\U0010ffff]{0,8000}")
_OURS = frozenset(
    "accept-encoding connection content-length host if-modified-since if-none-match proxy-authorization te trailer "
    "transfer-encoding upgrade user-agent".split()
)
"""Headers that the fetcher writes itself."""


def read_login(table: Table) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return a source's `username`, `password_env` and `headers`, and note what is wrong with them; secrets in the file are refused."""
    username, variable = table.text("username"), table.text("password_env")
    if bool(username) != bool(variable):
        missing = "password_env" if username else "username"
        table.problem("username" if username else "password_env", f"`username` and `password_env` belong together; add `{missing}`")
    if variable and not NAME.fullmatch(variable):
        advice = 'write the one that holds the password, such as "FEED_PASSWORD"'
        table.problem("password_env", f"`password_env` is no name of a variable; {advice}")
    said = table.take("headers", dict, ', such as { Cookie = "session=${SESSION}" }')
    headers = tuple(_headers(Table(table.document, table.problems, cast("Values", said or {}), (*table.path, "headers"))))
    if username and any(name.lower() == "authorization" for name, _ in headers):
        table.problem("headers", "`username` and an `Authorization` header say the same twice; keep one of them")
    return username, variable, headers


def _headers(table: Table) -> Iterable[tuple[str, str]]:
    for name in table.values:
        value = table.text(name)
        if not _TOKEN.fullmatch(name):
            table.problem(name, f'`{name}` is no name of a header; write it as in {{ Cookie = "session=${{SESSION}}" }}')
        elif name.lower() in _OURS:
            table.problem(name, f"the header `{name}` is newsloom's own; take it out")
        elif name.lower() == "authorization" and not _VARIABLE.search(value):
            table.problem(name, f'`{name}` holds a secret in the file; put it into the environment and write "${{NAME}}" in its place')
        elif "${" in _VARIABLE.sub("", value):
            table.problem(name, f'`{name}` names no variable; write "${{NAME}}", in letters, digits and underscores')
        elif value:
            yield name, value


def logins(sources: Iterable[Source], environment: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], ...] | Failure]:
    """Return the headers that open each source, by its address; sources that anybody may read are left out.

    A variable that is missing makes a `Failure` of its source, and of no other. No failure holds a secret.

    Example:
        >>> source = Source(url="https://a.example/feed", headers=(("Cookie", "id=${SESSION}"),))
        >>> logins([source], {"SESSION": "abc"})
        {'https://a.example/feed': (('Cookie', 'id=abc'),)}
        >>> logins([source], {})["https://a.example/feed"].code
        'no-secret'
    """
    return {source.url: _login(source, environment) for source in sources if source.password_env or source.headers}


def _login(source: Source, environment: Mapping[str, str]) -> tuple[tuple[str, str], ...] | Failure:
    names = [
        *([source.password_env] if source.password_env else ()),
        *(name for _, value in source.headers for name in _VARIABLE.findall(value)),
    ]
    missing = next((name for name in names if not environment.get(name)), "")
    if missing:
        return _failed(source, f"the environment has no {missing}, which opens this source; set that variable and run again")
    unfit = next((name for name in names if not _SENDABLE.fullmatch(environment[name])), "")
    if unfit:
        return _failed(source, f"{unfit} holds a line break or another character that no request can carry; set it anew")
    headers = tuple((name, _VARIABLE.sub(lambda found: environment[found[1]], value)) for name, value in source.headers)
    if not source.password_env:
        return headers
    pair = b64encode(f"{source.username}:{environment[source.password_env]}".encode()).decode("ascii")
    return (*headers, ("Authorization", f"Basic {pair}"))


def _failed(source: Source, reason: str) -> Failure:
    return Failure(stage="collect", subject=source.url, code="no-secret", reason=reason)
