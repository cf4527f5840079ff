from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import RequestFactory

from wherehold.ui import toasts


def said(request):
    return [toasts.read(message) for message in get_messages(request)]


def request_with_messages():
    from django.contrib.messages.storage.cookie import CookieStorage

    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    return request


def test_a_toast_travels_with_its_undo():
    request = request_with_messages()

    toasts.say(request, "Moved 3 assets", undo="/undo/7")

    (toast,) = said(request)
    assert (toast.text, toast.level, toast.undo) == ("Moved 3 assets", "ok", "/undo/7")
    assert toast.undo_label == "Undo"


def test_levels_have_icons_and_unknown_ones_are_plain_news():
    request = request_with_messages()

    toasts.say(request, "No", level="bad")
    toasts.say(request, "Hm", level="loud")

    assert [(t.level, t.icon) for t in said(request)] == [
        ("bad", "octagon-alert"),
        ("info", "info"),
    ]


def test_a_fragment_carries_toasts_beside_other_events():
    response = HttpResponse(headers={"HX-Trigger": '{"counted": 3}'})

    toasts.say_now(response, "Noted", undo="/undo/8")

    assert response.headers["HX-Trigger"] == (
        '{"counted": 3, "toast": {"text": "Noted", "level": "ok", "undo": "/undo/8"}}'
    )


def test_text_is_shown_as_text(render):
    request = request_with_messages()
    toasts.say(request, "<script>x</script>")

    page = render("ui/toast.html", {"message": next(iter(get_messages(request)))})

    assert "&lt;script&gt;" in page and "<script>" not in page
