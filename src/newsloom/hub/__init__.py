"""A hub on disk: hub.toml, its topics and the desk's files, made into one frozen record; and how a new hub begins.

Example:
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     started = init(Path(folder), subject="power apps")
    ...     hub = load(Path(folder))
    >>> hub.title, hub.topics[0].name, hub.policy.threshold
    ('power apps', 'power apps', 70)
"""

from newsloom.hub.reading import load
from newsloom.hub.records import Hub, Network, Policy, Publish, Weaving
from newsloom.hub.start import Started, init

__all__ = ["Hub", "Network", "Policy", "Publish", "Started", "Weaving", "init", "load"]
