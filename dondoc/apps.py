"""The one Django app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save


class DondocConfig(AppConfig):
    name = "dondoc"
    verbose_name = "Đôn Đốc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What pages import needs every app to be there.
        from allauth.mfa import signals  # noqa: PLC0415  # slow import

        from dondoc.web import second_factors, sessions  # noqa: PLC0415  # slow import

        user_logged_in.connect(sessions.begin)
        post_save.connect(second_factors.added, sender="mfa.Authenticator")
        signals.authenticator_used.connect(second_factors.used)
        signals.authenticator_removed.connect(second_factors.removed)
