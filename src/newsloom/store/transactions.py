"""All of it lasts, or none of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import apsw


@contextmanager
def transaction(db: apsw.Connection) -> Iterator[None]:
    """Write within one transaction: committed at the end of the block, rolled back when the block raises.

    It is `BEGIN IMMEDIATE`, since a deferred transaction that turns to writing fails at once where it should wait its turn. It is
    not the connection's own context manager: that one waits for the lock without letting other threads run (apsw 3.54), and
    hides the error after which SQLite has rolled back by itself, as it does on a full disk.

    Example:
        >>> db = apsw.Connection(":memory:")
        >>> with transaction(db):
        ...     _ = db.execute("CREATE TABLE a (x)")
        >>> db.in_transaction
        False
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
