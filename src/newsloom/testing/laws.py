"""The two words in which contracts speak."""


def require(holds: bool, law: str) -> None:  # noqa: FBT001  it reads as the sentence it is
    """Raise `AssertionError` with the law when it does not hold; unlike `assert`, also under `python -O`.

    Example:
        >>> require(1 + 1 == 2, "numbers add up")
    """
    if not holds:
        raise AssertionError(law)


def same(actual: object, expected: object, law: str) -> None:
    """Raise `AssertionError` with the law and both values when they differ.

    Example:
        >>> same(1 + 1, 2, "numbers add up")
    """
    require(actual == expected, f"{law}\n  expected: {expected!r}\n  got:      {actual!r}")
