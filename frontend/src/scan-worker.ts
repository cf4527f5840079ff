// Reads codes out of camera frames, away from the page's thread.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";

const FORMATS = ["QRCode", "MicroQRCode", "DataMatrix", "Code128", "Code39", "EAN13", "EAN8", "UPCA", "ITF", "Aztec", "PDF417"] as const;
const common: ReaderOptions = { formats: [...FORMATS], maxNumberOfSymbols: 4, textMode: "Plain" };
const fast: ReaderOptions = { ...common, tryHarder: false, tryRotate: false, tryInvert: false, tryDownscale: false };
const thorough: ReaderOptions = { ...common, tryHarder: true, tryRotate: true, tryInvert: true };

type Job = { image: ImageData; thorough: boolean };
type Found = { text: string; format: string };

const ready = prepareZXingModule({
  overrides: { locateFile: () => new URL(WASM_FILE, import.meta.url).href },
  fireImmediately: true,
});

addEventListener("message", async (event: MessageEvent<Job>) => {
  try {
    await ready;
    const results = await readBarcodes(event.data.image, event.data.thorough ? thorough : fast);
    const found: Found[] = results.filter((one) => one.isValid).map(({ text, format }) => ({ text, format }));
    postMessage({ found });
  } catch (error) {
    postMessage({ found: [], error: String(error) });
  }
});
