"""Accounts and tokens on the command line."""

import argparse
import json
from pathlib import Path
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands of accounts to the command line."""
    user = subparsers.add_parser("user", help="accounts").add_subparsers(
        metavar="ACTION", required=True
    )
    # Slices above add theirs.
    subparsers.choices["user"].set_defaults(actions=user)
    _add_create(user)
    listed = user.add_parser("list", help="list the accounts and their roles")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_users)
    link = user.add_parser("link", help="print a link that signs somebody in, once")
    link.add_argument("--email", required=True, metavar="E")
    link.set_defaults(run=make_link)
    _add_token(subparsers)


def _add_create(user: "argparse._SubParsersAction[Any]") -> None:
    create = user.add_parser("create", help="make an account and print its one-time link")
    create.add_argument("--email", required=True, metavar="E")
    create.add_argument("--name", default="", metavar="N", help="default: from the e-mail")
    create.add_argument("--role", default="member", metavar="R", help="default: member")
    create.add_argument("--place", metavar="P", help="name, path (A > B) or id")
    create.add_argument("--category", metavar="C", help="name, path (A > B) or id")
    create.add_argument("--password-file", type=Path, metavar="F", help="instead of a link")
    create.set_defaults(run=create_user)


def _add_token(subparsers: "argparse._SubParsersAction[Any]") -> None:
    token = subparsers.add_parser("token", help="keys for programs").add_subparsers(
        metavar="ACTION", required=True
    )
    made = token.add_parser("create", help="make a token and print it alone")
    made.add_argument("--email", required=True, metavar="E", help="whose it is")
    made.add_argument("--scope", action="append", metavar="S", help="a permission; repeatable")
    made.add_argument("--name", default="", metavar="N", help="what it is for")
    made.add_argument("--days", type=int, default=90, metavar="N", help="default: 90, most: 365")
    made.set_defaults(run=create_token)


def create_user(options: argparse.Namespace) -> None:
    """Make an account; without a password, print the link by which its owner gets in."""
    from wherehold.accounts import commands, links, where
    from wherehold.kernel.actor import system

    actor = system("accounts").via("cli")
    password = options.password_file and options.password_file.read_text().rstrip("\r\n")
    user = commands.create_user(
        actor=actor,
        email=options.email,
        name=options.name,
        role=options.role,
        place_id=where.place_id(actor=actor, text=options.place),
        category_id=where.category_id(actor=actor, text=options.category),
        password=password,
    )
    if password is None:
        secret = commands.make_link(actor=actor, user_id=user.pk, purpose="invite")
        print(links.url_of(secret, "invite"))


def list_users(options: argparse.Namespace) -> None:
    """List the accounts."""
    from wherehold.accounts import queries
    from wherehold.kernel.actor import system

    people = queries.people(actor=system("accounts").via("cli"))
    if options.json:
        print(json.dumps({"items": [person.plain() for person in people]}))
        return
    for person in people:
        state = "" if person.is_active else " (closed)"
        print(f"{person.email}{state}  {'; '.join(grant.words for grant in person.grants)}")


def make_link(options: argparse.Namespace) -> None:
    """Print a link that signs somebody in, once."""
    from wherehold.accounts import commands, links, queries
    from wherehold.kernel.actor import system

    actor = system("accounts").via("cli")
    user_id = queries.user_id(actor=actor, email=options.email)
    secret = commands.make_link(actor=actor, user_id=user_id, purpose="sign_in")
    print(links.url_of(secret, "sign_in"))


def create_token(options: argparse.Namespace) -> None:
    """Make a token and print it alone."""
    from wherehold.accounts import commands, queries
    from wherehold.kernel.actor import system

    actor = system("accounts").via("cli")
    _, secret = commands.create_token(
        actor=actor,
        user_id=queries.user_id(actor=actor, email=options.email),
        name=options.name,
        scopes=options.scope,
        days=options.days,
    )
    print(secret)
