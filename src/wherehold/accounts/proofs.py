"""Codes that prove who somebody is, judged by the library's own forms."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser


def accept_code(user: AbstractBaseUser, code: str, *, again: bool = False) -> list[str]:
    """Take a code of the authenticator app or a recovery code; return what is wrong with it.

    A right one is used up and noted in the session: as the second step of signing in, or, with
    `again`, as proof that it is still the same person.
    """
    from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm

    judge: Any = (ReauthenticateForm if again else AuthenticateForm)(user=user, data={"code": code})
    if judge.is_valid():
        judge.save()
        return []
    return [text for errors in judge.errors.values() for text in errors]
