"""Single sign-on against a real provider process: who comes in, and every forgery that does not."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from factories import AT, Organisation, People
from oidc_provider.processes import Front, Tamper, enter_at, free_port, provider, with_query
from oidc_provider.serve import CLIENT_ID, CLIENT_SECRET, MAIL, NAME, PASSWORD

from dondoc.actions import single_sign_on
from dondoc.core.permissions import Viewer
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.models import AuditRow, User

REFUSED = "Việc đăng nhập qua Tài khoản của tỉnh không thành công. Hãy thử lại, hoặc đăng nhập bằng mật khẩu."
SUBJECT = "1"  # of the one person at the provider


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider("http://testserver/sign-in/single/return/") as address:
        yield address


@pytest.fixture
def front(issuer: str, settings, db: None) -> Iterator[Front]:
    """A front before the provider, and the site that was told of it."""
    cache.clear()
    with Front(issuer).running() as running:
        settings.OIDC_NAME, settings.OIDC_ISSUER = "Tài khoản của tỉnh", issuer
        app = {
            "provider_id": issuer,
            "name": settings.OIDC_NAME,
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": running.url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield running


@pytest.fixture
def tied(people: People, issuer: str) -> Viewer:
    """The reporter, whom the administrator tied to the person at the provider."""
    single_sign_on.tie(people.reporter.user_id, issuer=issuer, subject=SUBJECT, actor=people.administrator, at=AT)
    return people.reporter


@dataclass
class Browser:
    """One browser: what it keeps of the site, and of the provider."""

    site: Client
    outside: requests.Session

    def leaves(self, page: str = "/reports/") -> str:
        """Where the site sends it."""
        answer = self.site.get("/sign-in/single/", {"next": page})
        assert answer.status_code == 302, answer.content
        return answer["Location"]

    def returns(self, address: str) -> str:
        """Where the provider sends it back to."""
        answer = self.outside.get(address, timeout=10, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"].removeprefix("http://testserver")

    def comes_in(self, **changed: str):
        """The whole way; some of what stands in the address of the way back changed."""
        return self.site.get(with_query(self.returns(self.leaves()), **changed))

    def is_in(self) -> bool:
        return self.site.get("/reports/").status_code == 200

    def told(self) -> list[str]:
        return [str(message) for message in get_messages(self.site.get("/sign-in/").wsgi_request)]


def new_browser(issuer: str) -> Browser:
    outside = requests.Session()
    enter_at(outside, issuer, NAME, PASSWORD)
    return Browser(Client(), outside)


@pytest.fixture
def browser(front: Front, issuer: str) -> Iterator[Browser]:
    made = new_browser(issuer)
    yield made
    made.outside.close()


def refusals() -> list[tuple[int | None, str, dict[str, str]]]:
    """What the trail says of those who did not come in: the department, the name, why."""
    rows = AuditRow.objects.filter(act="single-sign-on.refused", is_refused=True).order_by("id")
    return [(row.department_id, row.actor_name, row.after) for row in rows]


def refused(browser: Browser, answer) -> None:
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert browser.told() == [REFUSED]
    assert not browser.is_in()


def test_check_20_tied_person_comes_in_to_the_page_asked_for(browser: Browser, tied: Viewer, issuer: str) -> None:
    answer = browser.comes_in()

    assert (answer.status_code, answer["Location"]) == (302, "/reports/")
    assert browser.is_in()
    assert browser.site.session["_auth_user_id"] == str(tied.user_id)
    kept = SocialAccount.objects.get()
    assert (kept.provider, kept.uid, kept.user_id) == (issuer, SUBJECT, tied.user_id)
    assert kept.extra_data == {"id_token": {"sub": SUBJECT}}  # no name, no mail


def test_check_20_way_out_carries_state_nonce_and_challenge(browser: Browser, issuer: str) -> None:
    ways = [browser.leaves() for _ in range(2)]
    asked = [{name: values[0] for name, values in parse_qs(urlsplit(way).query).items()} for way in ways]

    assert ways[0].startswith(f"{issuer}/identity/o/authorize?")
    for query in asked:
        assert (query["response_type"], query["scope"], query["code_challenge_method"]) == ("code", "openid", "S256")
        assert (len(query["nonce"]), len(query["code_challenge"])) == (32, 43)
    for secret in ("state", "nonce", "code_challenge"):
        assert asked[0][secret] != asked[1][secret]


# What the front hands out instead of the provider's token, and still is believed: the tests below could fail.
SOUND: dict[str, Tamper] = {
    "as the provider signed it": lambda front, claims, token: token,
    "RS256 with another published key": lambda front, claims, token: front.signed(claims),
    "ES256": lambda front, claims, token: front.signed(claims, kid="front-ec", algorithm="ES256"),
    "audience as a list of one": lambda front, claims, token: front.signed(claims | {"aud": [CLIENT_ID]}),
    "authorised party named": lambda front, claims, token: front.signed(claims | {"azp": CLIENT_ID}),
}


@pytest.mark.parametrize("tamper", SOUND.values(), ids=SOUND)
def test_sound_token_is_believed(browser: Browser, tied: Viewer, front: Front, tamper: Tamper) -> None:
    front.tamper = tamper

    assert browser.comes_in()["Location"] == "/reports/"
    assert browser.is_in()


def part(data: dict[str, Any] | bytes) -> str:
    written = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def unsigned(claims: dict[str, Any], alg: str) -> str:
    return f"{part({'alg': alg, 'typ': 'JWT', 'kid': 'front'})}.{part(claims)}."


def hmac_signed(claims: dict[str, Any], key: bytes, kid: str) -> str:
    body = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{part(claims)}"
    return f"{body}.{part(hmac.new(key, body.encode(), hashlib.sha256).digest())}"


def without(claims: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in claims.items() if key != name}


def kid_of(token: str) -> str:
    return jwt.get_unverified_header(token)["kid"]


def changed_by_hand(token: str, **claims: object) -> str:
    head, body, tail = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return f"{head}.{part(said | claims)}.{tail}"


FORGED: dict[str, Tamper] = {
    "nonce of another sign-in": lambda front, claims, token: front.signed(claims | {"nonce": "n" * 32}),
    "no nonce": lambda front, claims, token: front.signed(without(claims, "nonce")),
    "issuer": lambda front, claims, token: front.signed(claims | {"iss": "https://elsewhere.example"}),
    "issuer with a slash more": lambda front, claims, token: front.signed(claims | {"iss": claims["iss"] + "/"}),
    "no issuer": lambda front, claims, token: front.signed(without(claims, "iss")),
    "audience": lambda front, claims, token: front.signed(claims | {"aud": "another-site"}),
    "audience of two": lambda front, claims, token: front.signed(claims | {"aud": [CLIENT_ID, "another-site"]}),
    "no audience": lambda front, claims, token: front.signed(without(claims, "aud")),
    "authorised party": lambda front, claims, token: front.signed(claims | {"azp": "another-site"}),
    "end": lambda front, claims, token: front.signed(claims | {"exp": int(time.time()) - 60}),
    "no end": lambda front, claims, token: front.signed(without(claims, "exp")),
    "made in the future": lambda front, claims, token: front.signed(claims | {"iat": int(time.time()) + 600}),
    "no subject": lambda front, claims, token: front.signed(without(claims, "sub")),
    "empty subject": lambda front, claims, token: front.signed(claims | {"sub": ""}),
    "alg none": lambda front, claims, token: unsigned(claims, "none"),
    "alg None": lambda front, claims, token: unsigned(claims, "None"),
    "alg empty": lambda front, claims, token: unsigned(claims, ""),
    "HS256 with the public key": lambda front, claims, token: hmac_signed(claims, front.public_pem(), kid_of(token)),
    "HS256 with the modulus": lambda front, claims, token: hmac_signed(
        claims, front.keys()[0]["n"].encode(), kid_of(token)
    ),
    "HS256 with the client's secret": lambda front, claims, token: hmac_signed(claims, CLIENT_SECRET.encode(), "front"),
    "RS512": lambda front, claims, token: front.signed(claims, algorithm="RS512"),
    "PS256": lambda front, claims, token: front.signed(claims, algorithm="PS256"),
    "unknown key id": lambda front, claims, token: front.signed(claims, kid="of-nobody"),
    "no key id": lambda front, claims, token: front.signed(claims, kid=None),
    "key of another kind": lambda front, claims, token: front.signed(claims, kid="front-ec"),
    "another key under the provider's id": lambda front, claims, token: jwt.encode(
        claims, front.foreign_key, algorithm="RS256", headers={"kid": kid_of(token)}
    ),
    "key brought along": lambda front, claims, token: jwt.encode(
        claims,
        front.foreign_key,
        algorithm="RS256",
        headers={
            "kid": "own",
            "jwk": json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(front.foreign_key.public_key())),
            "jku": f"{front.url}/keys",
        },
    ),
    "claims changed under the signature": lambda front, claims, token: changed_by_hand(token, name="Ai đó"),
    "no token": lambda front, claims, token: "",
    "no token at all": lambda front, claims, token: "a.b.c",
}


@pytest.mark.parametrize("tamper", FORGED.values(), ids=FORGED)
def test_check_20_forged_token_is_refused(browser: Browser, tied: Viewer, front: Front, tamper: Tamper) -> None:
    front.tamper = tamper

    refused(browser, browser.comes_in())
    assert refusals() == [(None, "Người chưa đăng nhập", {"why": "OAuth2Error"})]


@pytest.mark.parametrize("state", ["", "0123456789abcdef"])
def test_check_20_wrong_state_is_refused(browser: Browser, tied: Viewer, front: Front, state: str) -> None:
    refused(browser, browser.comes_in(state=state))
    assert front.codes == []  # the code never left the site
    assert refusals() == [(None, "Người chưa đăng nhập", {"why": "state"})]


def test_check_20_state_of_another_browser_is_refused(browser: Browser, tied: Viewer, front: Front, issuer) -> None:
    other = new_browser(issuer)
    planted = other.returns(other.leaves())
    other.outside.close()

    refused(browser, browser.site.get(planted))
    assert front.codes == []


@pytest.mark.parametrize("verifier", ["v" * 43, ""])
def test_check_20_wrong_pkce_verifier_is_refused(browser: Browser, tied: Viewer, front: Front, verifier: str) -> None:
    front.sent = {"code_verifier": verifier}

    refused(browser, browser.comes_in())
    assert len(front.codes) == 1


def test_check_20_code_of_another_browser_is_refused(browser: Browser, tied: Viewer, front: Front, issuer) -> None:
    other = new_browser(issuer)
    stolen = parse_qs(urlsplit(other.returns(other.leaves())).query)["code"][0]
    other.outside.close()

    refused(browser, browser.comes_in(code=stolen))
    assert front.codes == [stolen]


def test_check_20_replayed_code_is_refused(browser: Browser, tied: Viewer, front: Front) -> None:
    way_back = browser.returns(browser.leaves())
    assert browser.site.get(way_back)["Location"] == "/reports/"
    browser.site.post("/sign-out/")
    code = parse_qs(urlsplit(way_back).query)["code"][0]

    refused(browser, browser.site.get(way_back))  # the whole address again: its state is spent
    refused(browser, browser.comes_in(code=code))  # the code alone, with a state of its own
    assert front.codes == [code, code]


def test_check_20_replayed_token_is_refused(browser: Browser, tied: Viewer, front: Front) -> None:
    kept: list[str] = []

    def keep(front: Front, claims: dict[str, Any], token: str) -> str:
        kept.append(token)
        return kept[0]

    front.tamper = keep
    assert browser.comes_in()["Location"] == "/reports/"
    browser.site.post("/sign-out/")

    refused(browser, browser.comes_in())


@pytest.mark.parametrize("is_verified", [False, True])
def test_check_20_mail_equal_to_an_existing_user_ties_nobody(
    browser: Browser, people: People, front: Front, *, is_verified: bool
) -> None:
    User.objects.filter(pk=people.reporter.user_id).update(email=MAIL)
    front.tamper = lambda front, claims, token: front.signed(claims | {"email": MAIL, "email_verified": is_verified})

    answer = browser.comes_in()

    assert answer.status_code == 403
    words = answer.content.decode()
    assert "tài khoản ở đó chưa gắn với người dùng nào" in words
    assert f'<b class="figure">{SUBJECT}</b>' in words
    assert not browser.is_in()
    assert (SocialAccount.objects.count(), User.objects.filter(email=MAIL).count()) == (0, 1)
    assert refusals() == [(None, "Người chưa đăng nhập", {"why": "untied", "subject": SUBJECT})]


def test_check_20_user_is_issuer_and_subject(browser: Browser, people: People, front: Front) -> None:
    elsewhere = "https://elsewhere.example"
    single_sign_on.tie(people.reporter.user_id, issuer=elsewhere, subject=SUBJECT, actor=people.administrator, at=AT)
    assert browser.comes_in().status_code == 403  # the same subject of another issuer is another person

    single_sign_on.tie(people.head.user_id, issuer=front.issuer, subject="2", actor=people.administrator, at=AT)
    assert browser.comes_in().status_code == 403


def test_check_20_switched_off_account_stays_out(browser: Browser, tied: Viewer) -> None:
    User.objects.filter(pk=tied.user_id).update(is_active=False)

    browser.comes_in()

    assert not browser.is_in()
    assert refusals() == [(tied.department_id, "Người chưa đăng nhập", {"why": "switched off"})]
    assert AuditRow.objects.get(act="single-sign-on.refused").object_id == tied.user_id


def test_check_17_second_factor_is_asked_for_after_single_sign_on(browser: Browser, tied: Viewer) -> None:
    Authenticator.objects.create(user_id=tied.user_id, type="totp", data={"secret": "unused"})

    assert browser.comes_in()["Location"] == "/sign-in/code/"
    assert not browser.is_in()


def test_provider_that_calls_itself_otherwise_is_refused(browser: Browser, tied: Viewer, front: Front) -> None:
    front.config = {"issuer": "https://elsewhere.example"}

    answer = browser.site.get("/sign-in/single/")

    refused(browser, answer)


def test_redirecting_token_endpoint_is_not_followed(browser: Browser, tied: Viewer, front: Front) -> None:
    front.redirects_tokens = True

    answer = browser.comes_in()

    assert answer["Location"] == "/sign-in/"
    assert not browser.is_in()


def test_unreachable_provider_leaves_the_password(settings, front: Front, client: Client) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": f"http://127.0.0.1:{free_port()}"}

    answer = client.get("/sign-in/single/", follow=True)

    words = answer.content.decode()
    assert "Chưa kết nối được với Tài khoản của tỉnh. Hãy thử lại sau, hoặc đăng nhập bằng mật khẩu." in words
    assert 'type="password"' in words


def test_provider_that_goes_away_meanwhile_leaves_the_password(settings, browser: Browser, tied: Viewer) -> None:
    way_back = browser.returns(browser.leaves())
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": f"http://127.0.0.1:{free_port()}"}

    assert browser.site.get(way_back)["Location"] == "/sign-in/"
    assert browser.told()[0].startswith("Chưa kết nối được với Tài khoản của tỉnh.")
    assert refusals() == []  # nobody was refused


def test_whoever_cancels_at_the_provider_is_back_at_the_gate(browser: Browser, tied: Viewer) -> None:
    state = parse_qs(urlsplit(browser.leaves()).query)["state"][0]

    answer = browser.site.get("/sign-in/single/return/", {"error": "access_denied", "state": state})

    refused(browser, answer)
    assert refusals() == []


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_way_back_stays_on_the_site(browser: Browser, tied: Viewer, page: str) -> None:
    answer = browser.site.get(browser.returns(browser.leaves(page)))

    assert answer["Location"] == "/"


def test_without_a_provider_there_is_no_such_page(client: Client, db: None) -> None:
    assert client.get("/sign-in/single/").status_code == 404
    assert client.get("/sign-in/single/return/").status_code == 404
    assert "sign-in/single" not in client.get("/sign-in/").content.decode()


def test_only_an_administrator_ties(people: People, elsewhere: Organisation, issuer: str) -> None:
    given = {"issuer": issuer, "subject": SUBJECT, "at": AT}
    with pytest.raises(NotAllowed):
        single_sign_on.tie(people.reporter.user_id, **given, actor=people.coordinator)
    with pytest.raises(NotVisible):
        single_sign_on.tie(people.reporter.user_id, **given, actor=elsewhere.people.administrator)
    with pytest.raises(Faulty, match="Không tự gắn tài khoản của chính mình"):
        single_sign_on.tie(people.administrator.user_id, **given, actor=people.administrator)
    single_sign_on.tie(people.reporter.user_id, **given, actor=people.administrator)
    with pytest.raises(Faulty, match="đã gắn với một tài khoản"):
        single_sign_on.tie(people.head.user_id, **given, actor=people.administrator)


def test_tie_is_made_and_taken_away_on_the_page_of_the_person(people: People, front: Front, browser: Browser) -> None:
    administrator = Client()
    administrator.force_login(User.objects.get(pk=people.administrator.user_id))
    page = f"/people/{people.reporter.user_id}/sign-in/"
    administrator.post(f"/people/{people.reporter.user_id}/ties/", {"subject": f" {SUBJECT} "})
    assert SUBJECT in administrator.get(page).content.decode()
    assert browser.comes_in()["Location"] == "/reports/"

    tie = SocialAccount.objects.get()
    assert administrator.post(f"/people/{people.reporter.user_id}/ties/{tie.pk}/remove/")["Location"] == page

    assert not browser.is_in()  # the open session went with the tie
    assert browser.comes_in().status_code == 403
    rows = AuditRow.objects.filter(act__startswith="single-sign-on.", is_refused=False).order_by("number")
    assert list(rows.values_list("act", flat=True)) == ["single-sign-on.tie", "single-sign-on.untie"]
