"""What decisions set: titles, topics, a quality, a publisher; read, or refused with what to write instead."""

from collections.abc import Collection
from difflib import get_close_matches

from newsloom import urls
from newsloom.text import one_line

PUBLISHERS = ("trust", "distrust")
"""The verbs about a publisher."""
VALUED = ("retitle", "retopic", "rescore")
"""The verbs that set a value."""

LONGEST = 1000
"""Characters of a title, a reason, a name: as many as an article's title may have (threats, default limits)."""

BEST = 200
"""The highest quality of the default profile; an editor's word goes no further under any (docs/reference/record.md)."""

Value = str | int | tuple[str, ...]


def words(key: str, stated: object) -> tuple[str, str]:
    r"""Return a text on one line, and what is wrong with it.

    Example:
        >>> words("reason", " launch\n day "), words("by", 7)
        (('launch day', ''), ('', 'by is a text; write it in quotes'))
    """
    if not isinstance(stated, str):
        return "", f"{key} is a text; write it in quotes"
    text = one_line(stated)
    return (text, "") if len(text) <= LONGEST else ("", f"{key} has {len(text):,} characters; at most {LONGEST:,} are shown, so shorten it")


def publisher(stated: object) -> tuple[str, str]:
    """Return the host that names a publisher, and what is wrong with it.

    Example:
        >>> publisher("https://www.Example.com/news"), publisher("nobody")[1]
        (('example.com', ''), 'names no publisher by "nobody"; write publisher = "example.com"')
    """
    if not isinstance(stated, str):
        return "", 'names no publisher; add publisher = "example.com"'
    name = stated.strip()
    host = urls.hostname(urls.absolute(name if "://" in name else f"https://{name}")).removeprefix("www.")
    return (host, "") if "." in host else ("", f'names no publisher by "{one_line(name)[:80]}"; write publisher = "example.com"')


def value(do: str, stated: object, topics: Collection[str] | None) -> tuple[Value, tuple[str, ...]]:
    """Return what a verb of `VALUED` sets, and everything that is wrong with it.

    Args:
        do: the verb.
        stated: what stands there; `None` for nothing.
        topics: the names of the hub's topics, `None` when nobody knows them.

    Example:
        >>> value("rescore", 120, None), value("retopic", ["Ai"], ["AI", "Law"])[1]
        ((120, ()), ('no topic is named "Ai"; did you mean "AI"?',))
    """
    if do == "retitle":
        return _title(stated)
    if do == "rescore":
        return _quality(stated)
    if not isinstance(stated, list) or not all(isinstance(name, str) for name in stated):
        return (), ('"retopic" takes the names of topics; write value = ["NAME", "NAME"], or [] for none',)
    names = tuple(dict.fromkeys(map(one_line, stated)))
    strange = [] if topics is None else [name for name in names if name not in topics]
    return names, tuple(f'no topic is named "{name[:80]}"{nearest(name, topics or ())}' for name in strange)


def _title(stated: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(stated, str) or not one_line(stated):
        return "", ('"retitle" takes the new title; write value = "…"',)
    title, problem = words("the new title", stated)
    return title, (problem,) if problem else ()


def _quality(stated: object) -> tuple[int, tuple[str, ...]]:
    if isinstance(stated, int) and not isinstance(stated, bool) and 0 <= stated <= BEST:
        return stated, ()
    return 0, (f'"rescore" takes the item\'s quality, a whole number from 0 to {BEST}; write value = 90',)


def nearest(word: str, known: Collection[str]) -> str:
    """Return the end of a sentence that names the known word nearest to this one, or all of them.

    Example:
        >>> nearest("Pinn", ["pin", "hide"]), nearest("xyz", ["pin", "hide"])
        ('; did you mean "pin"?', '; known are pin, hide')
    """
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold()[:LONGEST], folded, n=1)
    return f'; did you mean "{folded[near[0]]}"?' if near else f"; known are {', '.join(known)}"
