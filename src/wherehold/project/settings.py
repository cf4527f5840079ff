"""All settings. Each is read once, here."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wherehold.project import databases, env, secret_key

SRC_DIR = Path(__file__).resolve().parents[2]
_checkout = SRC_DIR.parent if (SRC_DIR.parent / "pyproject.toml").exists() else None
_home = _checkout / "data" if _checkout else Path.home() / ".local/share/wherehold"

DATA_DIR = Path(
    env.text(
        "WHEREHOLD_DATA_DIR",
        str(_home),
        "Folder of everything that is kept: the SQLite database, attachments, keys.",
    )
).resolve()
KEYS_DIR = DATA_DIR / "keys"
ATTACHMENTS_DIR = DATA_DIR / "attachments"
MAPS_DIR = DATA_DIR / "maps"

DATABASE_URL = (
    env.secret(
        "WHEREHOLD_DATABASE_URL",
        "Database, as `postgresql://user:password@host:5432/name`; "
        "without it, SQLite in the data folder.",
    )
    or f"sqlite:///{DATA_DIR}/wherehold.sqlite3"
)
DATABASES: dict[str, dict[str, Any]] = {"default": databases.from_url(DATABASE_URL)}

PUBLIC_URL = env.text(
    "WHEREHOLD_URL",
    "http://localhost:8000",
    "Address that people and label codes use, without a path: links, passkeys and cookies follow.",
).rstrip("/")
_public = urlsplit(PUBLIC_URL)
IS_HTTPS = _public.scheme == "https"
SMTP_URL = env.secret(
    "WHEREHOLD_SMTP_URL",
    "Mail server, as `smtp://user:password@host:587?tls=starttls&from=it@example.org` "
    "(or `smtps://`); without it, links are shown to copy.",
)
TRUSTED_PROXIES = env.words(
    "WHEREHOLD_TRUSTED_PROXIES",
    "",
    "Addresses or networks of reverse proxies whose X-Forwarded-For and -Proto are believed.",
)
ALLOWED_HOSTS = [
    *{_public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"},
    *env.words(
        "WHEREHOLD_ALLOWED_HOSTS", "", "Further host names that are answered, with commas between."
    ),
]
# Only what the product is translated into is offered.
LANGUAGES = [("en", "English")]
MQTT_URL = env.secret(
    "WHEREHOLD_MQTT_URL",
    "Broker to take readings from while serving: `mqtt://user:password@host:1883`, or `mqtts://`.",
)
MAP_TILES = env.tiles(
    "WHEREHOLD_MAP_TILES",
    "Address of map tiles, such as https://tiles.example.org/{z}/{x}/{y}.png; without one, maps "
    "show what comes along. Whoever runs it learns which parts of the earth are looked at.",
)
MAP_FILE = env.text(
    "WHEREHOLD_MAP_FILE",
    "",
    "A PMTiles archive (vector tiles or pictures) on this machine that maps show instead: then "
    "nobody else learns what is looked at.",
)
MAP_CREDIT = env.text(
    "WHEREHOLD_MAP_CREDIT", "", "Whose map the tiles show, as their licence wants it said."
)
LANGUAGE_CODE = env.text("WHEREHOLD_LANGUAGE", "en", "Language where the browser asks for none.")
SESSION_DAYS_MAX = env.number(
    "WHEREHOLD_SESSION_DAYS", 7, "Days after which a sign-in ends.", least=1, most=90
)
ATTACHMENT_BYTES_MAX = 2**20 * env.number(
    "WHEREHOLD_ATTACHMENT_MB", 25, "Largest attachment, in MiB.", least=1, most=1000
)
IMPORT_BYTES_MAX = 2**20 * env.number(
    "WHEREHOLD_IMPORT_MB", 512, "Largest file to import, in MiB.", least=1, most=4096
)
PRINTERS = env.words(
    "WHEREHOLD_PRINTERS",
    "",
    "Label printers that may be sent ZPL over the network, as `store=10.0.0.5:9100`, "
    "with commas between; no other address is ever written to.",
)
OUTBOUND_ALLOW = env.words(
    "WHEREHOLD_OUTBOUND_ALLOW",
    "",
    "Hosts or networks, with commas between, that webhooks and channels may reach although they "
    "are private, and without TLS: `ntfy.lan`, `10.0.8.0/24`.",
)
SERVER_THREADS = env.number(
    "WHEREHOLD_THREADS", 32, "Requests that are answered at the same time.", least=1, most=64
)
LOG_LEVEL = env.choice(
    "WHEREHOLD_LOG_LEVEL", "WARNING", "What is logged.", ("DEBUG", "INFO", "WARNING", "ERROR")
)

GIVEN_SECRET_KEY = env.secret(
    "WHEREHOLD_SECRET_KEY",
    "Key that signs cookies and links, 50 characters or more; "
    "without it, the one that `init` makes in the data folder.",
)
SECRET_KEY = secret_key.read(GIVEN_SECRET_KEY, KEYS_DIR)
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wherehold.kernel",
    "wherehold.ui",
    "wherehold.register",
    "wherehold.accounts",
    "wherehold.tracking",
    "wherehold.custody",
    "wherehold.labels",
    "wherehold.kits",
    "wherehold.reservations",
    "wherehold.finance",
    "wherehold.stocktake",
    "wherehold.handover",
    "wherehold.transfers",
    "wherehold.loss",
    "wherehold.scan",
    "wherehold.alerts",
    "wherehold.webhooks",
    "wherehold.desk",
    "wherehold.atlas",
    "wherehold.insights",
    "wherehold.importers",
    "wherehold.ingest",
    "wherehold.dossier",
    "wherehold.project",
]
# Who is asked, at a hand-over, whether a thing is promised to somebody else.
CUSTODY_CLAIMS = ["wherehold.reservations.claims.of_others"]
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "wherehold.project.urls"
WSGI_APPLICATION = "wherehold.project.wsgi.application"
APPEND_SLASH = False
MIDDLEWARE = [
    *(["wherehold.project.proxies.ForwardedMiddleware"] if TRUSTED_PROXIES else []),
    "wherehold.project.headers.HeadersMiddleware",
    # Calls with a token go to the API from here: the rest is for people with a browser.
    "wherehold.project.doors.TokenDoorMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wherehold.project.doors.FirstRunMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wherehold.accounts.web.middleware.ActorMiddleware",
    "wherehold.project.zones.ZoneMiddleware",
    "wherehold.project.failures.FailureMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "wherehold.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "wherehold.project.shell.shell",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "wherehold.ui.jinja.environment"},
    },
]

STATIC_URL = "/static/"
# Collected once for a checkout, not once for every data folder that is served from it.
STATIC_ROOT = (_checkout / "build" if _checkout else DATA_DIR) / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Scripts import one another by the names that the bundler gave them, which carry a hash already.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
MEDIA_ROOT = ATTACHMENTS_DIR
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# A browser keeps a cookie named __Host- to the host, to https and away from other paths.
_cookie = "__Host-wh_" if IS_HTTPS else "wh_"
SESSION_COOKIE_NAME = f"{_cookie}session"
CSRF_COOKIE_NAME = f"{_cookie}csrf"
LANGUAGE_COOKIE_NAME = f"{_cookie}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = SESSION_DAYS_MAX * 86_400
# Messages travel in a cookie: reading a page writes nothing.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "wherehold.project.failures.csrf"
USE_X_FORWARDED_HOST = False
SESSION_ENGINE = "wherehold.accounts.sessions"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Attempts to sign in are counted here: nobody may push the counts out with others.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# Signing in: by e-mail and password or by passkey, with a second factor for whoever has one.
AUTHENTICATION_BACKENDS = ["wherehold.accounts.backends.Backend"]
PASSWORD_HASHERS = [
    # Needs memory as well as time, and nothing beyond the standard library.
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "wherehold.accounts.passwords.Bounded"},
    {"NAME": "wherehold.accounts.passwords.NotOurWords"},
]
ACCOUNT_ADAPTER = "wherehold.accounts.web.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "login": "20/m/ip",
    "login_failed": "20/m/ip,5/m/key,100/h/key",
    "reset_password": "20/m/ip,3/h/key",
    "reauthenticate": "10/m/user",
    "found": "5/h/ip",
    "confirm": "30/m/ip",
    "receive": "60/m/ip",
    "code": "10/m/ip",
    "calendar": "60/m/ip",
    "shared": "60/m/ip",
}
MFA_ADAPTER = "wherehold.accounts.web.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODE_DIGITS = 12
# Browsers let passkeys be used on http for the machine itself only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
# HeadersMiddleware sends these, with the policy of each kind of answer.
SECURE_CONTENT_TYPE_NOSNIFF = False
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002"]

USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # A request that was refused is an answer, not a warning.
    "loggers": {"django.request": {"level": "ERROR"}, "django": {"handlers": []}},
}
