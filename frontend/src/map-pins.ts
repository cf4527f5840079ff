// Pins: one for each thing that stands alone, a ring with a number for those that lie close.
import L from "leaflet";
import { make } from "./dom";
import { ago, fill, type Said } from "./map-base";

export interface Pin {
  id: number;
  tag: string;
  name: string;
  icon: string;
  lat: number;
  lon: number;
  at: string;
  accuracy_m: number | null;
  speed_mps: number | null;
  battery_pct: number | null;
  by: string;
  silent: boolean;
  astray: boolean;
  recorded: string;
  url: string;
  trail: string;
}

export interface Cluster {
  lat: number;
  lon: number;
  number: number;
  silent: number;
  astray: number;
  box: [number, number, number, number];
}

export interface Seen {
  number: number;
  clusters: Cluster[];
  /** zones that go along with things, where those are now */
  along: GeoJSON.Feature[];
  pins: Pin[];
}

const arc = (kind: string, begin: number, share: number): string =>
  share > 0
    ? `<circle class="${kind}" cx="20" cy="20" r="17" pathLength="100" stroke-dasharray="${share} 100" stroke-dashoffset="${-begin}"/>`
    : "";

/** A ring whose parts say how many are well, silent, or not where they are recorded. */
function ring({ number, silent, astray }: Cluster): string {
  const share = (part: number) => Math.round((part / number) * 1000) / 10;
  const gone = share(astray);
  const quiet = Math.min(share(silent), 100 - gone);
  const text = number > 9999 ? `${Math.round(number / 1000)}k` : String(number);
  const arcs = arc("g-away", 0, gone) + arc("g-quiet", gone, quiet) + arc("g-well", gone + quiet, 100 - gone - quiet);
  return `<svg viewBox="0 0 40 40" aria-hidden="true"><circle class="g-in" cx="20" cy="20" r="17"/>${arcs}</svg><b>${text}</b>`;
}

const icon = (html: string, kind: string, size: number): L.DivIcon =>
  L.divIcon({ html, className: kind, iconSize: [size, size], popupAnchor: [0, -size / 2] });

/** What a pin says of its thing. */
export function card(pin: Pin, said: Said): HTMLElement {
  const speed = pin.speed_mps && pin.speed_mps > 0.8 ? `${Math.round(pin.speed_mps * 3.6)} km/h` : "";
  const battery = pin.battery_pct === null ? "" : fill(said["battery"], { percent: Math.round(pin.battery_pct) });
  const exact = pin.accuracy_m === null ? "" : fill(said["accuracy"], { metres: Math.round(pin.accuracy_m) });
  const place = pin.recorded ? fill(said[pin.astray ? "astray" : "recorded"], { place: pin.recorded }) : "";
  const lines = [[ago(pin.at), exact].filter(Boolean).join(", "), [pin.by, battery, speed].filter(Boolean).join(" · "), place];
  if (pin.silent) lines.push(said["silent"] ?? "");
  const title = pin.url ? make("a", { class: "b", href: pin.url }, pin.tag) : make("b", {}, pin.tag);
  const links = pin.url
    ? [make("p", { class: "row" }, make("a", { class: "btn s", href: pin.url }, said["open"] ?? ""), make("a", { class: "btn s", href: pin.trail }, said["trail"] ?? ""))]
    : [];
  return make(
    "div",
    { class: "pc" },
    title,
    " ",
    make("span", { class: "mut" }, pin.name),
    ...lines.filter(Boolean).map((line, i) => make("p", { class: i === 2 && pin.astray ? "warn" : "sec" }, line)),
    ...links,
  );
}

/** A list of things that lie on one spot. */
export function cards(pins: Pin[], said: Said): HTMLElement {
  const items = pins.map((pin) =>
    make("li", {}, make("a", { class: "b", href: pin.url }, pin.tag), ` ${pin.name} `, make("span", { class: "mut" }, ago(pin.at))),
  );
  return make("div", { class: "pc" }, make("p", { class: "b" }, fill(said["things"], { number: pins.length })), make("ul", { class: "pl" }, ...items));
}

/** The pins on a map. What is still there stays the same element, so that it keeps the focus. */
export class Pins {
  private readonly layer = L.layerGroup();
  private readonly drawn = new Map<string, L.Marker>();
  private readonly moved = new Map<number, Pin>();
  private circle: L.Circle | null = null;
  private open = 0;

  constructor(
    private readonly map: L.Map,
    private readonly said: Said,
    private readonly unfold: (cluster: Cluster) => void,
  ) {
    this.layer.addTo(map);
    map.on("popupclose", () => {
      this.open = 0;
      this.circle?.remove();
    });
  }

  draw(seen: Seen): void {
    const keys = new Set<string>();
    for (const pin of seen.pins) keys.add(this.pin(pin));
    for (const cluster of seen.clusters) keys.add(this.cluster(cluster));
    for (const [key, marker] of this.drawn) {
      if (keys.has(key)) continue;
      marker.remove();
      this.drawn.delete(key);
    }
  }

  /** Show what a pin says, and how exact it is. */
  show(id: number): void {
    const [pin, marker] = [this.moved.get(id), this.drawn.get(`p${id}`)];
    if (!pin || !marker) return;
    this.open = id;
    marker.unbindPopup().bindPopup(card(pin, this.said), { autoPan: true }).openPopup();
    this.open = id;
    this.exact(pin);
  }

  private exact(pin: Pin): void {
    this.circle?.remove();
    if (!pin.accuracy_m) return;
    this.circle = L.circle([pin.lat, pin.lon], { radius: pin.accuracy_m, className: "exact", interactive: false }).addTo(this.map);
  }

  private pin(pin: Pin): string {
    const key = `p${pin.id}`;
    const state = pin.astray ? " away" : pin.silent ? " quiet" : "";
    const before = this.moved.get(pin.id);
    this.moved.set(pin.id, pin);
    let marker = this.drawn.get(key);
    if (marker && before && (before.silent !== pin.silent || before.astray !== pin.astray)) {
      marker.remove();
      marker = undefined;
    }
    if (marker) {
      marker.setLatLng([pin.lat, pin.lon]);
      if (this.open === pin.id) {
        marker.setPopupContent(card(pin, this.said));
        this.exact(pin);
      }
      return key;
    }
    marker = this.put([pin.lat, pin.lon], icon(pin.icon, `pin${state}`, 24), `${pin.tag} ${pin.name}`, () => this.show(pin.id));
    marker.bindTooltip(pin.tag, { direction: "right", offset: [10, 0], className: "pt" });
    this.drawn.set(key, marker);
    return key;
  }

  private cluster(cluster: Cluster): string {
    const { lat, lon, number, silent, astray } = cluster;
    const key = `c${lat},${lon},${number},${silent},${astray}`;
    if (this.drawn.has(key)) return key;
    const label = fill(this.said["things"], { number });
    this.drawn.set(key, this.put([lat, lon], icon(ring(cluster), "ring", 40), label, () => this.unfold(cluster)));
    return key;
  }

  private put(at: L.LatLngExpression, look: L.DivIcon, label: string, act: () => void): L.Marker {
    const marker = L.marker(at, { icon: look, riseOnHover: true });
    marker.on("click", act);
    marker.on("keypress", (event) => (event as unknown as { originalEvent: KeyboardEvent }).originalEvent.key === "Enter" && act());
    marker.addTo(this.layer);
    marker.getElement()?.setAttribute("aria-label", label);
    return marker;
  }
}
