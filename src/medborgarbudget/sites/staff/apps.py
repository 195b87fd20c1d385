from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "medborgarbudget.sites.staff"
    label = "staff"
