"""Starting the provider's process; a front before it that passes everything on, but what a test tampers with."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlencode

import jwt
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

SERVE = Path(__file__).with_name("serve.py")
# What the front makes of an ID token's claims: the token that the site is handed.
Tamper = Callable[["Front", dict[str, Any], str], str]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def provider(redirect_uri: str) -> Iterator[str]:
    """The address (and issuer) of a provider that runs until the end of the block."""
    port = free_port()
    with TemporaryDirectory(prefix="provider-") as folder:
        command = [sys.executable, str(SERVE), folder, str(port), redirect_uri]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == "ready\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(timeout=10)
            if running.stdout:
                running.stdout.close()


class Front:
    """Answers in place of the provider's discovery, keys and token endpoint; browsers still go to the provider."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ec_key = ec.generate_private_key(ec.SECP256R1())
        self.foreign_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.tamper: Tamper = lambda front, claims, token: token
        self.sent: dict[str, str] = {}  # what is changed in what the site sends to the token endpoint
        self.config: dict[str, str] = {}  # what is changed in the provider's description of itself
        self.redirects_tokens = False
        self.codes: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def keys(self) -> list[dict[str, Any]]:
        """The provider's published keys."""
        return requests.get(f"{self.issuer}/.well-known/jwks.json", timeout=10).json()["keys"]

    def public_pem(self) -> bytes:
        """The provider's public key, as anybody can write it."""
        key = jwt.PyJWK(self.keys()[0], algorithm="RS256").key
        return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def signed(self, claims: dict[str, Any], *, kid: str | None = "front", algorithm: str = "RS256") -> str:
        key = self.ec_key if algorithm == "ES256" else self.rsa_key
        headers = {"kid": kid} if kid else {}
        return jwt.encode(claims, key, algorithm=algorithm, headers=headers)

    @contextmanager
    def running(self) -> Iterator["Front"]:
        thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()

    def described(self) -> dict[str, Any]:
        real = requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=10).json()
        return real | {"token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys"} | self.config

    def published(self) -> dict[str, Any]:
        own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.rsa_key.public_key()))
        own_ec = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.ec_key.public_key()))
        own |= {"kid": "front", "use": "sig", "alg": "RS256"}
        own_ec |= {"kid": "front-ec", "use": "sig", "alg": "ES256"}
        return {"keys": [*self.keys(), own, own_ec]}

    def token(self, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.codes.append(body.get("code", ""))
        real = requests.post(f"{self.issuer}/identity/o/api/token", data=body | self.sent, timeout=10)
        answer = real.json()
        if "id_token" in answer:
            claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
            answer["id_token"] = self.tamper(self, claims, answer["id_token"])
        return real.status_code, answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(200, front.published() if self.path == "/keys" else front.described())

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if front.redirects_tokens:
                    self.send_response(307)
                    self.send_header("Location", f"{front.issuer}/identity/o/api/token")
                    self.end_headers()
                else:
                    self._say(*front.token({name: values[0] for name, values in parse_qs(text).items()}))

            def _say(self, status: int, answer: dict[str, Any]) -> None:
                written = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

            def log_message(self, *args: object) -> None:
                """Says nothing of single requests."""

        return Handler


def enter_at(session: requests.Session, issuer: str, name: str, password: str) -> None:
    """Signs a browser in at the provider itself."""
    page = f"{issuer}/accounts/login/"
    session.get(page, timeout=10).raise_for_status()
    sent = {"login": name, "password": password, "csrfmiddlewaretoken": session.cookies["provider_csrf"]}
    answer = session.post(page, data=sent, timeout=10, allow_redirects=False)
    assert answer.status_code == 302, answer.text


def with_query(address: str, **changed: str) -> str:
    """The address with some of its query changed."""
    path, _, query = address.partition("?")
    return f"{path}?{urlencode({name: values[0] for name, values in parse_qs(query).items()} | changed)}"
