"""`newsloom keys`: the keys that seal what records keep to themselves, and opening what they sealed."""

from pathlib import Path
import sys
from typing import Annotated

import typer

from newsloom.cli.options import Directory, Json, emit, tell

app = typer.Typer(
    help="The keys that seal the field `secured` of records: make, rotate, list them; open what they sealed.", invoke_without_command=True
)

LARGEST = 4 * 1024 * 1024
"""Octets of a record that is looked into; no record of ours has a hundredth."""


@app.callback()
def keys(context: typer.Context) -> None:
    """Show the keys of the hub in the current folder; the commands below do more."""
    if context.invoked_subcommand is None:
        show_list(Path(), json=False)


@app.command("list")
def show_list(directory: Directory = Path(), *, json: Json = False) -> None:
    """Show the hub's keys by their names, and which one seals; never their secrets."""
    from newsloom.hub import load
    from newsloom.hub.keyring import ring
    from newsloom.times import stamp

    hub = load(directory)
    known = ring(hub.state)
    if json:
        rows = [{"id": key.id, "made": stamp(key.made), "seals": key == known.newest} for key in known.keys]
        emit({"keys": rows, "secured": hub.publish.secured})
        return
    tell(f"{key.id}   made {stamp(key.made)}{'   seals' if key == known.newest else ''}" for key in known.keys)
    if not hub.publish.secured:
        tell([_UNASKED])


@app.command("new")
def new(directory: Directory = Path()) -> None:
    """Make the hub's first key."""
    from newsloom.clock import SystemClock
    from newsloom.hub import load
    from newsloom.hub.keyring import RING, create

    hub = load(directory)
    made = create(hub.state, SystemClock().now())
    tell([f"{made.id}   made. Keep a copy of {hub.state / RING} where the records are not: without it nobody opens what it sealed."])
    if not hub.publish.secured:
        tell([_UNASKED])


@app.command("rotate")
def rotate(directory: Directory = Path()) -> None:
    """Add a newer key: the next publishing seals all records with it, once; the older ones go on opening what they sealed."""
    from newsloom.clock import SystemClock
    from newsloom.hub import keyring, load

    hub = load(directory)
    made = keyring.rotate(hub.state, SystemClock().now())
    tell([f"{made.id}   seals from now on; `newsloom publish` seals every record with it. Renew the copy of {hub.state / keyring.RING}."])


@app.command("reveal")
def reveal(
    record: Annotated[str, typer.Argument(metavar="RECORD|TEXT", help="A record's file, - for one on standard input, or a sealed text.")],
    directory: Directory = Path(),
    *,
    identity: Annotated[str, typer.Option("--id", metavar="ID", help="The id of the record that a sealed text stands in.")] = "",
    json: Json = False,
) -> None:
    """Show what a record keeps to itself, if one of the hub's keys sealed it for this very record."""
    from msgspec.json import decode

    from newsloom.hub import load
    from newsloom.hub.keyring import ring
    from newsloom.text import printable

    hub = load(directory)
    identity, sealed = _found(record, hub.records, identity)
    content = decode(ring(hub.state).open(identity, sealed))
    if json:
        emit({"id": identity, "secured": content})
        return
    import json as plain

    tell(printable(line) for line in plain.dumps(content, indent=2, ensure_ascii=False).split("\n"))


_UNASKED = 'Nothing is sealed yet: say `secured = ["desk", "sources"]` under [publish] in hub.toml.'


def _found(record: str, records: Path, identity: str) -> tuple[str, str]:
    """Return a record's id and its sealed text."""
    from newsloom.errors import SealError
    from newsloom.render.record import parse

    if record.startswith("s1.") and not record.endswith(".md"):
        if not identity:
            raise typer.BadParameter("a sealed text belongs to one record; say which", param_hint="--id")
        return identity, record
    fields = parse(_text(record, records))
    stated, sealed = fields.get("id"), fields.get("secured")
    if not isinstance(sealed, str) or not sealed:
        raise SealError(f"{record}: this record keeps nothing to itself: it has no `secured`")
    return identity or (stated if isinstance(stated, str) else ""), sealed


def _text(record: str, records: Path) -> str:
    """Return a record's text: from standard input, from a file as it is named here, or as it is named in the hub's record tree."""
    from newsloom.errors import RecordError

    files = (Path(record), records / record, records / "_news" / record)
    file = next((file for file in files if file.is_file()), files[0])
    with sys.stdin.buffer if record == "-" else file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    try:
        if len(data) <= LARGEST:
            return data.decode()
    except UnicodeDecodeError:
        pass
    raise RecordError(f"{record}: this is no record: it is not UTF-8, or larger than {LARGEST:,} bytes")
