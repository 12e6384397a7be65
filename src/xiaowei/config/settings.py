"""Home of the settings: environment only; a wrong word fails at start."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.contrib.messages import constants

from xiaowei.config.home import ensure_home, secret_key
from xiaowei.connectors.mail.parse import read_address
from xiaowei.domain.coordinates import SYSTEMS, WGS84
from xiaowei.domain.errors import BadInput

KNOWN = {
    "XIAOWEI_HOME",
    "XIAOWEI_DATABASE_URL",
    "XIAOWEI_SECRET_KEY",
    "XIAOWEI_ALLOWED_HOSTS",
    "XIAOWEI_LANGUAGE",
    "XIAOWEI_TODAY",
    "XIAOWEI_HTTPS",
    "XIAOWEI_BEHIND_PROXY",
    "XIAOWEI_DEBUG",
    "XIAOWEI_PACKS",
    "XIAOWEI_SMTP_URL",
    "XIAOWEI_NOTICE_FILE",
    "XIAOWEI_COORDINATES",
    "XIAOWEI_TILES",
    "XIAOWEI_TILES_CREDIT",
}
_unknown = sorted(k for k in os.environ if k.startswith("XIAOWEI_") and k not in KNOWN)
if _unknown:
    known = ", ".join(sorted(KNOWN))
    print(f"unknown setting {', '.join(_unknown)}; known are {known}", file=sys.stderr)
    raise SystemExit(2)

# Whatever this home writes is for its owner alone.
os.umask(0o077)
HOME = ensure_home()
PACKAGE = Path(__file__).resolve().parents[1]
SECRET_KEY = secret_key()
DEBUG = os.environ.get("XIAOWEI_DEBUG") == "1"
SMTP_URL = os.environ.get("XIAOWEI_SMTP_URL", "")
NOTICE_FILE = os.environ.get("XIAOWEI_NOTICE_FILE", "")
if SMTP_URL:
    try:
        read_address(SMTP_URL)
    except BadInput as error:
        sys.exit(error.text("en"))
COORDINATES = os.environ.get("XIAOWEI_COORDINATES", WGS84)
if COORDINATES not in SYSTEMS:
    sys.exit(f"XIAOWEI_COORDINATES: '{COORDINATES}' is none of {', '.join(SYSTEMS)}")
TILES = os.environ.get("XIAOWEI_TILES", "")
TILES_CREDIT = os.environ.get("XIAOWEI_TILES_CREDIT", "")
_tiles = urlsplit(TILES)
if TILES and not (_tiles.netloc and all(part in TILES for part in ("{z}", "{x}", "{y}"))):
    sys.exit("XIAOWEI_TILES: not an address with {z}, {x} and {y} in it")
if TILES and not TILES_CREDIT:
    sys.exit(
        "XIAOWEI_TILES needs XIAOWEI_TILES_CREDIT: the map's source and its approval number 审图号"
    )
_TILES_FROM = [f"{_tiles.scheme}://{_tiles.netloc}"] if TILES else []
ALLOWED_HOSTS = os.environ.get("XIAOWEI_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme in ("postgresql", "postgres"):
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "xiaowei.base.engines.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", "") or parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
            "CONN_MAX_AGE": 60,
        }
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "xiaowei.base.engines.sqlite3",
            "NAME": parts.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
            },
        }
    sys.exit(f"XIAOWEI_DATABASE_URL: '{parts.scheme}' is neither sqlite nor postgresql")


DATABASES = {
    "default": _database(os.environ.get("XIAOWEI_DATABASE_URL", f"sqlite://{HOME}/xiaowei.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    *(
        f"xiaowei.base.{app}"
        for app in (
            "accounts",
            "regions",
            "places",
            "catalogue",
            "calendars",
            "policies",
            "trail",
            "attachments",
            "messages",
        )
    ),
    *(
        f"xiaowei.stages.{room}"
        for room in (
            "intake",
            "identification",
            "selection",
            "funding",
            "delivery",
            "evaluation",
        )
    ),
    "xiaowei.interfaces.web",
]
AUTH_USER_MODEL = "accounts.Person"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xiaowei.interfaces.web.marking.MarkingMiddleware",
    "xiaowei.interfaces.web.middleware.HouseMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_VERBOSE = False
# Who tries a name's passwords is stopped, at the address from which they come: nobody else is.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "xiaowei.interfaces.web.residents.door.address_of"
AXES_LOCKOUT_CALLABLE = "xiaowei.interfaces.web.middleware.locked"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
ROOT_URLCONF = "xiaowei.config.urls"
WSGI_APPLICATION = "xiaowei.config.wsgi.application"
LOGIN_URL = "sign-in"
LOGOUT_REDIRECT_URL = "home"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "xiaowei.interfaces.web.context.frame",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "interfaces" / "web" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "interfaces" / "web" / "static" / "built"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_TEMP_DIR = str(HOME / "uploads")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

_HTTPS = os.environ.get("XIAOWEI_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
# Behind a proxy the visitor's address is the last one it forwards; else the connection's own.
BEHIND_PROXY = os.environ.get("XIAOWEI_BEHIND_PROXY", "1" if _HTTPS else "") == "1"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
# What was not done is not said in green: a warning has the tone of the notices.
MESSAGE_TAGS = {constants.WARNING: "warn"}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *_TILES_FROM],
        "connect-src": ["'self'", *_TILES_FROM],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
