"""A person's authenticator app, as the standard has it (RFC 6238), apart from what the site reckons with."""

import base64
import hashlib
import hmac
import struct
import time


def app_code(secret: str, *, steps: int = 0) -> str:
    """The six figures that the app shows now, or so many half minutes later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"
