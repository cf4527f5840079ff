declare const SCAN_WORKER: string;
declare const WASM_FILE: string;
declare module "idiomorph" {
  export const Idiomorph: { morph(target: Element, content: unknown, options: { morphStyle: string }): Node[] };
}
