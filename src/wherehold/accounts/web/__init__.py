"""Accounts in the browser: the doors, one's own account, and the settings pages.

`doors` are named as allauth calls them and stand in no namespace; of its own views none is
mounted.
"""

from django.urls import path

from wherehold.accounts.web import account, doors, fresh, passkeys

app_name = "accounts"

door_urlpatterns = [
    path("sign-in", doors.sign_in, name="account_login"),
    path("sign-in/second-step", doors.second_step, name="mfa_authenticate"),
    path("sign-in/again", fresh.again, name="account_reauthenticate"),
    path("sign-in/closed", doors.closed, name="account_inactive"),
    path("sign-out", doors.sign_out, name="account_logout"),
]
urlpatterns = [
    path("sign-in/passkey/options", passkeys.options, name="passkey-options"),
    path("sign-in/passkey", passkeys.sign_in, name="passkey"),
    path("sign-in/again/passkey", passkeys.confirm, name="passkey-confirm"),
    path("sign-in/forgotten", doors.forgotten, name="forgotten"),
    path("sign-in/link/<str:secret>", doors.link, name="link"),
    path(
        "invitation/<str:secret>", doors.choose_password, {"purpose": "invite"}, name="invitation"
    ),
    path("reset/<str:secret>", doors.choose_password, {"purpose": "reset"}, name="reset"),
    path("settings/account", account.account, name="account"),
    path("settings/account/password", account.password, name="password"),
    path("settings/account/email", account.email, name="email"),
    path("settings/account/look", account.preferences, name="preferences"),
    path("settings/account/passkeys/begin", passkeys.begin, name="passkey-begin"),
    path("settings/account/passkeys", passkeys.add, name="passkey-add"),
    path("settings/account/app/begin", account.begin_app, name="begin-app"),
    path("settings/account/app", account.app, name="app"),
    path("settings/account/codes", account.codes, name="codes"),
    path(
        "settings/account/factors/<int:factor_id>/remove",
        account.remove_factor,
        name="remove-factor",
    ),
    path("settings/account/sessions/<int:session_id>/end", account.end_session, name="end-session"),
    path("settings/account/sessions/end", account.end_others, name="end-others"),
]
