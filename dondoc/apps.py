"""The one Django app."""

from django.apps import AppConfig


class DondocConfig(AppConfig):
    name = "dondoc"
    verbose_name = "Đôn Đốc"
    default_auto_field = "django.db.models.BigAutoField"
