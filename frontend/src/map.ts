// The world map: what is within it is asked for again and again, and drawn where it is now.
import L from "leaflet";
import { announce, make, one } from "./dom";
import { ask, fill, styled, surface, zoneLayer, type Said } from "./map-base";
import { cards, Pins, type Cluster, type Pin, type Seen } from "./map-pins";

const EVERY_MS = 5000;
// what lies closer than this is a list, however near one looks
const SPOT_DEG = 0.00002;
const FEW = 60;
const NAMED: L.TooltipOptions = { permanent: true, direction: "bottom", className: "st", pane: "labels", offset: [0, 14] };

interface Ground {
  zones: GeoJSON.FeatureCollection;
  places: { id: number; name: string; lat: string; lon: string }[];
}

class WorldMap extends HTMLElement {
  private map!: L.Map;
  private pins!: Pins;
  private said: Said = {};
  private tag = "";
  private asked = "";
  private timer = 0;
  private turn = 0;
  private begunAt = "";
  private begun = false;
  private along: L.Layer[] = [];

  connectedCallback(): void {
    if (this.begun) return;
    this.begun = true;
    this.said = JSON.parse(this.dataset["words"] ?? "{}") as Said;
    void styled(this).then(() => this.begin());
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
    this.turn++;
  }

  private begin(): void {
    const box = one("[data-map]", this)!;
    this.map = surface(box, this, this.said);
    this.pins = new Pins(this.map, this.said, (cluster) => void this.unfold(cluster));
    this.look();
    void this.ground();
    this.map.on("moveend", () => {
      this.remember();
      void this.tell();
    });
    document.addEventListener("visibilitychange", () => !document.hidden && void this.tell());
    document.addEventListener("click", (event) => this.fly(event));
    void this.tell().then(() => this.pins.show(Number(this.dataset["focusId"] ?? 0)));
    if ("draw" in this.dataset) void import("./map-draw").then(({ drawing }) => drawing(this, this.map, this.said));
  }

  /** Begin where the address says, at one thing, or around all there is. */
  private look(): void {
    const at = new URLSearchParams(location.search).get("at") ?? this.dataset["focus"] ?? "";
    const [lat, lon, zoom] = at.split(",").map(Number);
    const edges = (this.dataset["extent"] ?? "").split(",").map(Number);
    this.begunAt = at;
    if (at && [lat, lon, zoom].every((each) => Number.isFinite(each))) this.map.setView([lat!, lon!], zoom!);
    else if (edges.length === 4) {
      const [south, west, north, east] = edges as [number, number, number, number];
      this.map.fitBounds([[south, west], [north, east]], { padding: [48, 48], maxZoom: 16 });
    } else this.map.setView([30, 10], 2);
  }

  /** What one looks at stands in the address, to come back to and to send to others. */
  private remember(): void {
    const { lat, lng } = this.map.getCenter();
    const url = new URL(location.href);
    url.searchParams.set("at", `${lat.toFixed(5)},${lng.toFixed(5)},${this.map.getZoom()}`);
    url.searchParams.delete("asset");
    history.replaceState(history.state, "", url);
    for (const form of document.querySelectorAll<HTMLInputElement>(`input[name=at][data-at]`)) form.value = url.searchParams.get("at")!;
  }

  private async ground(): Promise<void> {
    const { said } = await ask<Ground>(this.dataset["ground"]!);
    if (!said) return;
    const hot = L.featureGroup();
    for (const shape of said.zones.features) {
      const layer = this.zone(shape, said.zones.features.length < 60).addTo(this.map);
      if (shape.properties?.["heat"]) hot.addLayer(layer);
    }
    for (const place of said.places) {
      const spot = L.circleMarker([Number(place.lat), Number(place.lon)], { radius: 4, className: "spot" }).addTo(this.map);
      // names of few places stand there, as those of towns do on any map
      const few = said.places.length < FEW;
      spot.bindTooltip(few ? place.name : fill(this.said["place"], { name: place.name }), few ? NAMED : {});
    }
    this.warm(said.zones.features);
    if (hot.getLayers().length && !this.begunAt) this.map.fitBounds(hot.getBounds(), { padding: [48, 48], maxZoom: 15 });
    this.dispatchEvent(new CustomEvent("ground"));
  }

  private zone(shape: GeoJSON.Feature, named: boolean): L.Layer {
    const layer = zoneLayer(shape, this.map);
    const name = String(shape.properties?.["name"] ?? "");
    layer.bindTooltip(name, { permanent: named, direction: "top", className: "zt", pane: "labels", offset: [0, 2] });
    // above its edge: in the middle stand the things that are in it
    layer.on("add", () => {
      const edges = layer instanceof L.Circle || layer instanceof L.Polyline ? layer.getBounds() : null;
      if (edges && named) layer.getTooltip()?.setLatLng([edges.getNorth(), edges.getCenter().lng]);
    });
    return layer.bindPopup(() => this.zoneCard(shape, name, layer));
  }

  /** From far away zones are too small to be seen: each warm one is a dot, the warmer the larger. */
  private warm(shapes: GeoJSON.Feature[]): void {
    for (const shape of shapes) {
      const heat = Number(shape.properties?.["heat"] ?? 0);
      if (!heat) continue;
      const dot = L.circleMarker(L.geoJSON(shape).getBounds().getCenter(), { radius: 5 + 2 * heat, className: "warm" }).addTo(this.map);
      dot.bindTooltip(String(shape.properties?.["name"] ?? ""));
    }
  }

  private zoneCard(shape: GeoJSON.Feature, name: string, layer: L.Layer): HTMLElement {
    const link = make("a", { class: "b", href: `${this.dataset["zones"]}/${shape.id}` }, fill(this.said["zone"], { name }));
    const box = make("div", { class: "pc" }, link, make("p", { class: "sec" }, String(shape.properties?.["around"] ?? shape.properties?.["place"] ?? "")));
    if (!("draw" in this.dataset) || shape.properties?.["around"]) return box;
    const edit = make("button", { class: "btn s", type: "button" }, this.said["edit"] ?? "");
    edit.addEventListener("click", () => {
      this.map.closePopup();
      this.dispatchEvent(new CustomEvent("reshape", { detail: { shape, layer } }));
    });
    box.append(make("p", { class: "row" }, edit));
    return box;
  }

  /** Ask what is within the map now; the same again costs next to nothing. */
  private async tell(): Promise<void> {
    window.clearTimeout(this.timer);
    if (!this.dataset["pins"]) return; // one of zones alone
    const turn = ++this.turn;
    const url = this.url(this.dataset["pins"]!, this.map.getBounds());
    if (url !== this.asked) [this.asked, this.tag] = [url, ""];
    try {
      const { said, tag } = await ask<Seen>(url, this.tag);
      // meanwhile somebody has moved on
      if (turn !== this.turn) return;
      this.tag = tag;
      if (said) this.draw(said);
      this.lamp(true);
    } catch {
      if (turn !== this.turn) return;
      this.lamp(false);
    }
    if (this.isConnected) this.timer = window.setTimeout(() => void (document.hidden || this.tell()), EVERY_MS);
  }

  private url(base: string, bounds: L.LatLngBounds): string {
    const url = new URL(base, location.href);
    const edges = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    url.searchParams.set("bbox", edges.map((each) => each.toFixed(6)).join(","));
    url.searchParams.set("zoom", String(Math.round(this.map.getZoom())));
    return url.href;
  }

  private draw(seen: Seen): void {
    this.pins.draw(seen);
    for (const layer of this.along) layer.remove();
    this.along = seen.along.map((shape) => this.zone(shape, true).addTo(this.map));
    const count = one("[data-count]");
    if (count) count.textContent = fill(this.said["here"], { number: seen.number.toLocaleString(document.documentElement.lang) });
  }

  private lamp(live: boolean): void {
    const lamp = one("[data-lamp]");
    if (!lamp || lamp.dataset["lamp"] === String(live)) return;
    lamp.dataset["lamp"] = String(live);
    lamp.textContent = this.said[live ? "live" : "offline"] ?? "";
    one("[data-dot]")?.classList.toggle("live", live);
    if (!live) announce(lamp.textContent);
  }

  /** Come closer to what is gathered in a pin, or list it where it lies on one spot. */
  private async unfold(cluster: Cluster): Promise<void> {
    const [south, west, north, east] = cluster.box;
    const bounds = L.latLngBounds([south, west], [north, east]);
    const small = north - south < SPOT_DEG && east - west < SPOT_DEG;
    if (!small && this.map.getZoom() < this.map.getMaxZoom()) {
      return void this.map.flyToBounds(bounds.pad(0.3), { duration: 0.4 });
    }
    const { said } = await ask<{ pins: Pin[] }>(this.url(this.dataset["things"]!, bounds.pad(0.01)));
    L.popup({ maxHeight: 260 }).setLatLng([cluster.lat, cluster.lon]).setContent(cards(said?.pins ?? [], this.said)).openOn(this.map);
  }

  /** A line of the list beside the map leads to its place on it. */
  private fly(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLElement>("[data-fly]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [lat, lon, id] = link.dataset["fly"]!.split(",").map(Number) as [number, number, number];
    this.map.setView([lat, lon], Math.max(16, this.map.getZoom()));
    void this.tell().then(() => this.pins.show(id));
    this.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("x-map", WorldMap);
