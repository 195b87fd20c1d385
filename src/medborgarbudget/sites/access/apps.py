from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "medborgarbudget.sites.access"
    label = "access"
