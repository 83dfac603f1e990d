"""The command line: one file a command. Results go to standard output, everything else to standard error."""

import sys

from newsloom.cli.root import app
from newsloom.errors import HubError, NewsloomError, UnknownItemError

EXIT_CONFIGURATION = 2
EXIT_UNREACHED = 3
EXIT_UNKNOWN = 4


def main() -> None:
    """Run the command line; errors that a user can mend are told in words, without a traceback."""
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
