"""The one Django app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class DondocConfig(AppConfig):
    name = "dondoc"
    verbose_name = "Đôn Đốc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What pages import needs every app to be there.
        from allauth.mfa import signals  # noqa: PLC0415  # slow import

        from dondoc.web import second_factors, sessions  # noqa: PLC0415  # slow import

        user_logged_in.connect(sessions.begin)
        signals.authenticator_added.connect(second_factors.added)
        signals.authenticator_used.connect(second_factors.used)
        signals.authenticator_removed.connect(second_factors.removed)
