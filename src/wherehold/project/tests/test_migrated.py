"""What tests copy is what migrating would make: whatever it runs makes another one."""

from wherehold.project.tests import migrated


def test_it_is_made_anew_for_a_change_of_a_migration_or_of_what_one_imports():
    found = {str(path.relative_to(migrated.SOURCES)) for path in migrated.run_by_migrating()}

    assert {"kernel/tables.py", "project/settings.py", "project/sqlite/base.py"} <= found
    assert {str(p.relative_to(migrated.SOURCES)) for p in _migrations()} <= found


def _migrations():
    return [path for path in migrated.SOURCES.rglob("*.py") if path.parent.name == "migrations"]


def test_it_stays_for_a_change_of_what_migrating_never_runs():
    found = {path.relative_to(migrated.SOURCES).parts for path in migrated.run_by_migrating()}

    assert not [parts for parts in found if {"commands", "web", "tests"} & set(parts)]
