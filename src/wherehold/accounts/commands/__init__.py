"""Acts on accounts, roles, tokens, links and sessions."""

from wherehold.accounts.commands.grants import grant_role as grant_role
from wherehold.accounts.commands.grants import revoke_role as revoke_role
from wherehold.accounts.commands.links import make_link as make_link
from wherehold.accounts.commands.links import use_link as use_link
from wherehold.accounts.commands.roles import change_role as change_role
from wherehold.accounts.commands.roles import create_role as create_role
from wherehold.accounts.commands.roles import lay_roles as lay_roles
from wherehold.accounts.commands.roles import remove_role as remove_role
from wherehold.accounts.commands.sessions import begin_session as begin_session
from wherehold.accounts.commands.sessions import end_session as end_session
from wherehold.accounts.commands.sessions import end_sessions as end_sessions
from wherehold.accounts.commands.sessions import note_seen as note_seen
from wherehold.accounts.commands.tokens import create_token as create_token
from wherehold.accounts.commands.tokens import revoke_all as revoke_all
from wherehold.accounts.commands.tokens import revoke_token as revoke_token
from wherehold.accounts.commands.users import change_email as change_email
from wherehold.accounts.commands.users import create_user as create_user
from wherehold.accounts.commands.users import deactivate as deactivate
from wherehold.accounts.commands.users import reactivate as reactivate
from wherehold.accounts.commands.users import set_password as set_password
from wherehold.accounts.commands.users import set_preferences as set_preferences
