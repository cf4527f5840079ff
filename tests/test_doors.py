"""Getting in with a real browser: a passkey is added, and from then on opens the door alone."""

import pytest

from tests.served import PASSWORD

pytestmark = pytest.mark.browser
TOUCH = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser, installation):
    """Open a browser with a fingerprint reader before an installation of its own."""
    installation.init()
    installation.serve()
    context = browser.new_context(base_url=installation.url)
    opened = context.new_page()
    devices = context.new_cdp_session(opened)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH})
    yield opened
    context.close()


def sign_in(page, email, password):
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_an_invitation_then_a_passkey_and_no_password_any_more(page, installation):
    link = installation.run("user", "create", "--email", "pat@example.org").stdout.strip()
    page.goto(link)
    page.get_by_label("New password").fill("a long phrase of somebody")
    page.get_by_label("Once more").fill("a long phrase of somebody")
    page.get_by_role("button", name="Save and sign in").click()
    page.wait_for_url(lambda url: "invitation" not in url)

    page.goto("/settings/account")
    page.get_by_label("Name of a new one").fill("The laptop of Pat")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("Passkey added").wait_for()
    assert page.get_by_text("The laptop of Pat").count() == 1

    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)

    page.goto("/settings/account")
    assert page.get_by_role("heading", name="Your account").is_visible()


def test_one_comes_back_to_where_one_wanted_gives_a_role_and_has_it_explained(page, installation):
    installation.run("user", "create", "--email", "kim@example.org", "--name", "Kim")
    page.goto("/settings/people?search=Kim")
    assert "/sign-in?next=" in page.url
    sign_in(page, "ada@example.org", PASSWORD)
    assert page.url.endswith("/settings/people?search=Kim")

    page.get_by_role("link", name="Kim").click()
    page.get_by_role("button", name="Give a role").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Role").select_option(label="Finance")
    dialog.get_by_role("button", name="Give", exact=True).click()
    page.get_by_text("Role given.").wait_for()

    page.goto("/settings/explain")
    page.get_by_label("May", exact=True).select_option(label="Kim")
    page.get_by_label("do", exact=True).select_option(label="See prices")
    page.get_by_role("button", name="Explain", exact=True).click()
    page.get_by_text("Kim may see prices").wait_for()
