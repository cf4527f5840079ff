"""Accounts in the browser: the doors, one's own account, and the settings pages.

`doors` are named as allauth calls them and stand in no namespace; of its own views none is
mounted.
"""

from django.urls import path

from wherehold.accounts.web import (
    account,
    doors,
    fresh,
    nodes,
    operations,
    organisation,
    passkeys,
    people,
    phones,
    roles,
    spots,
    tokens,
)

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
    path("settings", organisation.settings_home, name="settings"),
    path("settings/tokens", tokens.tokens, name="tokens"),
    path("settings/tokens/new", tokens.create, name="create-token"),
    path("settings/tokens/<int:token_id>/revoke", tokens.revoke, name="revoke-token"),
    path("settings/phones", phones.phones, name="phones"),
    path("settings/phones/<int:device_id>/revoke", phones.revoke, name="revoke-phone"),
    path("settings/people", people.people, name="people"),
    path("settings/people/invite", people.invite, name="invite"),
    path("settings/people/<int:user_id>", people.person, name="person"),
    path("settings/people/<int:user_id>/link", people.send_link, name="send-link"),
    path("settings/people/<int:user_id>/grants", people.grant, name="grant"),
    path(
        "settings/people/<int:user_id>/grants/<int:grant_id>/revoke", people.revoke, name="revoke"
    ),
    path("settings/people/<int:user_id>/close", people.close, name="close"),
    path(
        "settings/people/<int:user_id>/sessions/end",
        people.end_sessions,
        name="end-person-sessions",
    ),
    path("settings/roles", roles.role, name="roles"),
    path("settings/roles/new", roles.add, name="add-role"),
    path("settings/roles/<slug:code>", roles.role, name="role"),
    path("settings/roles/<slug:code>/rights", roles.change, name="change-role"),
    path("settings/roles/<slug:code>/remove", roles.remove, name="remove-role"),
    path("settings/roles/<slug:code>/where", spots.spot, name="role-spot"),
    path("settings/roles/<slug:code>/give", spots.give, name="give-role"),
    path(
        "settings/roles/<slug:code>/grants/<int:grant_id>/revoke",
        spots.take_back,
        name="take-role-back",
    ),
    path("settings/explain", roles.explain, name="explain"),
    path("settings/organisation", organisation.organisation_page, name="organisation"),
    path("settings/modules", organisation.modules, name="modules"),
    path("settings/modules/<slug:code>", organisation.switch, name="switch-module"),
    path("settings/jobs", operations.jobs, name="jobs"),
    path("settings/jobs/<int:job_id>/retry", operations.retry_job, name="retry-job"),
    path(
        "settings/messages/<int:message_id>/retry", operations.retry_message, name="retry-message"
    ),
    path("settings/ledger", operations.ledger, name="ledger"),
    path("settings/ledger/verify", operations.verify, name="verify-ledger"),
]
for _kind in nodes.KINDS:
    _of = {"kind": _kind}
    _one = f"settings/{_kind}/<int:node_id>"
    urlpatterns += [
        path(f"settings/{_kind}", nodes.listed, _of, name=_kind),
        path(f"settings/{_kind}/new", nodes.add, _of, name=f"add-{_kind}"),
        path(_one, nodes.edit, _of, name=f"edit-{_kind}"),
    ]
    if nodes.KINDS[_kind].archive:
        urlpatterns.append(path(f"{_one}/archive", nodes.archive, _of, name=f"archive-{_kind}"))
