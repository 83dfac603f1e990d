"""The gallery: the pictures that a hub keeps copies of, as files in its private folder."""

from collections.abc import Collection
from pathlib import Path

from newsloom.sink.disk import put
from newsloom.types import SMALL_COPY


class Gallery:
    """Copies of pictures by name, two sizes each. Names are hashes of content, so a file never changes once it is there.

    Args:
        folder: where the files lie; it is made when the first comes.
        suffix: what the names of its files end with.
    """

    def __init__(self, folder: Path, suffix: str = ".jpg") -> None:
        self._folder, self._suffix = folder, suffix

    def put(self, name: str, large: bytes, small: bytes) -> None:
        """Keep a picture; both files are whole or not there, also after a crash of the machine."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for file, body in ((self._file(name), large), (self._file(name + SMALL_COPY), small)):
            put(file, body)  # a name that the file system knows before the bytes would be an empty picture for ever

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, `name` with or without `-small`; `None` when it is not there."""
        try:
            return self._file(name).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        """Tell whether both sizes are there."""
        return self._file(name).is_file() and self._file(name + SMALL_COPY).is_file()

    def keep_only(self, names: Collection[str]) -> None:
        """Let go of every other picture, and of what a process that was killed left unfinished."""
        wanted = {self._file(name + size).name for name in names for size in ("", SMALL_COPY)}
        for file in self._folder.iterdir() if self._folder.is_dir() else ():
            if file.name not in wanted and not file.is_dir():  # a file manager's folder of previews is none of ours
                file.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{self._suffix}"
