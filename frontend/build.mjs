// Builds every asset that the browser gets, into src/wherehold/ui/static/dist.
//
// Entries keep their names (the static files storage hashes those); what only entries point at
// (chunks, the worker, the wasm) carries its own hash. `meta.json` holds the sizes for the budget.
import { build } from "esbuild";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const dist = join(here, "../src/wherehold/ui/static/dist");
// Built aside and put in place whole: whoever reads meanwhile gets the old assets or the new.
const out = join(modules, `.build-${process.pid}`);
const ALWAYS = ["app.js", "app.css"];
// Every page has the first; the others belong to pages of their own.
const SHEETS = ["alerts", "app", "count", "floor", "hand", "kit", "map", "money", "plan", "rights"];

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  metafile: true,
  format: "esm",
  target: ["es2022", "chrome120", "firefox121", "safari17.2"],
  outdir: out,
  logLevel: "warning",
  legalComments: "none",
};

async function scanner() {
  const wasm = join(modules, "zxing-wasm/dist/reader/zxing_reader.wasm");
  const { version } = JSON.parse(await readFile(join(modules, "zxing-wasm/package.json"), "utf8"));
  const name = `zxing-reader-${version}.wasm`;
  await cp(wasm, join(out, name));
  const result = await build({
    ...common,
    entryPoints: { "scan-worker": "src/scan-worker.ts" },
    entryNames: "[name]-[hash]",
    define: { WASM_FILE: JSON.stringify(`./${name}`) },
  });
  const worker = Object.keys(result.metafile.outputs).find((path) => path.endsWith(".js"));
  return { worker: `./${worker.split("/").pop()}`, outputs: result.metafile.outputs };
}

async function icons() {
  const wanted = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const entries = await Promise.all(
    wanted.map(async (name) => {
      const svg = await readFile(join(modules, `lucide-static/icons/${name}.svg`), "utf8");
      const inner = svg.replace(/<!--.*?-->/gs, "").match(/<svg[^>]*>(.*)<\/svg>/s)[1];
      return [name, inner.replace(/\s+/g, " ").replace(/ \/>/g, "/>").trim()];
    }),
  );
  await writeFile(join(out, "icons.json"), JSON.stringify(Object.fromEntries(entries)));
}

async function fonts() {
  const files = join(modules, "@fontsource-variable/inter/files");
  for (const set of ["latin", "latin-ext"]) {
    await cp(join(files, `inter-${set}-wght-normal.woff2`), join(out, `inter-${set}.woff2`));
  }
}

async function world() {
  const files = join(modules, "world-atlas");
  for (const detail of ["110m", "50m"]) {
    await cp(join(files, `countries-${detail}.json`), join(out, `countries-${detail}.json`));
  }
}

async function licences() {
  const parts = [
    ["htmx", "htmx.org/LICENSE"],
    ["idiomorph", "idiomorph/LICENSE"],
    ["Inter", "@fontsource-variable/inter/LICENSE"],
    ["Lucide", "lucide-static/LICENSE"],
    ["zxing-wasm", "zxing-wasm/LICENSE"],
    ["idb", "idb/LICENSE"],
    ["Leaflet", "leaflet/LICENSE"],
    ["Leaflet-Geoman", "@geoman-io/leaflet-geoman-free/LICENSE"],
    ["protomaps-leaflet, basemaps, pmtiles", "protomaps-leaflet/LICENSE"],
    ["vector-tile", "@mapbox/vector-tile/LICENSE.txt"],
    ["pbf", "pbf/LICENSE"],
    ["point-geometry", "@mapbox/point-geometry/LICENSE"],
    ["color2k", "color2k/LICENSE"],
    ["fflate", "fflate/LICENSE"],
    ["potpack", "potpack/LICENSE"],
    ["rbush", "rbush/LICENSE"],
    ["quickselect", "quickselect/LICENSE"],
    ["topojson-client", "topojson-client/LICENSE"],
    ["world-atlas", "world-atlas/LICENSE"],
  ];
  const texts = await Promise.all(
    parts.map(async ([name, path]) => `== ${name} ==\n\n${await readFile(join(modules, path), "utf8")}`),
  );
  await writeFile(join(out, "LICENCES.txt"), texts.join("\n\n"));
}

async function sizes(outputs) {
  const rows = {};
  for (const [path, info] of Object.entries(outputs)) {
    const body = await readFile(join(here, path));
    const name = path.split("/").pop();
    rows[name] = { bytes: body.length, gzip: gzipSync(body, { level: 9 }).length };
    rows[name].imports = info.imports
      .filter((one) => one.kind === "import-statement" && !one.external)
      .map((one) => one.path.split("/").pop());
    rows[name].always = ALWAYS.includes(name);
  }
  await writeFile(join(out, "meta.json"), JSON.stringify(rows, null, 1));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([icons(), fonts(), world(), licences()]);
const { worker, outputs } = await scanner();
const result = await build({
  ...common,
  entryPoints: { app: "src/app.ts" },
  splitting: true,
  chunkNames: "[name]-[hash]",
  define: { SCAN_WORKER: JSON.stringify(worker) },
});
const offline = await build({ ...common, entryPoints: { sw: "src/sw.ts" } });
const styles = await build({
  ...common,
  entryPoints: Object.fromEntries(SHEETS.map((name) => [name, `css/${name}.css`])),
  external: ["*.woff2"],
  loader: { ".png": "dataurl" },
});
await sizes({ ...outputs, ...result.metafile.outputs, ...offline.metafile.outputs, ...styles.metafile.outputs });
await rm(dist, { recursive: true, force: true });
await mkdir(dirname(dist), { recursive: true });
await rename(out, dist);
