// What the scan page shows: the last result big, and the list of this session.
import { make, one } from "./dom";
import { feedback } from "./feedback";

export type Tone = "ok" | "warn" | "bad";
export type Row = { item: HTMLLIElement; waits: string | null };

export class ScanView {
  readonly rows: Row[] = [];

  constructor(private readonly host: HTMLElement) {}

  /** Say how a scan went: by colour, word, sound and vibration. */
  big(tone: Tone, word: string, title: string, detail: string, ...actions: HTMLElement[]): void {
    const box = one("[data-outcome]", this.host)!;
    box.className = `outcome ${tone}`;
    const lines = [make("div", { class: "w" }, word), make("div", {}, title), make("div", { class: "mut" }, detail)];
    box.replaceChildren(this.icon(tone), make("div", {}, ...lines), ...actions);
    const camera = one<HTMLElement & { result: string }>("x-scanner", this.host);
    if (camera) camera.result = tone;
    feedback(tone);
  }

  add(): Row {
    const row: Row = { item: make("li"), waits: null };
    this.rows.unshift(row);
    one("[data-list]", this.host)!.prepend(row.item);
    this.count();
    return row;
  }

  draw(row: Row, tone: Tone | "wait", title: string, detail: string, ...actions: HTMLElement[]): void {
    const words = make("div", { class: "said" }, make("div", { class: "b trunc" }, title), make("div", { class: "m" }, detail));
    row.item.replaceChildren(make("span", { class: `ei ${tone}` }, this.icon(tone)), words, make("div", { class: "row w" }, ...actions));
    row.item.dataset["tone"] = tone;
  }

  button(label: string, act: () => void, about = ""): HTMLButtonElement {
    const button = make("button", { class: "btn s", type: "button" }, label);
    if (about) button.append(make("span", { class: "vh" }, ` ${about}`));
    button.addEventListener("click", () => {
      button.disabled = true;
      act();
    });
    return button;
  }

  clear(): void {
    this.rows.length = 0;
    one("[data-list]", this.host)!.replaceChildren();
    this.count();
  }

  private count(): void {
    one("[data-nothing]", this.host)!.hidden = this.rows.length > 0;
    one("[data-count]", this.host)!.textContent = String(this.rows.length);
  }

  private icon(tone: Tone | "wait"): Node {
    return one<HTMLTemplateElement>(`template[data-icon-${tone}]`, this.host)!.content.cloneNode(true);
  }
}
