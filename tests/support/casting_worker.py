"""What does a process do that casts ballot after ballot until it is killed? It says each attempt before, and each receipt after.

Run as `python -m tests.support.casting_worker VOTE WORKER`.
"""

from __future__ import annotations

import itertools
import sys


def main() -> None:
    import django

    django.setup()
    from medborgarbudget.domain.voting import actions
    from medborgarbudget.domain.voting.identity import email_voter
    from medborgarbudget.domain.voting.models import Vote

    pk, worker = int(sys.argv[1]), sys.argv[2]
    vote = Vote.objects.select_related("cycle__organisation", "rule_sheet").get(pk=pk)
    print("READY", flush=True)
    for number in itertools.count():
        name, key = f"voter-{worker}-{number % 7}", f"attempt-{worker}-{number:06d}"
        choice = number % 4 + 1
        print(f"TRY {name} {key} {choice}", flush=True)
        receipt = actions.cast_ballot(
            vote=vote, style="", choices=[choice], voter=email_voter(vote, f"{name}@example.org"), attempt_key=key
        )
        print(f"ACK {name} {key} {receipt.leaf.hex()}", flush=True)


if __name__ == "__main__":
    main()
