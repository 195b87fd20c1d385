"""``python -m pbcount`` is the command ``pbcount``."""

import sys

from pbcount.cli import main

sys.exit(main())
