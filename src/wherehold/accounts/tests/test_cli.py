"""Accounts and tokens on the command line, as `wherehold` runs them."""

import json
import re

import pytest

from wherehold.accounts import queries
from wherehold.accounts.models import RoleGrant, User
from wherehold.conftest import plant
from wherehold.project import cli
from wherehold.register.models import Place


def run(*words):
    return cli.main(words)


def test_an_account_within_a_place_and_a_category_gets_a_link(db, store_room, tools, capsys):
    code = run(
        *("user", "create", "--email", "Mel@Example.org", "--role", "storekeeper"),
        *("--place", "Berlin > Store room", "--category", "tools"),
    )

    assert code == 0
    assert re.fullmatch(r"http\S+/invitation/[\w-]{43}\n", capsys.readouterr().out)
    grant = RoleGrant.objects.get(user__email="mel@example.org")
    assert (grant.role.code, grant.place, grant.category) == ("storekeeper", store_room, tools)


@pytest.mark.parametrize(
    "written", ["Store room", "Berlin · Store room", "Berlin>Store room", "id"]
)
def test_a_place_is_named_by_name_path_or_id(db, store_room, written):
    text = str(store_room.pk) if written == "id" else written
    assert run("user", "create", "--email", "mel@example.org", "--place", text) == 0
    assert RoleGrant.objects.get().place == store_room


def test_a_name_that_several_have_is_refused(db, store_room, hamburg, capsys):
    plant(Place, "Store room", hamburg)

    assert run("user", "create", "--email", "m@example.org", "--place", "Store room") == 1
    assert "write the path" in capsys.readouterr().err and not User.objects.exists()


def test_a_role_that_is_not_there_is_refused_whole(db, capsys):
    assert run("user", "create", "--email", "m@example.org", "--role", "king") == 1
    assert "No role king" in capsys.readouterr().err and not User.objects.exists()


def test_a_password_from_a_file_needs_no_link(db, tmp_path, capsys):
    (tmp_path / "password").write_text("open sesame\n")
    run("user", "create", "--email", "m@example.org", "--password-file", str(tmp_path / "password"))

    assert capsys.readouterr().out == ""
    assert User.objects.get().check_password("open sesame")


def test_a_token_is_printed_alone_and_narrowed(db, capsys):
    run("user", "create", "--email", "m@example.org", "--role", "administrator")
    capsys.readouterr()

    run("token", "create", "--email", "M@example.org", "--scope", "asset.see")
    secret = capsys.readouterr().out

    assert re.fullmatch(r"wh_pat_[0-9a-f]{8}_[\w-]{43}\n", secret)
    actor = queries.actor_for_token(secret.strip())
    assert actor.may_everywhere("asset.see") and not actor.may_somewhere("asset.edit")


def test_without_scope_a_token_may_all_that_its_owner_may(db, capsys):
    run("user", "create", "--email", "m@example.org", "--role", "administrator")
    capsys.readouterr()
    run("token", "create", "--email", "m@example.org")

    assert queries.actor_for_token(capsys.readouterr().out.strip()).may_everywhere("asset.edit")


def test_refusals_are_one_sentence(db, capsys):
    assert run("token", "create", "--email", "nobody@example.org") == 1
    assert run("user", "create", "--email", "no-address") == 1
    assert capsys.readouterr().err.count("\n") == 2


def test_accounts_are_listed(db, capsys):
    run("user", "create", "--email", "m@example.org", "--role", "auditor")
    capsys.readouterr()
    run("user", "list")
    assert capsys.readouterr().out == "m@example.org  Auditor\n"
    run("user", "list", "--json")
    [item] = json.loads(capsys.readouterr().out)["items"]
    assert item["email"] == "m@example.org" and item["roles"] == ["Auditor"]


def test_a_link_signs_somebody_in(db, client, capsys):
    run("user", "create", "--email", "m@example.org")
    capsys.readouterr()
    run("user", "link", "--email", "m@example.org")
    link = capsys.readouterr().out.strip()

    assert client.post("/" + link.split("/", 3)[3]).status_code == 302
    assert client.get("/settings/account").status_code == 200
