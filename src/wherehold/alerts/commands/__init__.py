"""Acts on rules and alerts."""

from wherehold.alerts.commands.handling import acknowledge, resolve, snooze
from wherehold.alerts.commands.rules import NewRule, save_rule
from wherehold.alerts.commands.running import run_rules

__all__ = ["NewRule", "acknowledge", "resolve", "run_rules", "save_rule", "snooze"]
