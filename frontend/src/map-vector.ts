// The organisation's own map where it holds shapes rather than pictures (vector tiles): drawn here,
// in our colours, by what the usual makers of such maps call their layers. A bundle of its own.
import L from "leaflet";
import {
  CenteredTextSymbolizer, LineLabelSymbolizer, LineSymbolizer, PolygonSymbolizer, leafletLayer,
  type Feature, type LabelRule, type PaintRule,
} from "protomaps-leaflet";

type Colours = Record<"land" | "water" | "green" | "built" | "house" | "road" | "main" | "edge" | "rail" | "border" | "name" | "halo", string>;

const said = (feature: Feature, ...names: string[]): string => {
  for (const name of names) if (feature.props[name] !== undefined) return String(feature.props[name]);
  return "";
};
const what = (feature: Feature): string => said(feature, "kind", "class", "pmap:kind");
const is = (...words: string[]) => (_: number, feature: Feature) => words.includes(what(feature));
const GREEN = is("park", "wood", "forest", "grass", "grassland", "meadow", "nature_reserve", "national_park", "cemetery", "garden", "golf_course", "scrub", "orchard", "farmland", "recreation_ground", "village_green", "pitch", "playground");
const BUILT = is("industrial", "commercial", "retail", "hospital", "school", "university", "college", "military", "railway", "aerodrome", "urban_area");
const GREAT = is("highway", "motorway", "trunk", "major_road", "primary", "secondary");
const PATH = is("path", "track", "footway", "cycleway", "steps", "other");
const RAIL = is("rail", "transit", "light_rail", "subway", "tram");
const STREETS = ["roads", "transportation", "streets"];
const WATERS = ["water", "ocean", "water_polygons"];
const PLACES = ["places", "place", "place_labels"];

/** Colours as the style sheet has them now: a canvas knows nothing of it. */
function colours(box: HTMLElement): Colours {
  const probe = document.createElement("i");
  probe.hidden = true;
  box.append(probe);
  const names: (keyof Colours)[] = ["land", "water", "green", "built", "house", "road", "main", "edge", "rail", "border", "name", "halo"];
  const found = names.map((name) => {
    probe.className = `vt-${name}`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(found) as Colours;
}

/** How wide a road is on the screen, growing as one comes closer. */
const wide = (most: number) => (zoom: number) => Math.max(0.4, most * 1.5 ** (Math.min(zoom, 18) - 16));

function shapes(c: Colours): PaintRule[] {
  const area = (dataLayer: string, fill: string, filter?: PaintRule["filter"]): PaintRule =>
    ({ dataLayer, symbolizer: new PolygonSymbolizer({ fill }), filter: (z, f) => f.geomType === 3 && (filter?.(z, f) ?? true) });
  const line = (dataLayer: string, color: string, width: number | ((z: number) => number), more: Partial<PaintRule> & { dash?: number[] } = {}): PaintRule => {
    const { dash, ...rest } = more;
    return { dataLayer, symbolizer: new LineSymbolizer({ color, width, ...(dash ? { dash, dashColor: color, dashWidth: width } : {}) }), ...rest };
  };
  const small = (z: number, f: Feature) => !GREAT(z, f) && !PATH(z, f) && !RAIL(z, f);
  return [
    area("earth", c.land), area("land", c.land),
    ...["landcover", "landuse", "park", "land"].flatMap((name) => [area(name, c.green, GREEN), area(name, c.built, BUILT)]),
    ...WATERS.map((name) => area(name, c.water)),
    ...["waterway", "water_lines"].map((name) => line(name, c.water, wide(3))),
    ...["buildings", "building"].map((name) => ({ ...area(name, c.house), minzoom: 14 })),
    ...STREETS.flatMap((name) => [
      line(name, c.edge, wide(1), { filter: PATH, minzoom: 14, dash: [3, 2] }),
      line(name, c.edge, (z) => wide(7)(z) + 1, { filter: small, minzoom: 13 }),
      line(name, c.edge, (z) => wide(12)(z) + 1.4, { filter: GREAT }),
      line(name, c.road, wide(7), { filter: small, minzoom: 12 }),
      line(name, c.main, wide(12), { filter: GREAT }),
      line(name, c.rail, wide(1.6), { filter: RAIL, minzoom: 11 }),
    ]),
    ...["boundaries", "boundary"].map((name) => line(name, c.border, 1, { dash: [4, 3] })),
  ];
}

function names(c: Colours, language: string): LabelRule[] {
  const labelProps = [`name:${language}`, "name", "pgf:name"];
  const look = { labelProps, fill: c.name, stroke: c.halo, width: 2 };
  const kind = (...words: string[]) => (_: number, f: Feature) => words.some((one) => one === what(f) || one === said(f, "kind_detail"));
  const place = (font: string, minzoom: number, maxzoom: number, filter: LabelRule["filter"]): LabelRule[] =>
    PLACES.map((dataLayer) => ({ dataLayer, minzoom, maxzoom, symbolizer: new CenteredTextSymbolizer({ ...look, font }), ...(filter ? { filter } : {}) }));
  return [
    ...place("600 13px Inter, sans-serif", 2, 6, kind("country")),
    ...place("600 13px Inter, sans-serif", 4, 14, kind("city")),
    ...place("500 12px Inter, sans-serif", 8, 15, kind("town")),
    ...place("500 11px Inter, sans-serif", 11, 17, kind("village", "suburb", "neighbourhood", "quarter", "hamlet")),
    ...["roads", "transportation_name", "street_labels"].map((dataLayer): LabelRule => ({
      dataLayer, minzoom: 14, symbolizer: new LineLabelSymbolizer({ ...look, font: "500 11px Inter, sans-serif" }),
    })),
  ];
}

/** Draw it under everything, and anew whenever light turns to dark. */
export function drawn(map: L.Map, box: HTMLElement, url: string, maxDataZoom: number): void {
  let layer: L.Layer | null = null;
  const draw = () => {
    const c = colours(box);
    layer?.remove();
    const language = (document.documentElement.lang || "en").slice(0, 2);
    layer = leafletLayer({
      url, maxDataZoom, attribution: "", backgroundColor: c.land, paintRules: shapes(c), labelRules: names(c, language),
    }) as unknown as L.Layer;
    layer.addTo(map);
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", draw);
  const theme = new MutationObserver(draw);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  map.on("unload", () => {
    dark.removeEventListener("change", draw);
    theme.disconnect();
  });
  draw();
}
