"""Reservations in the browser."""

app_name = "reservations"
urlpatterns: list[object] = []
