import pytest
from django.core.exceptions import ImproperlyConfigured

from wherehold.project import databases


def test_a_postgresql_url_may_have_escaped_characters():
    made = databases.from_url("postgresql://ann:p%40ss@db.example:6432/things?sslmode=require")

    assert (made["USER"], made["PASSWORD"]) == ("ann", "p@ss")
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("db.example", 6432, "things")
    assert made["OPTIONS"]["sslmode"] == "require"


def test_sqlite_syncs_every_commit():
    made = databases.from_url("sqlite:////srv/wherehold/wherehold.sqlite3")

    assert made["NAME"] == "/srv/wherehold/wherehold.sqlite3"
    assert "synchronous=FULL" in made["OPTIONS"]["init_command"]
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_other_databases_are_refused():
    with pytest.raises(ImproperlyConfigured, match="'mysql'"):
        databases.from_url("mysql://localhost/things")
