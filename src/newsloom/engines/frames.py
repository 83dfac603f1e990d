"""Frames: how work and its results pass between the engine and its workers.

Work goes out as a pickle of a function and its arguments. Objects that every worker holds already (`residents`) are named in it
by their number instead. A result comes back as a pickle too, of which only records, times and plain values are believed: a
worker has read hostile bytes, and an ordinary pickle can name any function to be called.
"""

from collections.abc import Sequence
from io import BytesIO
import pickle
import struct

LENGTH = struct.Struct(">Q")
"""What stands before each frame: its number of bytes."""

_RECORDS = "newsloom.types"
_PLAIN = {"builtins": {"set", "frozenset"}, "datetime": {"datetime", "timedelta", "timezone"}, "msgspec._utils": {"rebuild"}}


class _Packer(pickle.Pickler):
    def __init__(self, file: BytesIO, residents: Sequence[object]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(resident): number for number, resident in enumerate(residents)}

    def persistent_id(self, obj: object) -> int | None:
        return self._numbers.get(id(obj))


class _Opener(pickle.Unpickler):
    def __init__(self, data: bytes, residents: Sequence[object]) -> None:
        super().__init__(BytesIO(data))
        self._residents = residents

    def persistent_load(self, pid: int) -> object:
        return self._residents[pid]


class _Believer(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> object:
        record = module_name == _RECORDS and "." not in global_name
        if record or global_name in _PLAIN.get(module_name, ()):
            return super().find_class(module_name, global_name)
        raise pickle.UnpicklingError(f"a worker's result names {module_name}.{global_name}, which is no record")


def pack(value: object, residents: Sequence[object] = ()) -> bytes:
    """Return a frame.

    Example:
        >>> opened(pack((len, ("abc",)))[LENGTH.size :])
        (<built-in function len>, ('abc',))
    """
    file = BytesIO()
    file.write(bytes(LENGTH.size))
    _Packer(file, residents).dump(value)
    data = file.getbuffer()
    LENGTH.pack_into(data, 0, len(data) - LENGTH.size)
    return data.tobytes()


def opened(data: bytes, residents: Sequence[object] = ()) -> object:
    """Return what our own frame holds."""
    return _Opener(data, residents).load()


def believed(data: bytes) -> object:
    """Return what a worker's frame holds.

    Raises:
        UnpicklingError: it names something else than a record.

    Example:
        >>> believed(pack(frozenset((1, 2)))[LENGTH.size :])
        frozenset({1, 2})
    """
    return _Believer(BytesIO(data)).load()
