"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medborgarbudget.config.settings")

application = get_wsgi_application()

from medborgarbudget.config.durability import require_durable  # noqa: E402 - needs the settings

require_durable()
