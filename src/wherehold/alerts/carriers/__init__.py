"""Services that carry messages: what is typed for each, and the address that is made of it.

An address of Apprise is a program: it may name files, switch checks off, go elsewhere. So nobody
types one. Each value has a form of its own, and is quoted where it goes.
"""

from wherehold.alerts.carriers import (
    discord,
    gotify,
    matrix,
    ntfy,
    pushover,
    slack,
    teams,
    telegram,
)
from wherehold.alerts.carriers.shape import Service

SERVICES: dict[str, Service] = {
    one.SERVICE.code: one.SERVICE
    for one in (ntfy, slack, teams, telegram, matrix, discord, gotify, pushover)
}
