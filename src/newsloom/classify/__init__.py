"""Topics: which of a hub's topics an article is about, and the words, source or child that say so.

words.py      a text folded so that words compare equal across case, hyphens and possessives
terms.py      the spellings by which a term of a topic is found, and what proves a find
lexicon.py    every term of every topic in one automaton
evidence.py   how much what was found says for a topic
topics.py     the tree of topics, and who vouches for them: `TopicLabeller`
tracing.py    the same with every passage, also those that count for nothing, and why
suggesting.py terms that a topic lacks
searches.py   the searches that a hub keeps, found by the same terms
substring.py  the reference system's own rule: `SubstringLabeller`
"""

from newsloom.classify.substring import SubstringLabeller
from newsloom.classify.topics import TopicLabeller

__all__ = ["SubstringLabeller", "TopicLabeller"]
