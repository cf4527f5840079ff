"""The map in the browser."""

from django.urls import path

from wherehold.atlas.web import base, dwell, plans, privacy, shares, whereabouts, world

app_name = "atlas"
urlpatterns = [
    path("map", world.page, name="map"),
    path("map/pins.json", world.pins, name="pins"),
    path("map/things.json", world.things, name="things"),
    path("map/ground.json", world.ground, name="ground"),
    path("map/tiles/<int:zoom>/<int:x>/<int:y>", world.tile, name="tile"),
    path("map/dwell", dwell.page, name="dwell"),
    path("map/dwell.json", dwell.ground, name="dwell-ground"),
    path("settings/map", base.page, name="base"),
    path("settings/map/drop", base.drop, name="drop-base"),
    path("map/look", world.look, name="look"),
    path("shares/of/<int:asset_id>", shares.make, name="share"),
    path("shares/<int:share_id>/end", shares.end, name="end-share"),
    path("where/<str:token>", shares.shared, name="shared"),
    path("where/<str:token>/pins.json", shares.pins, name="shared-pins"),
    path("where/<str:token>/ground.json", shares.ground, name="shared-ground"),
    path("privacy", privacy.page, name="privacy"),
    path("privacy/rules", privacy.set_rules, name="set-privacy"),
    path("privacy/rules/<int:rule_id>/grant", privacy.grant_rules, name="grant-privacy"),
    path("privacy/mine/begin", privacy.begin_private, name="begin-private"),
    path("privacy/mine/end", privacy.end_private, name="end-private"),
    path("privacy/looks", privacy.ask, name="ask-look"),
    path("privacy/looks/<int:look_id>/grant", privacy.grant, name="grant-look"),
    path("privacy/looks/<int:look_id>/look", privacy.look, name="look-at"),
    path("privacy/looks/<int:look_id>/end", privacy.end, name="end-look"),
    path("privacy/things/<int:asset_id>", privacy.see, name="see-kept"),
    path("plans", plans.page, name="plans"),
    path("plans/lay", plans.lay, name="lay-plan"),
    path("plans/<int:place_id>", plans.plan, name="plan"),
    path("plans/<int:place_id>/calibrate", plans.calibrate, name="calibrate"),
    path("plans/<int:place_id>/areas", plans.draw, name="draw-area"),
    path("plans/<int:place_id>/areas/<int:area_id>/erase", plans.erase, name="erase-area"),
    path("whereabouts", whereabouts.page, name="whereabouts"),
    path("whereabouts/<slug:act>", whereabouts.act, name="settle"),
]
