"""The built-in sample web: a made-up news world about tidal power in islands that do not exist, served on loopback.

`newsloom demo` shows the program on it, and the golden tests know what must become of each of its items. The content
stands in `world/*.toml`; everything else here makes feeds, pages and pictures of it, always the same ones.
"""

from newsloom.sample.web import MOMENTS, World

__all__ = ["MOMENTS", "World"]
