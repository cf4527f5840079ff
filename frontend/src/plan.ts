// The calendar of reservations: bookings are dragged or moved by keys, empty days make new ones.
// What it does is what the forms do: a hidden one is filled and sent, and the server decides.
import { all, one } from "./dom";

const HALF_H = 12;

interface Grip {
  bar: HTMLElement;
  x: number;
  half: number;
  edge: boolean;
  moved: number;
}

/** Move a wall clock's time by so many hours; the server says if there is no such hour. */
function later(text: string, hours: number): string {
  const at = new Date(`${text}:00Z`);
  at.setUTCHours(at.getUTCHours() + hours);
  return at.toISOString().slice(0, 16);
}

class Plan extends HTMLElement {
  private grip: Grip | null = null;

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.take(event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    this.addEventListener("pointerup", () => this.drop());
    this.addEventListener("pointercancel", () => this.let());
    this.addEventListener("click", (event) => this.open(event), true);
    this.addEventListener("keydown", (event) => this.key(event));
    for (const bar of all("[data-move]", this)) bar.draggable = false;
  }

  private take(event: PointerEvent): void {
    const bar = (event.target as Element).closest<HTMLElement>("[data-move]");
    if (!bar || event.button !== 0 || event.pointerType === "touch") return;
    const lane = bar.closest<HTMLElement>(".lane")!;
    const box = bar.getBoundingClientRect();
    const half = lane.getBoundingClientRect().width / Number(lane.className.match(/n(\d+)/)?.[1] ?? 42);
    this.grip = { bar, x: event.clientX, half, edge: box.right - event.clientX < 8, moved: 0 };
    bar.setPointerCapture(event.pointerId);
  }

  private drag(event: PointerEvent): void {
    const grip = this.grip;
    if (!grip) return;
    grip.moved = Math.round((event.clientX - grip.x) / grip.half);
    grip.bar.classList.toggle("drag", grip.moved !== 0);
    const shift = grip.moved * grip.half;
    if (grip.edge) grip.bar.style.marginInlineEnd = `${-shift}px`;
    else grip.bar.style.transform = `translateX(${shift}px)`;
  }

  private drop(): void {
    const grip = this.grip;
    if (grip?.moved) this.send(grip.bar, grip.edge ? 0 : grip.moved * HALF_H, grip.moved * HALF_H);
    window.setTimeout(() => this.let());
  }

  private let(): void {
    if (!this.grip) return;
    const { bar } = this.grip;
    bar.classList.remove("drag");
    bar.style.transform = bar.style.marginInlineEnd = "";
    this.grip = null;
  }

  /** What was dragged is not followed; a click on empty days leads to the form. */
  private open(event: MouseEvent): void {
    if (this.grip?.moved) return event.preventDefault();
    const target = event.target as Element;
    const cell = target.closest<HTMLElement>("[data-new]");
    const lane = target.closest<HTMLElement>(".lane");
    if (!cell || !lane || target.closest(".bk")) return;
    const box = lane.getBoundingClientRect();
    const halves = Number(lane.className.match(/n(\d+)/)?.[1] ?? 42);
    const day = Math.floor(((event.clientX - box.left) / box.width) * (halves / 2));
    const begins = later(`${this.dataset["first"]}T09:00`, day * 24);
    const asked = { asset: cell.dataset["new"]!, begins_at: begins, ends_at: later(begins, 8) };
    location.assign(`${this.dataset["newUrl"]}?${new URLSearchParams(asked)}`);
  }

  /** Alt and an arrow move by half a day; with Shift the end alone. */
  private key(event: KeyboardEvent): void {
    const bar = (event.target as Element).closest<HTMLElement>("[data-move]");
    const step = { ArrowLeft: -HALF_H, ArrowRight: HALF_H }[event.key];
    if (!bar || !step || !event.altKey) return;
    event.preventDefault();
    this.send(bar, event.shiftKey ? 0 : step, step);
  }

  private send(bar: HTMLElement, begins: number, ends: number): void {
    const form = one<HTMLFormElement>("[data-form]", this)!;
    form.action = `${(bar as HTMLAnchorElement).pathname}/change`;
    one<HTMLInputElement>("[name=begins_at]", form)!.value = later(bar.dataset["begins"]!, begins);
    one<HTMLInputElement>("[name=ends_at]", form)!.value = later(bar.dataset["ends"]!, ends);
    form.submit();
  }
}

customElements.define("x-plan", Plan);
