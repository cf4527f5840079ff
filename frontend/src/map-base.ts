// The earth that comes along, drawn without anybody else's server, and what every map shares.
import L from "leaflet";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

export type Said = Record<string, string>;
const FINER_AT = 5;
const NEAR = 13;

/** Fill `{fields}` into a sentence that the page brought along. */
export const fill = (text: string | undefined, fields: Record<string, string | number> = {}): string =>
  (text ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(fields[name] ?? ""));

/** How long ago something was, in the language of the page. */
export function ago(at: string | number | Date): string {
  const seconds = (Date.now() - new Date(at).getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto", style: "short" });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = steps.find(([, each]) => seconds >= each) ?? ["second", 1];
  return format.format(-Math.round(seconds / size), unit);
}

/** Ask for JSON; with the tag of what one has, nothing comes when it is the same. */
export async function ask<T>(url: string, tag = ""): Promise<{ said: T | null; tag: string }> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (tag) headers["If-None-Match"] = tag;
  const answer = await fetch(url, { headers, credentials: "same-origin" });
  // the same, perhaps found out anew: then the tag says so
  if (answer.status === 304) return { said: null, tag: answer.headers.get("ETag") ?? tag };
  if (!answer.ok) throw new Error(String(answer.status));
  return { said: (await answer.json()) as T, tag: answer.headers.get("ETag") ?? "" };
}

/** Load the styles of maps where the page did not: a panel that was swapped in has no head. */
export function styled(host: HTMLElement): Promise<void> {
  const href = host.dataset["css"];
  const there = [...document.styleSheets].some((sheet) => sheet.href?.includes("/map."));
  if (!href || there) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
}

async function countries(url: string): Promise<L.GeoJSON> {
  const { said } = await ask<Topology<{ countries: GeometryCollection }>>(url);
  const shapes = feature(said!, said!.objects.countries);
  return L.geoJSON(shapes, { interactive: false, pane: "land", style: () => ({ className: "land", weight: 1 }) });
}

/** The rough outline at once, the finer one when somebody looks closer. */
function earth(map: L.Map, rough: string, fine: string): void {
  let shown: L.GeoJSON | null = null;
  let finer = false;
  const show = async (url: string) => {
    const layer = await countries(url);
    shown?.remove();
    shown = layer.addTo(map);
  };
  const closer = () => {
    if (finer || map.getZoom() < FINER_AT) return;
    finer = true;
    void show(fine).catch(() => (finer = false));
  };
  map.on("zoomend", closer);
  if (map.getZoom() >= FINER_AT) closer();
  else void show(rough).catch(() => undefined);
}

/** A map within its host: drawn by us, or by tiles where the installation names some; still: a picture. */
export function surface(box: HTMLElement, host: HTMLElement, said: Said, still = false): L.Map {
  const map = L.map(box, {
    zoomControl: false,
    attributionControl: false,
    minZoom: 2,
    maxZoom: 19,
    worldCopyJump: true,
    zoomSnap: 0.5,
    maxBounds: [[-85, -220], [85, 220]],
    ...(still && { dragging: false, keyboard: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, touchZoom: false, zoomSnap: 0 }),
  });
  map.createPane("land").style.zIndex = "190";
  map.createPane("labels").style.zIndex = "590";
  map.on("zoomend viewreset", () => box.parentElement?.classList.toggle("near", map.getZoom() >= NEAR));
  if (!still) {
    L.control.zoom({ position: "topright", zoomInTitle: said["in"] ?? "", zoomOutTitle: said["out"] ?? "" }).addTo(map);
    L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
  }
  const credit = L.control.attribution({ position: "bottomright", prefix: false }).addTo(map);
  const { tiles, credit: whose, rough, fine } = host.dataset;
  map.whenReady(() => {
    // how far its tiles are zoomed, where that is known, stands behind the address; and what they are
    const [address, most, shapes] = (tiles ?? "").split("#");
    if (address && shapes) void import("./map-vector").then(({ drawn }) => drawn(map, box, address, Number(most)));
    else if (address) L.tileLayer(address, { maxZoom: 19, maxNativeZoom: Number(most ?? 19) }).addTo(map);
    else if (rough && fine) earth(map, rough, fine);
  });
  credit.addAttribution(tiles ? (whose ?? "").replace(/[<>&]/g, "") : (said["attribution"] ?? ""));
  return map;
}

/** Zones as they are drawn: circles by their radius, corridors as wide as they are. */
export function zoneLayer(shape: GeoJSON.Feature, map: L.Map): L.Layer {
  const reach = shape.properties?.["radius_m"] as number | undefined;
  const wide = shape.properties?.["width_m"] as number | undefined;
  // how much of the time was spent in it, in steps, where a map tells of that
  const heat = shape.properties?.["heat"] as number | undefined;
  const name = heat === undefined ? "zone" : `zone h${heat}`;
  const style: L.PathOptions = { className: name, weight: 2 };
  if (shape.geometry.type === "Point" && reach) {
    const [lon, lat] = shape.geometry.coordinates as [number, number];
    return L.circle([lat, lon], { ...style, radius: reach });
  }
  const layer = L.geoJSON(shape, { style: () => ({ ...style, className: wide ? `${name} way` : name }) }).getLayers()[0]!;
  if (wide && layer instanceof L.Polyline) {
    const resize = () => layer.setStyle({ weight: Math.max(3, wide / metresAPixel(map, layer.getCenter().lat)) });
    layer.on("add", () => map.on("zoomend", resize) && resize());
    layer.on("remove", () => map.off("zoomend", resize));
  }
  return layer;
}

const metresAPixel = (map: L.Map, lat: number): number =>
  (40_075_016 * Math.cos((lat * Math.PI) / 180)) / 2 ** (map.getZoom() + 8);
