// Zones drawn with the pointer: a circle, an area, a corridor. What was drawn goes into a form, and
// the form is sent as any other; the server decides whether it is a zone.
import L from "leaflet";
import { open } from "./dialogs";
import { all, announce, make, one } from "./dom";
import type { Said } from "./map-base";

type Shape = "Circle" | "Polygon" | "Line";
const SHAPES: Record<string, Shape> = { circle: "Circle", area: "Polygon", way: "Line" };
const WIDTH_M = 20;

/** Let zones be drawn on a map, and those that are there be changed. */
export async function drawing(host: HTMLElement, map: L.Map, said: Said): Promise<void> {
  // it adds itself to the one that it finds there
  (window as unknown as { L: typeof L }).L = L;
  await import("@geoman-io/leaflet-geoman-free");
  const late = map as L.Map & { pm?: L.PM.PMMap };
  if (!late.pm) (L as unknown as { PM: { reInitLayer(layer: L.Map): void } }).PM.reInitLayer(map);
  map.pm.setGlobalOptions({ snappable: false, allowSelfIntersection: false, pathOptions: { className: "zone new" } });
  for (const button of all<HTMLButtonElement>("[data-draw]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      const shape = SHAPES[button.dataset["draw"] ?? ""];
      button.closest<HTMLElement>("[popover]")?.hidePopover();
      if (!shape) return;
      map.pm.enableDraw(shape, { pathOptions: { className: "zone new" }, templineStyle: { className: "zone new" }, hintlineStyle: { className: "zone new" } });
      host.focus();
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && map.pm.disableDraw());
  // what stands in the way of the pointer lets it through meanwhile
  const box = one("[data-map]", host)!.parentElement!;
  map.on("pm:drawstart", () => box.classList.add("draws"));
  map.on("pm:drawend", () => box.classList.remove("draws"));
  map.on("pm:create", ({ layer }) => {
    const form = filled(layer, {});
    form.closest("dialog")?.addEventListener("close", () => form.dataset["sent"] === undefined && layer.remove(), { once: true });
  });
  host.addEventListener("reshape", (event) => reshape(host, (event as CustomEvent).detail, said));
}

/** The shape of a layer as GeoJSON, with what GeoJSON cannot say. */
function feature(layer: L.Layer, properties: Record<string, unknown>): GeoJSON.Feature {
  const shape = (layer as L.Polygon).toGeoJSON(6) as GeoJSON.Feature;
  const kept = { ...properties };
  if (layer instanceof L.Circle) kept["radius_m"] = Math.max(1, Math.round(layer.getRadius()));
  return { type: "Feature", geometry: shape.geometry, properties: kept };
}

/** Open the form of a zone with a shape in it. */
function filled(layer: L.Layer, properties: Record<string, unknown>): HTMLFormElement {
  const form = one<HTMLFormElement>("#zone-form form")!;
  const dialog = form.closest("dialog")!;
  const name = one<HTMLInputElement>("[name=name]", form)!;
  const width = one<HTMLInputElement>("[name=width_m]", form)!;
  const isWay = layer instanceof L.Polyline && !(layer instanceof L.Polygon);
  name.value = String(properties["name"] ?? "");
  name.readOnly = Boolean(name.value);
  width.value = String(properties["width_m"] ?? WIDTH_M);
  width.disabled = !isWay;
  width.closest<HTMLElement>(".fld, .field, label, div")!.hidden = !isWay;
  one<HTMLInputElement>("[name=geojson]", form)!.value = JSON.stringify(feature(layer, properties));
  delete form.dataset["sent"];
  form.onsubmit = () => {
    const more = isWay ? { width_m: Number(width.value) || WIDTH_M } : {};
    one<HTMLInputElement>("[name=geojson]", form)!.value = JSON.stringify(feature(layer, { ...properties, ...more }));
    form.dataset["sent"] = "";
  };
  open(dialog);
  return form;
}

/** Let the corners of a zone be moved, then save it or leave it as it was. */
function reshape(host: HTMLElement, { shape, layer }: { shape: GeoJSON.Feature; layer: L.Polygon }, said: Said): void {
  layer.pm.enable({ allowSelfIntersection: false, snappable: false });
  const save = make("button", { class: "btn p s", type: "button" }, said["save"] ?? "");
  const bar = make("div", { class: "mbar" }, save);
  const done = () => {
    layer.pm.disable();
    bar.remove();
  };
  save.addEventListener("click", () => {
    done();
    const { name, place_id, width_m } = (shape.properties ?? {}) as Record<string, unknown>;
    filled(layer, { name, place_id, ...(width_m ? { width_m } : {}) });
  });
  one("[data-map]", host)!.parentElement!.append(bar);
  save.focus();
  announce(said["edit"] ?? "");
}
