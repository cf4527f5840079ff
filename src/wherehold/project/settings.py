"""All settings. Each is read once, here."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DATA_DIR = Path(os.environ.get("WHEREHOLD_DATA_DIR", "data")).resolve()
DATABASE_URL = os.environ.get("WHEREHOLD_DATABASE_URL", f"sqlite:///{DATA_DIR}/wherehold.sqlite3")
SECRET_KEY = os.environ.get("WHEREHOLD_SECRET_KEY", "not-a-secret")
DEBUG = False
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "wherehold.kernel",
    "wherehold.ui",
    "wherehold.register",
    "wherehold.accounts",
    "wherehold.custody",
    "wherehold.labels",
    "wherehold.scan",
    "wherehold.desk",
    "wherehold.insights",
    "wherehold.importers",
    "wherehold.project",
]
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "wherehold.project.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
STATIC_URL = "static/"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_url = urlsplit(DATABASE_URL)
DATABASES: dict[str, dict[str, Any]]
if _url.scheme == "postgresql":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _url.path.lstrip("/"),
            "USER": _url.username or "",
            "PASSWORD": _url.password or "",
            "HOST": _url.hostname or "",
            "PORT": _url.port or "",
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "wherehold.project.sqlite",
            "NAME": DATABASE_URL.removeprefix("sqlite:///") or ":memory:",
            "OPTIONS": {
                # Take the write lock at BEGIN: a command never fails halfway for want of it.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what was acknowledged survives a power cut (NORMAL may lose the last).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    }
