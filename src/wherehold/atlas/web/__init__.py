"""The map in the browser."""

from django.urls import path

from wherehold.atlas.web import plans, whereabouts, world

app_name = "atlas"
urlpatterns = [
    path("map", world.page, name="map"),
    path("map/pins.json", world.pins, name="pins"),
    path("map/things.json", world.things, name="things"),
    path("map/ground.json", world.ground, name="ground"),
    path("map/look", world.look, name="look"),
    path("plans", plans.page, name="plans"),
    path("plans/lay", plans.lay, name="lay-plan"),
    path("plans/<int:place_id>", plans.plan, name="plan"),
    path("plans/<int:place_id>/calibrate", plans.calibrate, name="calibrate"),
    path("plans/<int:place_id>/areas", plans.draw, name="draw-area"),
    path("plans/<int:place_id>/areas/<int:area_id>/erase", plans.erase, name="erase-area"),
    path("whereabouts", whereabouts.page, name="whereabouts"),
    path("whereabouts/<slug:act>", whereabouts.act, name="settle"),
]
