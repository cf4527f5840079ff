"""Settings of the tests: a folder and a key of their own, whatever the environment says."""

import atexit
import os
import secrets
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="wherehold-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [n for n in os.environ if n.startswith("WHEREHOLD_")]:
    if _name != "WHEREHOLD_DATABASE_URL" and not _name.startswith("WHEREHOLD_TEST_"):
        del os.environ[_name]
os.environ["WHEREHOLD_DATA_DIR"] = _folder
os.environ["WHEREHOLD_SECRET_KEY"] = secrets.token_urlsafe(64)

from wherehold.project.settings import *  # noqa: E402, F403
from wherehold.project.settings import STORAGES  # noqa: E402

# Static files come straight from the sources: nothing is collected for a test.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS.append("testserver")  # noqa: F405
# Hashing that is quick: no test is about its cost.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
