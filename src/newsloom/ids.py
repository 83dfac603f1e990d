"""Identifiers: short, stable, seeded by nothing but what they name."""

from hashlib import blake2b

from newsloom.urls import identity

DIGEST_BYTES = 10
"""80 bits: among ten million addresses the chance of one collision is about 4e-11 (birthday bound n²/2^81)."""


def digest(*parts: str) -> str:
    """Return 20 hexadecimal digits that identify this sequence of texts.

    Example:
        >>> digest("a", "b") == digest("ab")
        False
    """
    hashed = blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return hashed.hexdigest()


def article_id(url: str) -> str:
    """Return the id of the article at this address; two spellings of one address (`urls.identity`) share it.

    Example:
        >>> article_id("https://www.example.com/a?utm_source=x") == article_id("http://example.com/a/")
        True
    """
    return "a" + digest(identity(url))


def story_id(founder: str, parent: str = "", split: int = 0) -> str:
    """Return the id of the story that an article founds, alone or as the n-th split from a parent.

    Example:
        >>> story_id("a1") == story_id("a1", parent="s2", split=1)
        False
    """
    return "s" + digest(founder, parent, str(split))
