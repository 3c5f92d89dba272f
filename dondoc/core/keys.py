"""Rules of the ways in without an account: how a secret is kept, how long it holds, what a token may be given.

Not here: making secrets and keeping their hashes (actions/keys), finding them again (queries/keys).
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from dondoc.core.permissions import Act
from dondoc.core.refusals import Refused

LONGEST_LINK = timedelta(days=93)  # a quarter: a link answers one period
LONGEST_TOKEN = timedelta(days=366)
LINK_PROOFS = 20  # files to one answer through links: whoever holds a link does not fill the disk
LINK_REQUESTS = 30  # a minute, for each link and for each source
TOKEN_REQUESTS = 300  # a minute, for each token

PREFIX_LENGTH = 12
TOKEN_START = "dondoc_"

# What a token may be given, as its maker reads it. Every token reads plans: nothing else can be found without them.
SCOPE_TITLES = {
    Act.PLAN_READ: "Đọc kế hoạch, nhiệm vụ, chỉ tiêu, kỳ báo cáo",
    Act.ASSIGNMENT_READ: "Đọc phân công đơn vị",
    Act.ANSWER_READ: "Đọc trả lời đã tiếp nhận",
    Act.EVIDENCE_READ: "Đọc thông tin minh chứng (không gồm minh chứng có dữ liệu cá nhân)",
    Act.FIGURE_READ: "Đọc số liệu chỉ tiêu đã tiếp nhận",
    Act.FIGURE_WRITE: "Ghi số liệu chỉ tiêu vào kỳ đang mở",
    Act.SNAPSHOT_READ: "Đọc báo cáo đã chốt số",
    Act.APPRAISAL_READ: "Đọc kết quả đánh giá đã công bố",
    Act.DOSSIER_READ: "Đọc tỷ lệ tính từ dữ liệu hồ sơ và kết quả nạp tệp",
    Act.DOSSIER_LOAD: "Nạp tệp dữ liệu hồ sơ",
}


# A link in an address and a token anywhere, with what may stay of each in a log.
_SECRETS = re.compile(rf"(/answer/|/password/|{TOKEN_START})[\w%-]{{20,}}")

# What comes along with a scope: a figure is written also where the unit has said nothing yet.
_ALONG = {Act.FIGURE_WRITE: Act.FIGURE_BEGIN}


class KeyState(StrEnum):
    """Where a link or token stands; only a live one opens anything."""

    LIVE = "live"
    HANDED_IN = "handed_in"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"  # of a link: its period is
    PASSED = "passed"  # of a link: its unit is asked for this no more
    DROPPED = "dropped"  # of a link: the plan says it no more


KEY_STATE_TITLES = {
    KeyState.LIVE: "Đang dùng được",
    KeyState.HANDED_IN: "Đã gửi trả lời",
    KeyState.EXPIRED: "Hết hạn",
    KeyState.REVOKED: "Đã thu hồi",
    KeyState.CLOSED: "Kỳ đã chốt số",
    KeyState.PASSED: "Đơn vị không còn phụ trách",
    KeyState.DROPPED: "Kế hoạch không còn nội dung này",
}


class TooManyRequests(Refused):
    """More requests in one minute than are served (429); `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("Yêu cầu quá nhiều lần trong một phút. Hãy chờ rồi thử lại.")
        self.retry_after = retry_after


def masked(text: str) -> str:
    """The text without the secrets in it: links as addresses, tokens as they begin."""
    return _SECRETS.sub(r"\1…", text)


def acts_of(scopes: Iterable[Act]) -> frozenset[Act]:
    """The acts that a token with these scopes may do: its own, what comes along, and reading plans."""
    given = {Act.PLAN_READ, *scopes}
    return frozenset(given | {_ALONG[scope] for scope in given & set(_ALONG)})


def digest(secret: str) -> str:
    """What is kept of a secret. It holds 128 bits of chance or more, so that a plain SHA-256 cannot be undone."""
    return hashlib.sha256(secret.encode()).hexdigest()


def prefix(secret: str) -> str:
    """The first letters, by which people tell tokens apart."""
    return secret[:PREFIX_LENGTH]


def key_state(
    *, at: datetime, expires_at: datetime, revoked_at: datetime | None, handed_in_at: datetime | None = None
) -> KeyState:
    """Where a key stands at that moment; it ends at `expires_at` itself."""
    if revoked_at is not None:
        return KeyState.REVOKED
    if expires_at <= at:
        return KeyState.EXPIRED
    return KeyState.HANDED_IN if handed_in_at is not None else KeyState.LIVE


def minute_of(at: datetime) -> str:
    """The minute in which requests are counted together; later ones sort later."""
    return f"{at.timestamp() // 60:.0f}"


def check_rate(count: int, limit: int, *, at: datetime) -> None:
    """Raises TooManyRequests for the request that comes after the limit within its minute."""
    if count > limit:
        raise TooManyRequests(60 - int(at.timestamp() % 60))
