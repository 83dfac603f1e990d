"""The error tree.

    NewsloomError            anything a user can mend; its text says what, where, and what to do
    ├── HubError             a hub's files are wrong (hub.toml, topics, desk); carries every problem found
    ├── UnknownItemError     nobody knows the item that was asked for
    ├── StoreError           the store cannot be opened or is newer than this program
    ├── HubLockedError       another process is working on this hub
    ├── RecordError          a Markdown record cannot be parsed
    ├── DataError            a file of labelled data cannot be read, or its answers not be written
    ├── ExtensionError       another package's part cannot be used
    ├── SealError            a sealed value is refused, or the keys cannot be used
    └── SinkError            a sink cannot hold some of the files it was given; the others are written

Failures that a cycle expects (a dead source, a broken page) are no errors: they are `types.Failure` values.
"""


class NewsloomError(Exception):
    """Base of everything that newsloom raises on purpose."""


class HubError(NewsloomError):
    """A hub's files are wrong.

    Args:
        problems: one sentence each, beginning with `file:line:`, ending with the fix.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UnknownItemError(NewsloomError):
    """No article, story or record goes by the name that was given."""


class StoreError(NewsloomError):
    """The store cannot be used, and why."""


class HubLockedError(NewsloomError):
    """Another newsloom process holds the hub."""


class RecordError(NewsloomError):
    """A record's front matter is not the record format."""


class DataError(NewsloomError):
    """A file that an eval reads or writes is not as it should be."""


class ExtensionError(NewsloomError):
    """A part that another package brings cannot be loaded, or takes a name that is taken."""


class SealError(NewsloomError):
    """A sealed value is refused, or the hub's keys cannot be used. Its text holds no secret."""


class SinkError(NewsloomError):
    """A sink could not take some of its files.

    Args:
        problems: one sentence each: the file, and what to do about it.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
