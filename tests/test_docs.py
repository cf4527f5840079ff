"""Documentation is part of the product: what is generated is current, what is named is there."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.each import each
from wherehold.project import env, reference

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = reference.pages()
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
OURS = (
    subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    .stdout.split("\n")[:-1]
)  # fmt: skip
MARKDOWN = [ROOT / name for name in OURS if name.endswith(".md") and (ROOT / name).exists()]

# Machine paths, hosts of package registries, and marks of how the text came about.
FOREIGN = re.compile(
    r"/(work|home|root|Users)/[a-z]+/|registry\.npmjs|pypi\.org|pythonhosted"
    r"|\bTODO\b|\bFIXME\b|\bXXX\b"
)
NOT_TEXT = {".woff2", ".png", ".ttf", ".otf", ".wasm", ".ico", ".jpg", ".webp", ".xlsx", ".mo"}


@pytest.mark.parametrize("name", PAGES)
def test_reference_is_what_the_code_says(name):
    page = ROOT / name

    assert page.exists() and page.read_text() == PAGES[name], "run script/reference"


def test_every_variable_that_the_sources_name_is_a_setting():
    named = {
        variable
        for path in (ROOT / "src").rglob("*.py")
        if "tests" not in path.parts  # They make up settings of their own.
        for variable in re.findall(r"WHEREHOLD_[A-Z_]*[A-Z]\b", path.read_text())
    }
    known = set(env.DECLARED) | {f"{s.name}_FILE" for s in env.DECLARED.values() if s.secret}

    assert {n for n in named - known if not n.startswith("WHEREHOLD_TEST_")} == {
        "WHEREHOLD_X_FILE"
    }  # An example in `env`.


@each(MARKDOWN)
def test_links_lead_to_files_that_are_there(page):
    targets = [t for t in LINK.findall(page.read_text()) if not re.match(r"[a-z]+:|/", t)]

    assert [t for t in targets if not (page.parent / t).exists()] == []


@each(OURS)
def test_no_file_speaks_of_where_it_was_made(name):
    path = ROOT / name
    if path == Path(__file__) or path.suffix in NOT_TEXT or not path.is_file():
        return
    found = FOREIGN.search(path.read_text(errors="replace"))

    assert not found, f"{name} says {found and found.group()}"
