"""The command line: one file a command. Results go to standard output, everything else to standard error."""

import errno
import gc
import sys
import warnings

from newsloom.cli.letters import legible
from newsloom.cli.root import app
from newsloom.errors import HubError, NewsloomError, UnknownItemError

EXIT_CONFIGURATION = 2
EXIT_UNKNOWN = 4

_FULL = (errno.ENOSPC, errno.EDQUOT)

GARBAGE_THRESHOLD = 50_000
"""Allocations between two searches for reference cycles. Records are frozen and hold none; at Python's 700 the searches through a
window of 20,000 articles took a quarter of the time of extraction and weaving (bench/run.py pure)."""


def main() -> None:
    """Run the command line; errors that a user can mend are told in words, without a traceback."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    legible((sys.stdout, sys.stderr))
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what a library thinks of a stranger's file helps no user
    try:
        app()
    except HubError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(EXIT_CONFIGURATION)
    except UnknownItemError as error:
        print(error, file=sys.stderr)
        sys.exit(EXIT_UNKNOWN)
    except NewsloomError as error:
        print(error, file=sys.stderr)
        sys.exit(EXIT_CONFIGURATION)
    except OSError as error:
        advice = "make room on the disk" if error.errno in _FULL else "mend that"
        print(f"{error.filename or 'newsloom'}: {error.strerror or error}; {advice} and run again: nothing is lost", file=sys.stderr)
        sys.exit(EXIT_CONFIGURATION)
