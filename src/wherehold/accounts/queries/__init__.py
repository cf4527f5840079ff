"""Questions about accounts, roles, tokens and sessions. Nothing here writes."""

from wherehold.accounts.actors import actor_for_token as actor_for_token
from wherehold.accounts.actors import actor_for_user as actor_for_user
from wherehold.accounts.actors import anonymous as anonymous
from wherehold.accounts.queries.devices import DeviceLine as DeviceLine
from wherehold.accounts.queries.devices import device as device
from wherehold.accounts.queries.devices import devices as devices
from wherehold.accounts.queries.explain import explain as explain
from wherehold.accounts.queries.factors import factors as factors
from wherehold.accounts.queries.ledgers import entries as entries
from wherehold.accounts.queries.ledgers import state_of_ledger as state_of_ledger
from wherehold.accounts.queries.people import grants_of_role as grants_of_role
from wherehold.accounts.queries.people import people as people
from wherehold.accounts.queries.people import person as person
from wherehold.accounts.queries.people import sessions as sessions
from wherehold.accounts.queries.people import tokens as tokens
from wherehold.accounts.queries.people import user_id as user_id
from wherehold.accounts.queries.roles import RoleLine as RoleLine
from wherehold.accounts.queries.roles import all_roles as all_roles
from wherehold.accounts.queries.roles import names_with as names_with
from wherehold.accounts.queries.roles import role as role
from wherehold.accounts.queries.spots import Cell as Cell
from wherehold.accounts.queries.spots import cell_of as cell_of
from wherehold.accounts.queries.spots import table_of as table_of
from wherehold.accounts.queries.words import words_of as words_of
