"""The one Django app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class DondocConfig(AppConfig):
    name = "dondoc"
    verbose_name = "Đôn Đốc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dondoc.web import sessions  # noqa: PLC0415  # slow import: pages need every app to be there

        user_logged_in.connect(sessions.begin, dispatch_uid="dondoc.sessions")
