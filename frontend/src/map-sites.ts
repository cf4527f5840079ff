// The small map of the overview: a circle for each site, the larger the more lies there, and flags.
import L from "leaflet";
import { make } from "./dom";
import { styled, surface, type Said } from "./map-base";

interface Mark {
  name: string;
  number?: number;
  at: [number, number];
  url: string;
}

const [LEAST, MOST] = [18, 46];
// names closer than this, across and down, would lie on one another
const [WIDE, HIGH] = [76, 30];

class Sites extends HTMLElement {
  private begun = false;

  connectedCallback(): void {
    if (this.begun) return;
    this.begun = true;
    void styled(this).then(() => this.draw());
  }

  private draw(): void {
    const box = this.querySelector<HTMLElement>("[data-map]")!;
    const { sites, flags } = JSON.parse(this.dataset["marks"] ?? "{}") as { sites: Mark[]; flags: Mark[] };
    const map = surface(box, this, JSON.parse(this.dataset["words"] ?? "{}") as Said, true);
    const around = L.latLngBounds([...sites, ...flags].map(({ at }) => at));
    map.fitBounds(around, { paddingTopLeft: [44, 40], paddingBottomRight: [44, 52], maxZoom: 8, animate: false });
    const most = Math.max(...sites.map(({ number }) => number ?? 0));
    const named: L.Point[] = [];
    for (const site of sites) {
      const size = LEAST + (MOST - LEAST) * Math.sqrt((site.number ?? 0) / most);
      const at = map.latLngToContainerPoint(site.at);
      const room = named.every((one) => Math.abs(one.x - at.x) > WIDE || Math.abs(one.y - at.y) > HIGH);
      if (room) named.push(at);
      this.put(map, site, "site", size, room);
    }
    for (const flag of flags) this.put(map, flag, "flag", 12, true);
  }

  /** A mark is a link: to what lies there, or to the thing on the map. */
  private put(map: L.Map, mark: Mark, kind: string, size: number, named: boolean): void {
    const number = mark.number?.toLocaleString(document.documentElement.lang) ?? "";
    const label = make("span", { class: named ? "nm" : "vh" }, mark.name, number && make("b", {}, number));
    const link = make("a", { href: mark.url, title: `${mark.name} ${number}`.trim() }, label);
    const icon = L.divIcon({ html: link, className: kind, iconSize: [size, size] });
    L.marker(mark.at, { icon, keyboard: false }).addTo(map);
  }
}

customElements.define("x-sites", Sites);
