"""Engines: where pure work on strangers' bytes runs. `local` has worker processes on this machine, each of which may be killed."""

from newsloom.engines.local import EngineLimits, LocalEngine

__all__ = ["EngineLimits", "LocalEngine"]
