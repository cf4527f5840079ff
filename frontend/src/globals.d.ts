declare const SCAN_WORKER: string;
declare const WASM_FILE: string;
declare module "idiomorph" {
  type Options = { morphStyle: string; ignoreActiveValue: boolean };
  export const Idiomorph: { morph(target: Element, content: unknown, options: Options): Node[] };
}
