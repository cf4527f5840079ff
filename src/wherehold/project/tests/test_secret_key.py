import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from wherehold.project import secret_key


def test_a_key_is_made_once_for_its_owner_alone(tmp_path):
    keys = tmp_path / "keys"

    secret_key.make(keys)
    first = secret_key.read("", keys)
    secret_key.make(keys)

    assert len(first) >= secret_key.LENGTH_MIN
    assert secret_key.read("", keys) == first
    assert stat.S_IMODE((keys / secret_key.FILE_NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_before_there_is_a_key_there_is_none(tmp_path):
    assert secret_key.read("", tmp_path) == ""


@pytest.mark.parametrize("key", ["not-a-secret", "changeme" * 20, "x" * 80])
def test_a_short_or_sample_key_is_refused(tmp_path, key):
    with pytest.raises(ImproperlyConfigured, match="too easy to guess"):
        secret_key.read(key, tmp_path)
