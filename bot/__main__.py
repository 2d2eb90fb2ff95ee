"""`python -m bot`; everything is in `cli`, so that tests reach it without a process."""

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
