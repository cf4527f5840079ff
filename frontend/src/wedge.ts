// Keyboard-wedge scanners, anywhere on the page and without a field: keys that come faster than
// fingers are a scan. What leaked into a focused field is taken out again.
import { editable } from "./dom";

export type ScanDetail = { code: string; source: string; at: number };
type Options = { prefix?: string; maxGap?: number; minLength?: number; idle?: number };
type Field = HTMLInputElement | HTMLTextAreaElement;

/** Tell the page that a code was read. Whoever handles it calls `preventDefault()`. */
export function emitScan(code: string, source: string): void {
  const detail: ScanDetail = { code, source, at: Date.now() };
  document.dispatchEvent(new CustomEvent("scan", { detail, cancelable: true }));
}

class Wedge {
  private buffer = "";
  private first = 0;
  private last = 0;
  private armed = false;
  private timer = 0;
  private before: { field: Field; value: string; start: number | null; end: number | null } | null = null;

  constructor(
    private readonly prefix: string,
    private readonly maxGap: number,
    private readonly minLength: number,
    private readonly idle: number,
  ) {
    document.addEventListener("keydown", (event) => this.key(event), true);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) {
      if (!this.armed) this.reset();
      return;
    }
    if (event.target instanceof Element && event.target.closest("[data-scan=raw]")) return;
    if (this.prefix && event.key === this.prefix) return this.arm(event);
    if (event.key === "Enter" || event.key === "Tab") return this.end(event);
    if (event.key.length !== 1) {
      if (event.key !== "Shift") this.reset();
      return;
    }
    this.character(event);
  }

  /** The scanner's own prefix key: whatever follows is a scan, however slow. */
  private arm(event: KeyboardEvent): void {
    this.reset();
    this.armed = true;
    this.first = this.last = event.timeStamp;
    this.swallow(event);
  }

  private end(event: KeyboardEvent): void {
    const prompt = event.timeStamp - this.last <= this.maxGap * 3;
    if (this.buffer && (this.armed || (this.isScan() && prompt))) {
      this.swallow(event);
      this.emit();
    } else this.reset();
  }

  private character(event: KeyboardEvent): void {
    const at = event.timeStamp;
    if (!this.armed && this.buffer && at - this.last > this.maxGap * 2) this.reset();
    if (!this.buffer) this.begin(event);
    this.buffer += event.key;
    this.last = at;
    // after the third fast key it cannot be a shortcut any more
    if (this.armed) this.swallow(event);
    else if (this.buffer.length > 2 && !editable(event.target) && this.isScan()) event.stopImmediatePropagation();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.silence(), this.armed ? this.idle * 4 : this.idle);
  }

  private begin(event: KeyboardEvent): void {
    this.first = event.timeStamp;
    const field = event.target;
    if (this.armed || !editable(field) || field instanceof HTMLSelectElement) return;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    this.before = { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };
  }

  /** Some scanners send no Enter: silence after six characters or more is one. */
  private silence(): void {
    if (this.buffer && (this.armed || (this.isScan() && this.buffer.length >= 6))) this.emit();
    else this.reset();
  }

  private isScan(): boolean {
    const gap = (this.last - this.first) / Math.max(1, this.buffer.length - 1);
    return this.buffer.length >= this.minLength && gap <= this.maxGap;
  }

  private emit(): void {
    if (this.before) {
      const { field, value, start, end } = this.before;
      field.value = value;
      try {
        field.setSelectionRange(start, end);
      } catch {
        // number and date fields have no selection
      }
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const code = this.buffer;
    this.reset();
    emitScan(code, "wedge");
  }

  private swallow(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  private reset(): void {
    this.buffer = "";
    this.armed = false;
    this.before = null;
    window.clearTimeout(this.timer);
  }
}

export function installWedge({ prefix = "", maxGap = 35, minLength = 4, idle = 70 }: Options = {}): void {
  new Wedge(prefix, maxGap, minLength, idle);
}
