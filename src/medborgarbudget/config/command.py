"""What does the command `medborgarbudget` do? Django's commands and our own, with hyphens in their names as people write them."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `medborgarbudget COMMAND [ARGUMENT …]`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medborgarbudget.config.settings")
    from django.core.management import execute_from_command_line

    arguments = sys.argv[:]
    if len(arguments) > 1:
        arguments[1] = arguments[1].replace("-", "_") if not arguments[1].startswith("-") else arguments[1]
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
