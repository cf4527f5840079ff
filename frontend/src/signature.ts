// A signature drawn with finger, pen or mouse. The lines go into a hidden field as points within
// 600 by 200; whoever cannot draw types a name beside it, and without scripts that is all there is.
import { one } from "./dom";

type Point = [number, number];
const WIDTH = 600;
const HEIGHT = 200;

class Signature extends HTMLElement {
  private lines: Point[][] = [];

  connectedCallback(): void {
    const canvas = one<HTMLCanvasElement>("canvas", this);
    if (!canvas?.getContext("2d")) return;
    this.hidden = false;
    canvas.addEventListener("pointerdown", (event) => this.begin(canvas, event));
    canvas.addEventListener("pointermove", (event) => this.go(canvas, event));
    one("[data-wipe]", this)?.addEventListener("click", () => this.wipe(canvas));
    // a page that comes back out of the browser's memory has lost its drawing
    this.keep();
  }

  private begin(canvas: HTMLCanvasElement, event: PointerEvent): void {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    this.lines.push([this.point(canvas, event)]);
  }

  private go(canvas: HTMLCanvasElement, event: PointerEvent): void {
    const line = this.lines.at(-1);
    if (!line || !canvas.hasPointerCapture(event.pointerId)) return;
    const from = line.at(-1)!;
    const to = this.point(canvas, event);
    if (to[0] === from[0] && to[1] === from[1]) return;
    line.push(to);
    const pen = canvas.getContext("2d")!;
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
    this.keep();
  }

  private wipe(canvas: HTMLCanvasElement): void {
    this.lines = [];
    canvas.getContext("2d")!.clearRect(0, 0, WIDTH, HEIGHT);
    this.keep();
  }

  private keep(): void {
    one<HTMLInputElement>("[name=strokes]", this)!.value = this.lines.length ? JSON.stringify(this.lines) : "";
  }

  private point(canvas: HTMLCanvasElement, event: PointerEvent): Point {
    const box = canvas.getBoundingClientRect();
    const within = (at: number, size: number): number => Math.round(Math.min(Math.max(at, 0), 1) * size);
    return [
      within((event.clientX - box.left) / box.width, WIDTH),
      within((event.clientY - box.top) / box.height, HEIGHT),
    ];
  }
}

customElements.define("x-signature", Signature);
