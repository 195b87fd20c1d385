"""medborgarbudget serve: one command that runs the web server and the background workers, and ends them all when it is ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from medborgarbudget.config.durability import require_durable
from medborgarbudget.foundation import queues

TIDY_EVERY = 3600
"""Seconds between rounds of throwing away spent codes, attempts and sessions."""


COURTESY = 10
"""How far long work steps back for pages and mail, as `nice` has it."""


def worker_options(queue: str) -> list[str]:
    """How the worker of a line is started."""
    return [f"--queue-name={queue}", "--no-startup-delay", "--no-reload", "--interval=1"]


class Command(BaseCommand):
    help = "Serves the site and runs background work until it is ended (Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (127.0.0.1 unless a proxy is elsewhere)"
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=max(2, multiprocessing.cpu_count()), help="web processes")

    def handle(self, *args: Any, **options: Any) -> None:
        require_durable()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "medborgarbudget.config.settings"}
        program = [sys.executable, "-m"]
        web = [
            *program,
            "gunicorn",
            "medborgarbudget.config.wsgi:application",
            f"--bind={options['host']}:{options['port']}",
            f"--workers={options['workers']}",
            "--threads=4",
            "--worker-class=gthread",
            "--worker-tmp-dir=/dev/shm" if os.path.isdir("/dev/shm") else "--graceful-timeout=20",  # noqa: PTH112, S108
            "--timeout=60",
            "--log-level=warning",
        ]
        children = [subprocess.Popen(web, env=environment)]
        for queue in queues.ALL:
            work = [*program, "medborgarbudget.config.command", "db_worker", *worker_options(queue)]
            worker = subprocess.Popen(work, env=environment)
            children.append(worker)
            if queue == queues.LONG:
                # On a server with one core pages and mail go before counts.
                os.setpriority(os.PRIO_PROCESS, worker.pid, COURTESY)
        if not settings.DEMO:
            self.stdout.write(f"Serving {settings.PUBLIC_URL} on {options['host']}:{options['port']}. Ctrl-C ends it.")
        else:
            call_command("demo", "--addresses", port=options["port"])

        def end(*_: object) -> None:
            raise KeyboardInterrupt

        signal.signal(signal.SIGTERM, end)
        tidied = time.monotonic()
        try:
            while all(child.poll() is None for child in children):
                if time.monotonic() - tidied > TIDY_EVERY:
                    subprocess.run([*program, "medborgarbudget.config.command", "tidy"], env=environment, check=False)
                    tidied = time.monotonic()
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("Ending …")
        finally:
            for child in children:
                if child.poll() is None:
                    child.send_signal(signal.SIGTERM)
            for child in children:
                try:
                    child.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    child.kill()
        sys.exit(
            max((abs(child.returncode or 0) for child in children if child.returncode not in {0, -15, None}), default=0)
        )
