"""The map in the browser."""

from django.urls import path

from wherehold.atlas.web import world

app_name = "atlas"
urlpatterns = [
    path("map", world.page, name="map"),
    path("map/pins.json", world.pins, name="pins"),
    path("map/things.json", world.things, name="things"),
    path("map/ground.json", world.ground, name="ground"),
    path("map/look", world.look, name="look"),
]
