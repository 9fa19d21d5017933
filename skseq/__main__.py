"""``python -m skseq``: the command line."""

import sys

from skseq._cli import main

if __name__ == "__main__":
    sys.exit(main())
