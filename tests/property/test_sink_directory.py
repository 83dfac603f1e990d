"""A directory sink among people who put, edit and delete files: it always does what a simple model of it does."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from newsloom.errors import SinkError
from newsloom.sink import disk
from newsloom.sink.directory import DirectorySink
from newsloom.types import Artifact

PATHS = ["a", "b", "d/a", "d/e/f"]
bodies = st.sampled_from([b"1", b"2", b"longer"])
steps = st.lists(
    st.tuples(st.just("swap"), st.dictionaries(st.sampled_from(PATHS), bodies))
    | st.tuples(st.just("put"), st.tuples(st.sampled_from(PATHS), bodies))
    | st.tuples(st.just("delete"), st.sampled_from(PATHS)),
    max_size=12,
)


class Model:
    """What the folder must hold, and what the sink must believe to be its own."""

    def __init__(self) -> None:
        self.disk: dict[str, bytes] = {}
        self.ours: dict[str, bytes] = {}

    def swap(self, files) -> bool:
        """Return whether every file was taken."""
        refused = {path for path, body in files.items() if path in self.disk and path not in self.ours and self.disk[path] != body}
        for path, body in self.ours.items():
            if path not in files and self.disk.get(path) == body:
                del self.disk[path]
        self.ours = {path: body for path, body in files.items() if path not in refused}
        self.disk.update(self.ours)
        return not refused


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@settings(max_examples=60)
@given(steps)
def test_sink_does_what_the_model_does(history):
    with TemporaryDirectory() as root, patch.object(disk, "flush"):  # flushing to a real disk shows in no result
        folder, model = Path(root) / "out", Model()
        folder.mkdir()
        sink = DirectorySink(folder, Path(root) / "manifest")
        for what, value in history:
            if what == "put":
                path, body = value
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(body)
                model.disk[path] = body
            elif what == "delete":
                (folder / value).unlink(missing_ok=True)
                model.disk.pop(value, None)
            else:
                taken = True
                try:
                    sink.swap(Artifact(path=path, body=body) for path, body in value.items())
                except SinkError:
                    taken = False
                assert taken == model.swap(value)
            assert contents(folder) == model.disk
