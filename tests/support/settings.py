"""With which settings do tests run? The product's own, on a throw-away database, with mail and tasks at hand.

TEST_DATABASE=postgres starts a PostgreSQL from the wheel in dev.txt (see conftest.py); anything else means SQLite in a file,
so that several connections see each other as they do in production.
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="medborgarbudget-tests-"))
os.environ.setdefault("MEDBORGARBUDGET_DATA", str(_scratch))
os.environ["MEDBORGARBUDGET_URL"] = "http://localhost:8000"
os.environ["MEDBORGARBUDGET_HOSTS"] = "testserver"
os.environ["MEDBORGARBUDGET_MAIL"] = "console:"
os.environ["MEDBORGARBUDGET_DEMO"] = "1"

from medborgarbudget.config.settings import *  # noqa: E402, F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {
    "default": {**TASKS["default"], "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}  # noqa: F405
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
WHITENOISE_AUTOREFRESH = True
NEW_FACTOR_WAITS = timedelta(hours=24)
