"""One deployment's settings: one file, every difference comes from the environment (names below, prefix DONDOC_)."""

from datetime import date
from pathlib import Path
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

    @model_validator(mode="after")
    def production_is_safe(self) -> "Deployment":
        if self.production and (self.secret_key.startswith("only-for-demonstration") or len(self.secret_key) < 50):
            raise ValueError("DONDOC_SECRET_KEY: production needs a key of its own, 50 characters or more")
        if self.production and "*" in self.hosts:
            raise ValueError("DONDOC_HOSTS: production needs its host names, not *")
        if self.production and (self.demo or self.pretend_today):
            raise ValueError("DONDOC_DEMO and DONDOC_PRETEND_TODAY have no place in production")
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
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
            "libraries": {"dondoc_text": "dondoc.web.templatetags.dondoc_text"},
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
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600

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
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Long readings wait in the database and are done by `manage.py db_worker` beside the web server.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

MIGRATION_MODULES = {"dondoc": "dondoc.models.migrations"}
