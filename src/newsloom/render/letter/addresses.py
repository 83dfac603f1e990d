"""Mail addresses: who a letter is from, and who gets it. What is let in can break no header and no SMTP command."""

import re

from msgspec import Struct

from newsloom.text import one_line

# RFC 5321 sections 4.1.2 and 4.5.3.1: a dot-string of at most 64 octets, a domain of at most 255 in labels of at most 63. Quoted local
# parts, address literals and letters beyond ASCII (RFC 6531) are left out: hardly anybody has one, and many servers take none.
_ADDRESS = re.compile(
    r"(?=[^@]{1,64}@[^@]{1,255}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,31}"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){0,31}"
)
_NAMED = re.compile(r"\"?([^<>\"]{0,200})\"?\s{0,9}<([^<>]{1,320})>")
_LONGEST = 600


class Mailbox(Struct, frozen=True):
    """An address and, where it has one, its name."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]

    @property
    def identity(self) -> str:
        """What two spellings of one address share: hardly a server tells upper case from lower."""
        return self.address.casefold()


def mailbox(text: str) -> Mailbox | None:
    r"""Read `a@b.example` or `Name <a@b.example>`; `None` for anything else.

    Example:
        >>> mailbox("Shore News <news@shore.example>")
        Mailbox(name='Shore News', address='news@shore.example')
        >>> mailbox("a@b.example\r\nBcc: c@d.example"), mailbox("a b@c.example")
        (None, None)
    """
    if len(text) > _LONGEST or text.splitlines() != [text]:
        return None
    named = _NAMED.fullmatch(text.strip())
    name, address = (named[1], named[2].strip()) if named else ("", text.strip())
    return Mailbox(one_line(name), address) if _ADDRESS.fullmatch(address) else None


def recipients(text: str, file: str) -> tuple[list[Mailbox], list[str]]:
    r"""Read a list of recipients: an address a line, `#` before a remark; an address that stands there twice counts once.

    Returns:
        The mailboxes in order, and what is wrong with other lines, each as `file:line: what; what to do`.

    Example:
        >>> recipients("# crew\na@b.example\n\nA@b.example\nnobody\n", "list.txt")
        ([Mailbox(name='', address='a@b.example')], ['list.txt:5: this is no mail address; write name@example.com, one a line'])
    """
    found: dict[str, Mailbox] = {}
    problems = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        one = mailbox(entry)
        if one is None:
            problems.append(f"{file}:{number}: this is no mail address; write name@example.com, one a line")
        else:
            found.setdefault(one.identity, one)
    return list(found.values()), problems
