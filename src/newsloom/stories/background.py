"""How common each word is in English news, so that a rare word two articles share weighs more than a common one."""

from collections.abc import Mapping
import gzip
from importlib.resources import files

from msgspec import Struct

ENTITY_SHARE = 70
"""A stem is a name when more than this percentage of its uses inside a sentence is capitalised (the stories prototype)."""


class Background(Struct, frozen=True, kw_only=True):
    """Document frequencies of word stems in a large and independent body of news, and which of them are names.

    Measured in the stories prototype, this background is what lifts plain lexical similarity most (+.10 BCubed F1
    on headlines against frequencies counted in the articles themselves).

    Example:
        >>> background = Background(texts=1000, frequency={"chip": 20, "qualcomm": 3}, names=frozenset(["qualcomm"]))
        >>> background.frequency["chip"]
        20
    """

    texts: int
    frequency: Mapping[str, int]
    names: frozenset[str] = frozenset()

    @classmethod
    def load(cls) -> "Background":
        """Read the frequencies that come with newsloom: 18,348 English stems in 46,718 texts; about 20 ms.

        Example:
            >>> background = Background.load()
            >>> background.texts, background.frequency["comput"], "microsoft" in background.names
            (46718, 410, True)
        """
        packed = files("newsloom.stories").joinpath("background.tsv.gz").read_bytes()
        return cls.parse(gzip.decompress(packed).decode("utf-8"))

    @classmethod
    def parse(cls, table: str) -> "Background":
        r"""Read a table of `stem, texts, percent capitalised`; the comment `# texts N` says how many texts were counted.

        Raises:
            ValueError: a line is not of this shape.

        Example:
            >>> Background.parse("# texts 10\nparis\t4\t98\nrun\t2\t\n").names
            frozenset({'paris'})
        """
        texts, frequency, names = 0, {}, []
        for line in table.splitlines():
            if line.startswith("#"):
                texts = int(line.split()[-1]) if line.startswith("# texts ") else texts
                continue
            stem, count, capitalised = line.split("\t")
            frequency[stem] = int(count)
            if capitalised and int(capitalised) > ENTITY_SHARE:
                names.append(stem)
        return cls(texts=texts, frequency=frequency, names=frozenset(names))
