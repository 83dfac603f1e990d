"""What a row holds: records as JSON, texts that any database can keep, times as whole microseconds.

Feeds and pages say everything, also lone surrogates, which UTF-8 cannot write, and NUL, at which SQLite's own functions
stop and which PostgreSQL refuses. Both are kept, exactly, as JSON escapes.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
import json
import re
from typing import TypeVar

import msgspec

Record = TypeVar("Record")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNSAFE = re.compile('^"|[\x00\ud800-\udfff]')


def encode(record: object) -> str:
    r"""Write a record as JSON, having made sure that it can be read back: a store never holds what would stop its reader.

    Raises:
        TypeError: a field holds what JSON cannot say.
        ValueError: a field does not hold what its type declares (a number that is not finite, a word out of its set).

    Example:
        >>> encode(("a\x00b", 1))
        '["a\\u0000b",1]'
        >>> encode(("\ud83d", 1))
        '["\\ud83d", 1]'
    """
    try:
        text = msgspec.json.encode(record).decode()
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(record))
    decode(text, type(record))
    return text


def decode(text: str, kind: type[Record]) -> Record:
    """Read what `encode` wrote; fields the record has gained since take their defaults, fields it has lost are passed over.

    Example:
        >>> decode('["a", 1]', tuple[str, int])
        ('a', 1)
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        # A lone surrogate's escape: msgspec refuses it, the standard library reads it.
        return msgspec.convert(json.loads(text), kind)


def quote(text: str) -> str:
    r"""Return a text as a column can hold it: itself nearly always, its JSON form when it holds a surrogate or NUL. One to one.

    Example:
        >>> quote("example.com/a"), quote("a\x00b")
        ('example.com/a', '"a\\u0000b"')
    """
    return json.dumps(text) if _UNSAFE.search(text) else text


def unquote(column: str) -> str:
    r"""Return the text that `quote` was given.

    Example:
        >>> unquote(quote("a\x00b")) == "a\x00b"
        True
    """
    return str(json.loads(column)) if column.startswith('"') else column


def keys(texts: Collection[str]) -> str:
    """Return texts as one JSON list for `json_each`, quoted, each once and in order: any number of them is one query.

    Example:
        >>> keys(["b", "a", "b"])
        '["a","b"]'
    """
    return msgspec.json.encode(sorted({quote(text) for text in texts})).decode()


def micros(moment: datetime) -> int:
    """Return a time as microseconds since 1970.

    Example:
        >>> micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
        1000000
    """
    return (moment - _EPOCH) // _MICROSECOND


def moment(count: int) -> datetime:
    """Return the time that `micros` made this number of.

    Example:
        >>> moment(1_000_000)
        datetime.datetime(1970, 1, 1, 0, 0, 1, tzinfo=datetime.timezone.utc)
    """
    return _EPOCH + count * _MICROSECOND
