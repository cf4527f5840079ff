// The calendar of reservations: bookings are dragged or moved by keys, empty days make new ones.
// What it does is what the forms do: a hidden one is filled and sent, and the server decides.
import { all, one } from "./dom";

const HALF_H = 12;
const OPENS = "T09:00";

interface Grip {
  bar: HTMLElement;
  x: number;
  half: number;
  edge: boolean;
  moved: number;
  home: HTMLElement | null;
  over: HTMLElement | null;
}

/** Days of a row that are chosen for a new booking, and the bar that shows them. */
interface Draft {
  cell: HTMLElement;
  from: number;
  to: number;
  ghost: HTMLElement;
}

/** Move a wall clock's time by so many hours; the server says if there is no such hour. */
function later(text: string, hours: number): string {
  const at = new Date(`${text}:00Z`);
  at.setUTCHours(at.getUTCHours() + hours);
  return at.toISOString().slice(0, 16);
}

function halvesOf(lane: Element): number {
  return Number(lane.className.match(/n(\d+)/)?.[1] ?? 42);
}

class Plan extends HTMLElement {
  private grip: Grip | null = null;
  private draft: Draft | null = null;
  private drawing = false;

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.take(event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    this.addEventListener("pointerup", () => this.drop());
    this.addEventListener("pointercancel", () => this.let());
    this.addEventListener("click", (event) => this.tap(event), true);
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusin", (event) => this.focused(event));
    for (const bar of all("[data-move]", this)) bar.draggable = false;
    // One row can be reached by Tab; arrows go on from there.
    const first = one<HTMLElement>("[data-new]", this);
    if (first) first.tabIndex = 0;
  }

  private take(event: PointerEvent): void {
    if (event.button !== 0 || event.pointerType === "touch") return;
    const target = event.target as Element;
    const bar = target.closest<HTMLElement>("[data-move]");
    const lane = target.closest<HTMLElement>(".lane");
    const home = target.closest<HTMLElement>("[data-new]");
    if (!lane) return;
    if (!bar) {
      if (!home || target.closest(".bk")) return;
      const day = this.dayAt(lane, event.clientX);
      this.choose(home, day, day);
      this.drawing = true;
      return;
    }
    const box = bar.getBoundingClientRect();
    const half = lane.getBoundingClientRect().width / halvesOf(lane);
    const edge = box.right - event.clientX < 8;
    this.grip = { bar, x: event.clientX, half, edge, moved: 0, home, over: home };
    bar.setPointerCapture(event.pointerId);
  }

  private drag(event: PointerEvent): void {
    const grip = this.grip;
    if (this.drawing && this.draft) {
      const { cell, from } = this.draft;
      this.choose(cell, from, this.dayAt(one(".lane", cell)!, event.clientX));
      return event.preventDefault();
    }
    if (!grip) return;
    grip.moved = Math.round((event.clientX - grip.x) / grip.half);
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const row = grip.edge ? grip.home : under?.closest<HTMLElement>("[data-new]");
    if (grip.home) this.mark(row ?? grip.home);
    grip.bar.classList.toggle("drag", this.changed());
    const shift = grip.moved * grip.half;
    if (grip.edge) grip.bar.style.marginInlineEnd = `${-shift}px`;
    else grip.bar.style.transform = `translateX(${shift}px)`;
  }

  /** Show into which row a booking would go. */
  private mark(row: HTMLElement): void {
    const grip = this.grip!;
    grip.over?.classList.remove("into");
    grip.over = row;
    row.classList.toggle("into", row !== grip.home);
  }

  private changed(): boolean {
    return !!this.grip && (this.grip.moved !== 0 || this.grip.over !== this.grip.home);
  }

  private drop(): void {
    const grip = this.grip;
    if (this.drawing) return this.book();
    if (grip && this.changed()) {
      const hours = grip.moved * HALF_H;
      this.send(grip.bar, grip.edge ? 0 : hours, hours, grip.over);
    }
    window.setTimeout(() => this.let());
  }

  private let(): void {
    this.drawing = false;
    if (!this.grip) return;
    const { bar, over } = this.grip;
    bar.classList.remove("drag");
    over?.classList.remove("into");
    bar.style.transform = bar.style.marginInlineEnd = "";
    this.grip = null;
  }

  /** What was dragged is not followed; a touch on empty days leads to the form. */
  private tap(event: MouseEvent): void {
    if (this.changed()) return event.preventDefault();
    const target = event.target as Element;
    const cell = target.closest<HTMLElement>("[data-new]");
    const lane = target.closest<HTMLElement>(".lane");
    if (!cell || !lane || target.closest(".bk") || this.draft) return;
    const day = this.dayAt(lane, event.clientX);
    this.choose(cell, day, day);
    this.book();
  }

  private dayAt(lane: Element, x: number): number {
    const box = lane.getBoundingClientRect();
    const days = halvesOf(lane) / 2;
    return Math.max(0, Math.min(days - 1, Math.floor(((x - box.left) / box.width) * days)));
  }

  private choose(cell: HTMLElement, from: number, to: number): void {
    const ghost = this.draft?.ghost ?? document.createElement("span");
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    const [start, wide] = [first * 2 + 1, (last - first + 1) * 2];
    ghost.className =
      `bk ghost sa${Math.floor(start / 10)} sb${start % 10} wa${Math.floor(wide / 10)} wb${wide % 10}`;
    one(".lane", cell)!.append(ghost);
    this.draft = { cell, from, to, ghost };
  }

  /** Lead to the form with the days that are chosen. */
  private book(): void {
    const { cell, from, to } = this.draft!;
    const opens = `${this.dataset["first"]}${OPENS}`;
    const begins = later(opens, Math.min(from, to) * 24);
    const ends = later(opens, Math.max(from, to) * 24 + 8);
    const asked = { asset: cell.dataset["new"]!, begins_at: begins, ends_at: ends };
    location.assign(`${this.dataset["newUrl"]}?${new URLSearchParams(asked)}`);
  }

  private focused(event: FocusEvent): void {
    const cell = event.target as HTMLElement;
    if (!cell.matches("[data-new]") || this.drawing) return;
    this.choose(cell, this.draft?.from ?? 0, this.draft?.to ?? 0);
  }

  /** Alt and an arrow move a booking, with Shift its end; arrows alone choose empty days. */
  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const bar = target.closest<HTMLElement>("[data-move]");
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (bar && event.altKey && (across || down)) {
      event.preventDefault();
      const hours = (across ?? 0) * HALF_H;
      const home = bar.closest<HTMLElement>("[data-new]");
      this.send(bar, event.shiftKey ? 0 : hours, hours, down ? this.beside(home, down) : home);
    } else if (target.matches("[data-new]")) this.keyOnDays(event, target, across, down);
  }

  private keyOnDays(event: KeyboardEvent, cell: HTMLElement, across?: number, down?: number): void {
    if (event.key === "Enter") return this.book();
    if (!across && !down) return;
    event.preventDefault();
    if (down) {
      const next = this.beside(cell, down);
      if (next && next !== cell) {
        [cell.tabIndex, next.tabIndex] = [-1, 0];
        next.focus();
      }
      return;
    }
    const days = halvesOf(one(".lane", cell)!) / 2;
    const to = Math.max(0, Math.min(days - 1, this.draft!.to + across!));
    this.choose(cell, event.shiftKey ? this.draft!.from : to, to);
  }

  private beside(cell: HTMLElement | null, step: number): HTMLElement | null {
    const cells = all<HTMLElement>("[data-new]", this);
    return cell ? (cells[cells.indexOf(cell) + step] ?? cell) : null;
  }

  private send(bar: HTMLElement, begins: number, ends: number, row: HTMLElement | null): void {
    const form = one<HTMLFormElement>("[data-form]", this)!;
    const set = (name: string, value: string): void => {
      one<HTMLInputElement>(`[name=${name}]`, form)!.value = value;
    };
    form.action = `${(bar as HTMLAnchorElement).pathname}/change`;
    set("asset", bar.closest<HTMLElement>("[data-new]")?.dataset["new"] ?? "");
    set("instead", row?.dataset["new"] ?? "");
    set("begins_at", later(bar.dataset["begins"]!, begins));
    set("ends_at", later(bar.dataset["ends"]!, ends));
    form.submit();
  }
}

customElements.define("x-plan", Plan);
