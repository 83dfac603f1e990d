"""The pages of the API's lists, newest items first, such that a new item makes few of them anew.

The newest items stand on the first pages, 25 on each, counted from the newest as in the reference's API. What is older than some
500 items stands on archive pages, which are counted from the oldest: none of them changes when something new comes. Who follows
`nextPage` passes from the first to the last item of a list without noticing where the archive begins (the same idea as archived feeds,
RFC 5005, section 4).

    page/1 → page/2 → … → page/20 → page/1004 → page/1003 → page/1002 → page/1001
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import msgspec

from newsloom.ids import digest
from newsloom.stages import Notes
from newsloom.types import Draft

PAGE_SIZE = 25
"""Items on a page, as in the reference's API."""

HEAD = 20
"""Pages that are counted from the newest item: 500 items, four weeks of the reference's busiest hub (132 published items in its list)."""

ARCHIVE = 1000
"""What is added to the number of an archive page, so that it has no other page's."""


class Entry(NamedTuple):
    """An item of a list: what orders it, its story, when it was published, and a digest of all that the list shows of it."""

    age: float
    story: str
    published_at: datetime
    digest: str


def pages(folder: str, entries: Sequence[Entry], notes: Notes) -> Iterator[Draft]:
    """Yield the pages of a list, the first one twice: it is what the list's own address shows.

    Args:
        folder: where they lie.
        entries: the items in order.
        notes: has the items as JSON.
    """
    archived = max(0, len(entries) // PAGE_SIZE - HEAD)
    head = len(entries) - archived * PAGE_SIZE
    starts = range(0, max(head, 1), PAGE_SIZE)
    for number, start in enumerate(starts, start=1):
        shown = entries[start : min(start + PAGE_SIZE, head)]
        after = number + 1 if number < len(starts) else ARCHIVE + archived if archived else None
        for path in ("page/1/index.json", "index.json") if number == 1 else (f"page/{number}/index.json",):
            yield _page(folder + path, number, shown, after, len(entries), notes)
    for place in range(archived):
        number, start = ARCHIVE + archived - place, head + place * PAGE_SIZE
        after = number - 1 if place < archived - 1 else None
        yield _page(f"{folder}page/{number}/index.json", number, entries[start : start + PAGE_SIZE], after, None, notes)


def _page(path: str, number: int, entries: Sequence[Entry], after: int | None, total: int | None, notes: Notes) -> Draft:
    key = digest(str(number), str(after), str(total), *(part for entry in entries for part in (entry.story, entry.digest)))
    return Draft(path=path, key=key, make=partial(_made, number, [entry.story for entry in entries], after, total, notes))


def _made(number: int, stories: Sequence[str], after: int | None, total: int | None, notes: Notes) -> bytes:
    kept = notes.kept(stories)
    page = {"page": number, "value": [msgspec.Raw(kept[story]) for story in stories], "nextPage": after, "total": total}  # a `NewsPage`
    return msgspec.json.format(msgspec.json.encode(page), indent=2) + b"\n"
