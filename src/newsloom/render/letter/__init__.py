"""The newsletter: the stories of a day or a week as one mail and one page of the archive.

records    what a letter says, kept as it was made           spans    which time a letter is about
words      every word of ours in a letter, in one place      plain    the mail as text in 72 columns
mail       the whole mail as bytes                           archive  the letters as pages of the site
addresses  who it is from and who gets it
"""

from newsloom.render.letter.archive import LetterRenderer
from newsloom.render.letter.mail import Sender, mail
from newsloom.render.letter.plain import plain
from newsloom.render.letter.records import Letter, Piece, comes_again, piece
from newsloom.render.letter.spans import Span, last_span, since

__all__ = ["Letter", "LetterRenderer", "Piece", "Sender", "Span", "comes_again", "last_span", "mail", "piece", "plain", "since"]
