"""The provider's process: `python serve.py folder port redirect-uri` serves allauth's own OpenID provider.

A small separate Django project, its database in `folder`. Says `ready` when it answers.
"""

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

CLIENT_ID, CLIENT_SECRET = "don-doc", "secret-of-the-site-at-the-provider"
NAME, PASSWORD, MAIL = "an.nguyen", "mat-khau-o-noi-khac-2026", "an@so.example"


def configure(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    settings.configure(
        SECRET_KEY="of-the-provider-in-the-tests-alone-" + "k" * 30,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="addresses",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ACCOUNT_LOGIN_METHODS={"username"},
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        SESSION_COOKIE_NAME="provider_session",
        CSRF_COOKIE_NAME="provider_csrf",
        IDP_OIDC_PRIVATE_KEY=pem,
        IDP_OIDC_RATE_LIMITS=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        USE_TZ=True,
    )


def fill(redirect_uri: str) -> None:
    """One client, the site; one person, who has an unverified e-mail."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415
    from allauth.idp.oidc.models import Client  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_user(NAME, email=MAIL, password=PASSWORD)
    EmailAddress.objects.create(user=user, email=MAIL, primary=True, verified=False)
    client = Client(id=CLIENT_ID, name="Đôn Đốc", scopes="openid\nprofile\nemail", skip_consent=True)
    client.set_redirect_uris([redirect_uri])
    client.set_secret(CLIENT_SECRET)
    client.save()


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Says nothing of single requests."""


def main(folder: str, port: str, redirect_uri: str) -> None:
    configure(Path(folder))
    django.setup()
    fill(redirect_uri)
    with make_server("127.0.0.1", int(port), get_wsgi_application(), WSGIServer, Quiet) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
