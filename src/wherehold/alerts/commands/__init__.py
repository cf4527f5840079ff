"""Acts on rules, alerts and the ways in which people are told."""

from wherehold.alerts.commands.channels import (
    NewChannel,
    Wanted,
    add_channel,
    prefer,
    remove_channel,
    try_channel,
)
from wherehold.alerts.commands.handling import acknowledge, resolve, snooze
from wherehold.alerts.commands.rules import NewRule, Tell, save_rule
from wherehold.alerts.commands.settling import settle
from wherehold.alerts.commands.telling import tell

__all__ = [
    "NewChannel",
    "NewRule",
    "Tell",
    "Wanted",
    "acknowledge",
    "add_channel",
    "prefer",
    "remove_channel",
    "resolve",
    "save_rule",
    "settle",
    "snooze",
    "tell",
    "try_channel",
]
