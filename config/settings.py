"""One deployment's settings: one file, every difference comes from the environment (names below, prefix DONDOC_)."""

from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF
from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent


class Deployment(BaseSettings):
    """What differs between two installations. A faulty value stops the start with every fault named."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_")

    production: bool = False
    secret_key: str = "only-for-demonstration-and-tests-never-in-production"
    hosts: str = "127.0.0.1,localhost,testserver"
    trusted_origins: str = ""
    data_dir: Path = BASE_DIR / "data"
    database_url: str = ""
    sealing_key: str = Field(default="", description="seals restricted fields; the secret key where it is empty")
    pretend_today: date | None = Field(default=None, description="the demonstration runs on this day")
    demo: bool = False
    second_factor: Literal["required", "offered"] | None = Field(
        default=None, description="required in production, offered elsewhere, where nothing is said"
    )
    inside_networks: str = Field(default="", description="CIDR, comma between; empty: every address counts as inside")
    oidc_name: str = Field(default="", description="the identity provider as the sign-in page calls it")
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    site_address: str = Field(default="", description="https://… of the site: what links in mails begin with")
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="how many proxies stand before the site")
    mail_server: str = Field(default="", description="name or address; without one no mail is sent")
    mail_port: int = 587
    mail_sender: str = ""
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str = ""
    mail_password: str = ""
    audit_mail: str = Field(default="", description="who is sent the daily heads of the audit chains, comma between")

    @model_validator(mode="after")
    def production_is_safe(self) -> "Deployment":
        if self.production and (self.secret_key.startswith("only-for-demonstration") or len(self.secret_key) < 50):
            raise ValueError("DONDOC_SECRET_KEY: production needs a key of its own, 50 characters or more")
        if self.production and "*" in self.hosts:
            raise ValueError("DONDOC_HOSTS: production needs its host names, not *")
        if self.production and (self.demo or self.pretend_today):
            raise ValueError("DONDOC_DEMO and DONDOC_PRETEND_TODAY have no place in production")
        return self

    @model_validator(mode="after")
    def single_sign_on_is_whole(self) -> "Deployment":
        given = (self.oidc_name, self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(given) and not all(given):
            raise ValueError("DONDOC_OIDC_NAME, _ISSUER, _CLIENT_ID, _CLIENT_SECRET: all four or none")
        if self.production and self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
            raise ValueError("DONDOC_OIDC_ISSUER: production needs an address that begins with https://")
        return self

    @model_validator(mode="after")
    def mail_can_be_sent(self) -> "Deployment":
        if self.mail_server and not self.mail_sender:
            raise ValueError("DONDOC_MAIL_SENDER: letters need a sender")
        if self.production and self.site_address and not self.site_address.startswith("https://"):
            raise ValueError("DONDOC_SITE_ADDRESS: production needs an address that begins with https://")
        return self

    def inside(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(text.strip()) for text in self.inside_networks.split(",") if text.strip())

    @model_validator(mode="after")
    def networks_are_networks(self) -> "Deployment":
        try:
            self.inside()
        except ValueError as fault:
            raise ValueError(f"DONDOC_INSIDE_NETWORKS: {fault}") from fault
        return self


DEPLOYMENT = Deployment()
DATA_DIR = DEPLOYMENT.data_dir
PRETEND_TODAY = DEPLOYMENT.pretend_today
DEMO = DEPLOYMENT.demo

DEBUG = False
SECRET_KEY = DEPLOYMENT.secret_key
SEALING_KEY = DEPLOYMENT.sealing_key or SECRET_KEY
ALLOWED_HOSTS = [h.strip() for h in DEPLOYMENT.hosts.split(",") if h.strip()]
CSRF_TRUSTED_ORIGINS = [o.strip() for o in DEPLOYMENT.trusted_origins.split(",") if o.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "dondoc",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dondoc.web.languages.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dondoc.web.doorway.Doorway",
    "dondoc.web.sessions.SessionEnds",
    "dondoc.web.second_factors.SecondFactor",
    "dondoc.web.passwords.MustChange",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "dondoc" / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dondoc.web.doorway.surroundings",
                "dondoc.web.sessions.surroundings",
                "dondoc.web.single_sign_on.surroundings",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
            "libraries": {
                "dondoc_text": "dondoc.web.templatetags.dondoc_text",
                "dondoc_audit": "dondoc.web.templatetags.dondoc_audit",
            },
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """SQLite in the data folder, or the PostgreSQL of `postgresql://user:password@host:port/name`."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "dondoc.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
            # Journeys talk to a live server from another thread: the test database is a file too.
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
        }
    parts = urlparse(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("DONDOC_DATABASE_URL: postgresql://user:password@host:port/name was expected")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": _database(DEPLOYMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "dondoc.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
# What a password must be: dondoc/core/passwords.py with rules/passwords.toml.
AUTH_PASSWORD_VALIDATORS = [{"NAME": "dondoc.queries.passwords.ProfileValidator"}]

# Sign-in (dondoc/web/sign_ins.py). Tries are counted by the product itself (dondoc/core/lockouts.py).
ACCOUNT_ADAPTER = "dondoc.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {"reauthenticate": "dondoc.web.forms.passwords.PasswordAgainForm"}
TRUSTED_PROXIES = DEPLOYMENT.trusted_proxies
SITE_ADDRESS = (DEPLOYMENT.site_address or ("" if DEPLOYMENT.production else "http://127.0.0.1:8000")).rstrip("/")
EMAIL_HOST = DEPLOYMENT.mail_server
EMAIL_PORT = DEPLOYMENT.mail_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = DEPLOYMENT.mail_user, DEPLOYMENT.mail_password
EMAIL_USE_TLS, EMAIL_USE_SSL = DEPLOYMENT.mail_security == "starttls", DEPLOYMENT.mail_security == "tls"
EMAIL_TIMEOUT = 10
AUDIT_MAIL = [address.strip() for address in DEPLOYMENT.audit_mail.split(",") if address.strip()]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = DEPLOYMENT.mail_sender or "dondoc@localhost"

# Sessions: kept in the database, so that an ended one is dead whatever cookie comes (dondoc/web/sessions.py).
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 15 * 60
SESSION_IDLE_SECONDS_ADMINISTRATOR = 5 * 60
IDLE_COOKIE_NAME = "seen"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# Second factor (dondoc/web/second_factors.py). Recovery codes are the product's own: kept hashed, shown once.
_SECOND_FACTOR = DEPLOYMENT.second_factor or ("required" if DEPLOYMENT.production else "offered")
SECOND_FACTOR_REQUIRED = _SECOND_FACTOR == "required"
INSIDE_NETWORKS = DEPLOYMENT.inside()
MFA_ADAPTER = "dondoc.web.second_factors.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not DEPLOYMENT.production
MFA_TOTP_ISSUER = "Đôn Đốc"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "dondoc.web.forms.second_factors.CodeForm",
    "reauthenticate": "dondoc.web.forms.second_factors.CodeAgainForm",
    "activate_totp": "dondoc.web.forms.second_factors.FirstCodeForm",
    "add_webauthn": "dondoc.web.forms.second_factors.PasskeyForm",
}

# Single sign-on (dondoc/web/single_sign_on.py): one provider; the user is its issuer and subject, never an e-mail.
OIDC_NAME = DEPLOYMENT.oidc_name
OIDC_ISSUER = DEPLOYMENT.oidc_issuer
SOCIALACCOUNT_ADAPTER = "dondoc.web.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": OIDC_ISSUER,
                "name": OIDC_NAME,
                "client_id": DEPLOYMENT.oidc_client_id,
                "secret": DEPLOYMENT.oidc_client_secret,
                "settings": {"server_url": OIDC_ISSUER.rstrip("/")},
            }
        ]
        if OIDC_ISSUER
        else []
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "dondoc" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "dondoc" / "web" / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A development or test server needs no collectstatic; the pages then carry plain names.
WHITENOISE_USE_FINDERS = not DEPLOYMENT.production
WHITENOISE_MANIFEST_STRICT = DEPLOYMENT.production
if not DEPLOYMENT.production:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# An upload larger than this is refused before it is read (the reader has its own, smaller limits).
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 25_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# The review of a plan is one form: a plan of 124 tasks has 1,300 fields, the reader's limit of 2,000 rows some 20,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
if DEPLOYMENT.production:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME, IDLE_COOKIE_NAME = "__Host-language", "__Host-seen"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "dondoc.web.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Refused GETs, which the audit trail does not hold (decision 11).
    "loggers": {"dondoc.refusals": {"level": "INFO"}},
}

# Long readings wait in the database and are done by `manage.py db_worker` beside the web server.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

MIGRATION_MODULES = {"dondoc": "dondoc.models.migrations"}
