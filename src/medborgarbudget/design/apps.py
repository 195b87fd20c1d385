"""Which Django app holds the design system?"""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "medborgarbudget.design"
    label = "design"
    verbose_name = "design"
