"""Text that cannot be read in the database file or in a backup of it: sealed with the installation's own key."""

import base64
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models


class SealedText(models.TextField[str, str]):
    """A text stored encrypted and authenticated (Fernet); empty stays empty. Cannot be searched or ordered by.

    Reading with another key than the one it was written with raises cryptography.fernet.InvalidToken.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return _seal().decrypt(value.encode()).decode() if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _seal().encrypt(text.encode()).decode() if text else text


def _seal() -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"dondoc sealed text").derive(settings.SEALING_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
