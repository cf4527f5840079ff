"""Devices on the command line."""

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wherehold.kernel.actor import Actor

KINDS = ("gps", "ble", "rfid", "reader", "gateway", "phone", "sensor", "other")


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add devices to the command line."""
    devices = subparsers.add_parser("devices", help="trackers, tags, readers").add_subparsers(
        metavar="ACTION", required=True
    )
    listed = devices.add_parser("list", help="list devices and what they are on")
    listed.add_argument("--waiting", action="store_true", help="those that nobody has entered")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_devices)
    _add_entering(devices)
    _add_binding(devices)


def _add_entering(devices: "argparse._SubParsersAction[Any]") -> None:
    added = devices.add_parser("add", help="enter a device, or accept one that waits")
    added.add_argument("key", metavar="KEY", help="what it calls itself")
    added.add_argument("--kind", choices=KINDS, default="other")
    added.add_argument("--name", default="")
    added.add_argument("--on", default="", metavar="CODE", help="tag or serial of the thing")
    added.set_defaults(run=add_device)


def _add_binding(devices: "argparse._SubParsersAction[Any]") -> None:
    bound = devices.add_parser("bind", help="put a device on a thing")
    bound.add_argument("key", metavar="KEY")
    bound.add_argument("code", metavar="CODE", help="tag or serial of the thing")
    bound.add_argument("--since", metavar="INSTANT", help="RFC 3339; default: now")
    bound.set_defaults(run=bind_device)
    for name, help_text, run in (
        ("unbind", "take a device off what it is on", unbind_device),
        ("secret", "make the secret that a device reports with, and print it alone", make_secret),
    ):
        one = devices.add_parser(name, help=help_text)
        one.add_argument("key", metavar="KEY")
        one.set_defaults(run=run)


def list_devices(options: argparse.Namespace) -> None:
    """List devices."""
    from dataclasses import asdict

    from wherehold.tracking.queries import devices

    lines, after = devices.page(actor=_actor(), waiting=options.waiting, limit=devices.LIMIT_MAX)
    while after:
        more, after = devices.page(
            actor=_actor(), waiting=options.waiting, cursor=after, limit=devices.LIMIT_MAX
        )
        lines += more
    if options.json:
        print(json.dumps({"items": [asdict(line) for line in lines]}, default=str))
        return
    for line in lines:
        print(f"{line.key}  {line.kind}  {line.asset or line.place or '-'}  {line.name}".rstrip())


def add_device(options: argparse.Namespace) -> None:
    """Enter a device and print its number."""
    from wherehold.tracking import commands, looking

    draft = commands.NewDevice(key=options.key, kind=options.kind, name=options.name)
    assets = {}
    if options.on:
        assets[options.key] = looking.asset(actor=_actor(), code=options.on)
    [key] = commands.add_bound_devices(actor=_actor(), devices=[draft], assets=assets)
    print(key)


def bind_device(options: argparse.Namespace) -> None:
    """Put a device on a thing."""
    from datetime import datetime

    from wherehold.tracking import commands, looking

    since = datetime.fromisoformat(options.since) if options.since else None
    asset_id = looking.asset(actor=_actor(), code=options.code)
    bound = commands.Bind(device_id=_device(options.key), asset_id=asset_id, starts_at=since)
    commands.bind(actor=_actor(), binds=[bound])


def unbind_device(options: argparse.Namespace) -> None:
    """Take a device off what it is on."""
    from wherehold.tracking import commands

    commands.unbind(actor=_actor(), device_ids=[_device(options.key)])


def make_secret(options: argparse.Namespace) -> None:
    """Make the secret of a device and print it alone."""
    from wherehold.tracking import commands

    print(commands.make_secret(actor=_actor(), device_id=_device(options.key)))


def _actor() -> "Actor":
    from wherehold.kernel.actor import system

    return system("devices").via("cli")


def _device(key: str) -> int:
    """Return the device that is called so. Raises: NotFound."""
    from wherehold.kernel.errors import NotFound
    from wherehold.tracking.queries import devices

    found = devices.ids(actor=_actor(), keys=[key])
    if key not in found:
        raise NotFound({"what": "device", "key": key})
    return found[key]
