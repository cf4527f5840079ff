declare const SCAN_WORKER: string;
declare const WASM_FILE: string;
declare module "idiomorph" {
  type Options = { morphStyle: string; ignoreActiveValue: boolean };
  export const Idiomorph: { morph(target: Element, content: unknown, options: Options): Node[] };
}
type NDEFRecord = { recordType: string; data?: DataView; encoding?: string };
type NDEFReading = Event & { message: { records: NDEFRecord[] } };
declare class NDEFReader extends EventTarget {
  addEventListener(type: "reading", heard: (event: NDEFReading) => void): void;
  addEventListener(type: "readingerror", heard: () => void): void;
  scan(options: { signal: AbortSignal }): Promise<void>;
  write(message: { records: { recordType: string; data: string }[] }, options: { signal: AbortSignal }): Promise<void>;
}
