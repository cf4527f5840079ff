"""The assets are built from locked packages, and only when their sources changed."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
pytestmark = pytest.mark.skipif(
    not (ROOT / "hatch_build.py").exists(), reason="not in a checkout: nothing is built here"
)


@pytest.fixture
def builder(tmp_path, monkeypatch):
    """Return the build with folders of its own, and the list of tools that it ran."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    frontend = tmp_path / "frontend"
    (frontend / "src").mkdir(parents=True)
    (frontend / "src/app.ts").write_text("1")
    (frontend / "package-lock.json").write_text("{}")
    module.ran = []
    monkeypatch.setattr(module, "FRONTEND", frontend)
    monkeypatch.setattr(module, "STAMP", tmp_path / "dist/stamp.txt")

    def run(tool, *arguments):
        module.ran.append(tool)
        (frontend / "node_modules").mkdir(exist_ok=True)
        (tmp_path / "dist").mkdir(exist_ok=True)

    monkeypatch.setattr(module, "_run", run)
    return module


def test_it_builds_once_and_again_when_a_source_changes(builder):
    assert builder.build() is True
    assert builder.build() is False
    assert builder.ran == ["npm", "node"]

    (builder.FRONTEND / "src/app.ts").write_text("2")

    assert builder.build() is True
    assert builder.ran == ["npm", "node", "node"], "the packages are there already"


def test_new_packages_are_installed(builder):
    builder.build()

    (builder.FRONTEND / "package-lock.json").write_text('{"new": 1}')
    builder.build()

    assert builder.ran == ["npm", "node", "npm", "node"]


def test_what_is_installed_is_no_source(builder):
    builder.build()

    (builder.FRONTEND / "node_modules/anything.js").write_text("x")

    assert builder.build() is False


def test_a_checkout_without_sources_of_its_own_needs_no_tools(builder):
    """As a source distribution comes: assets and stamp are packed with it."""
    builder.STAMP.parent.mkdir()
    builder.STAMP.write_text(builder._digest())

    assert builder.build() is False
    assert builder.ran == []


def test_the_lock_names_versions_and_digests_but_no_addresses():
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())
    wanted = json.loads((ROOT / "frontend/package.json").read_text())
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(version[0].isdigit() for version in versions), "exact versions only"


def test_islands_stay_small():
    islands = list((ROOT / "frontend/src").glob("*.ts"))

    assert [i.name for i in islands if len(i.read_text().splitlines()) > 240] == []
