"""Tries to sign in, counted against guessing. Not here: when they lock (core/lockouts), sessions (Django's own)."""

from django.db import models

from dondoc.models.people import User


class SignInTry(models.Model):
    """One try under one name from one source; rows are only ever added, an unlock is a row too."""

    class Outcome(models.TextChoices):
        RIGHT = "right", "Đúng"
        WRONG = "wrong", "Sai"
        REFUSED = "refused", "Bị từ chối vì đang khóa"
        UNLOCKED = "unlocked", "Mở khóa khẩn cấp"
        ASKED = "asked", "Xin đặt lại mật khẩu"

    name_key = models.CharField(max_length=64, help_text="SHA-256 of the folded name, known or not")
    source = models.CharField(max_length=45, help_text="address of the client")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["name_key", "at"], name="sign_in_by_name"),
            models.Index(fields=["source", "at"], name="sign_in_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.outcome}"
