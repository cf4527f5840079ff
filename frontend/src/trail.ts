// The trail of one thing: drawn, and gone along again by a slider or by itself.
import L from "leaflet";
import { one } from "./dom";
import { ask, fill, styled, surface, zoneLayer, type Said } from "./map-base";

interface Point {
  at: string;
  lat: number;
  lon: number;
  accuracy_m: number | null;
  speed_mps: number | null;
}

// a trail of any length is gone along in so many seconds, at the slowest
const WHOLE_S = 60;
// so many points behind the dot are drawn strongly
const TAIL = 40;
const GAP_MS = 30 * 60_000;
const GAP_M = 2000;

class Trail extends HTMLElement {
  private map!: L.Map;
  private said: Said = {};
  private points: Point[] = [];
  private times: number[] = [];
  private dot!: L.CircleMarker;
  private circle!: L.Circle;
  private gone!: L.Polyline;
  private frame = 0;
  private begun = false;
  private readonly format = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: this.dataset["zone"] || undefined, // as on the rest of the page
  });

  connectedCallback(): void {
    if (this.begun) return;
    this.begun = true;
    this.said = JSON.parse(this.dataset["words"] ?? "{}") as Said;
    void styled(this).then(() => this.begin());
  }

  disconnectedCallback(): void {
    cancelAnimationFrame(this.frame);
  }

  private get slider(): HTMLInputElement {
    return one<HTMLInputElement>("[data-slider]", this)!;
  }

  private async begin(): Promise<void> {
    const { said } = await ask<{ items: Point[] }>(this.dataset["url"]!);
    this.points = said?.items ?? [];
    if (!this.points.length) return;
    this.times = this.points.map((each) => Date.parse(each.at));
    this.classList.add("on");
    this.map = surface(one("[data-map]", this)!, this, this.said);
    this.map.fitBounds(L.latLngBounds(this.points.map(({ lat, lon }) => [lat, lon])), { padding: [32, 32], maxZoom: 17 });
    void this.ground();
    this.draw();
    this.profile();
    this.controls();
    this.show(this.times.at(-1)!);
  }

  private async ground(): Promise<void> {
    const { said } = await ask<GeoJSON.FeatureCollection>(this.dataset["zones"]!);
    for (const shape of said?.features ?? []) {
      const layer = zoneLayer(shape, this.map).addTo(this.map);
      layer.bindTooltip(String(shape.properties?.["name"] ?? ""));
      if (layer instanceof L.Path) layer.bringToBack();
    }
  }

  /** Draw it in parts: where nobody knows the way, a dashed line. */
  private draw(): void {
    let part: [number, number][] = [];
    const flush = () => part.length > 1 && L.polyline(part, { className: "way-gone", interactive: false }).addTo(this.map);
    this.points.forEach(({ lat, lon }, i) => {
      const before = this.points[i - 1];
      if (before && this.isGap(i)) {
        flush();
        part = [];
        L.polyline([[before.lat, before.lon], [lat, lon]], { className: "way-gap", interactive: false }).addTo(this.map);
      }
      part.push([lat, lon]);
    });
    flush();
    this.gone = L.polyline([], { className: "way-now", interactive: false }).addTo(this.map);
    const at = this.points[0]!;
    this.circle = L.circle([at.lat, at.lon], { radius: 0, className: "exact", interactive: false }).addTo(this.map);
    this.dot = L.circleMarker([at.lat, at.lon], { radius: 7, className: "spot now", interactive: false }).addTo(this.map);
  }

  private isGap(i: number): boolean {
    const [a, b] = [this.points[i - 1]!, this.points[i]!];
    return this.times[i]! - this.times[i - 1]! > GAP_MS && this.map.distance([a.lat, a.lon], [b.lat, b.lon]) > GAP_M;
  }

  /** How fast it was, under the slider. */
  private profile(): void {
    const path = one<SVGPathElement>("[data-speed]", this);
    if (!path) return;
    const [first, last] = [this.times[0]!, this.times.at(-1)!];
    const speeds = this.points.map((_, i) => this.speed(i));
    const most = Math.max(1, ...speeds);
    const spots = speeds.map((each, i) => `${(((this.times[i]! - first) / (last - first || 1)) * 1000).toFixed(1)},${(40 - (each / most) * 36).toFixed(1)}`);
    path.setAttribute("d", `M0,40L${spots.join("L")}L1000,40Z`);
  }

  private speed(i: number): number {
    const [at, before] = [this.points[i]!, this.points[i - 1]];
    if (at.speed_mps !== null) return at.speed_mps;
    const seconds = before ? (this.times[i]! - this.times[i - 1]!) / 1000 : 0;
    return before && seconds > 0 ? this.map.distance([before.lat, before.lon], [at.lat, at.lon]) / seconds : 0;
  }

  private controls(): void {
    const [first, last] = [this.times[0]!, this.times.at(-1)!];
    const { slider } = this;
    slider.min = "0";
    slider.max = "1000";
    slider.step = "1";
    slider.value = "1000";
    slider.addEventListener("input", () => {
      this.stop();
      this.show(first + ((last - first) * Number(slider.value)) / 1000);
    });
    one("[data-play]", this)!.addEventListener("click", () => (this.frame ? this.stop() : this.play()));
    one("[data-first]", this)!.textContent = this.format.format(first);
    one("[data-last]", this)!.textContent = this.format.format(last);
  }

  private play(): void {
    const [first, last] = [this.times[0]!, this.times.at(-1)!];
    const begin = Number(this.slider.value) >= 1000 ? 0 : Number(this.slider.value) / 1000;
    let [share, before] = [begin, performance.now()];
    const step = (now: number) => {
      const times = Number(one<HTMLInputElement>("[name=speed]:checked", this)?.value ?? 1);
      share = Math.min(1, share + ((now - before) / 1000 / WHOLE_S) * times);
      before = now;
      this.slider.value = String(Math.round(share * 1000));
      this.show(first + (last - first) * share);
      if (share < 1) this.frame = requestAnimationFrame(step);
      else this.stop();
    };
    this.frame = requestAnimationFrame(step);
    this.classList.add("runs");
    one("[data-play]", this)!.setAttribute("aria-pressed", "true");
  }

  private stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.classList.remove("runs");
    one("[data-play]", this)!.setAttribute("aria-pressed", "false");
  }

  /** Put the dot where the thing was at an instant. */
  private show(at: number): void {
    let i = this.times.findIndex((each) => each > at);
    i = i < 0 ? this.points.length - 1 : Math.max(0, i - 1);
    const [a, b] = [this.points[i]!, this.points[i + 1]];
    const between = b && !this.isGap(i + 1) ? (at - this.times[i]!) / (this.times[i + 1]! - this.times[i]! || 1) : 0;
    const spot: [number, number] = b ? [a.lat + (b.lat - a.lat) * between, a.lon + (b.lon - a.lon) * between] : [a.lat, a.lon];
    this.dot.setLatLng(spot);
    this.circle.setLatLng(spot).setRadius(a.accuracy_m ?? 0);
    this.gone.setLatLngs([...this.points.slice(Math.max(0, i - TAIL), i + 1).map(({ lat, lon }): [number, number] => [lat, lon]), spot]);
    const text = fill(this.said["point"], { time: this.format.format(at), speed: Math.round(this.speed(i) * 3.6) });
    one("[data-now]", this)!.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
  }
}

customElements.define("x-trail", Trail);
