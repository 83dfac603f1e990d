"""Articles → stories: duplicates, similarity, neighbours, growth, and what editors decide about them."""

from newsloom.stories.background import Background
from newsloom.stories.loom import WeaverOptions
from newsloom.stories.weaver import LexicalWeaver

__all__ = ["Background", "LexicalWeaver", "WeaverOptions"]
