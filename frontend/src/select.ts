// Choosing rows of a table for an act on many: a page of them, a range with Shift, or everything
// that the filter finds. What is chosen goes into the bulk form as `ids` or as the filter's token.
import { all, announce, make, one, say } from "./dom";
import type { ScanDetail } from "./wedge";

class Selection extends HTMLElement {
  private anchor: HTMLInputElement | null = null;
  private everything = false;

  connectedCallback(): void {
    this.addEventListener("click", (event) => this.range(event));
    this.addEventListener("change", (event) => this.change(event.target as HTMLInputElement));
    document.addEventListener("scan", this.scanned);
    document.addEventListener("submit", this.send, true);
    this.show();
  }

  disconnectedCallback(): void {
    document.removeEventListener("scan", this.scanned);
    document.removeEventListener("submit", this.send, true);
  }

  private boxes(): HTMLInputElement[] {
    return all<HTMLInputElement>("tbody .c-check input", this);
  }

  private bar(): HTMLElement | null {
    return one(`[data-bulk="${this.id}"]`);
  }

  private range(event: MouseEvent): void {
    const box = (event.target as Element).closest<HTMLInputElement>("tbody .c-check input");
    if (!box) return;
    const boxes = this.boxes();
    if (event.shiftKey && this.anchor) {
      const [from, to] = [boxes.indexOf(this.anchor), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const each of boxes.slice(from, to! + 1)) each.checked = box.checked;
    }
    this.anchor = box;
  }

  private change(box: HTMLInputElement): void {
    if (box.matches("thead .c-check input")) for (const each of this.boxes()) each.checked = box.checked;
    else if (!box.matches("tbody .c-check input")) return;
    this.everything = false;
    this.show();
  }

  /** A scanned thing that stands in the list is chosen, or let go; others are left to the page. */
  private readonly scanned = (event: Event): void => {
    const { code } = (event as CustomEvent<ScanDetail>).detail;
    const row = all("tbody tr[data-codes]", this).find((each) => each.dataset["codes"]!.split(" ").includes(code));
    const box = row && one<HTMLInputElement>(".c-check input", row);
    if (!box) return;
    event.preventDefault();
    box.checked = !box.checked;
    row.scrollIntoView({ block: "nearest" });
    this.change(box);
  };

  private show(): void {
    const boxes = this.boxes();
    const chosen = boxes.filter((box) => box.checked);
    for (const box of boxes) box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
    const head = one<HTMLInputElement>("thead .c-check input", this);
    if (head) {
      head.checked = chosen.length > 0 && chosen.length === boxes.length;
      head.indeterminate = chosen.length > 0 && !head.checked;
    }
    this.describe(chosen.length);
  }

  private describe(count: number): void {
    const bar = this.bar();
    if (!bar) return;
    const total = bar.dataset["matching"] ?? "";
    bar.hidden = count === 0;
    const words = this.everything ? say("all_selected", { count: total }) : say("selected", { count });
    const label = one("[data-count]", bar);
    if (label) label.textContent = words;
    const more = one("[data-all]", bar);
    if (more) more.hidden = this.everything || !this.boxes().every((box) => box.checked);
    if (count) announce(words);
  }

  /** The bar's buttons: everything that matches, nothing, or an act. */
  press(button: HTMLElement): void {
    this.everything = "all" in button.dataset;
    if ("none" in button.dataset) for (const box of this.boxes()) box.checked = false;
    this.show();
  }

  /** Put what is chosen into any form that says `data-selection="the id of this list"`. */
  private readonly send = (event: Event): void => {
    const form = event.target as HTMLFormElement;
    if (form.dataset["selection"] !== this.id) return;
    all("[data-chosen]", form).forEach((field) => field.remove());
    const put = (name: string, value: string) => form.append(make("input", { type: "hidden", name, value, "data-chosen": "" }));
    if (this.everything) put("matching", this.bar()?.dataset["token"] ?? "");
    else for (const box of this.boxes()) if (box.checked) put("ids", box.value);
  };
}

export function installSelection(): void {
  customElements.define("x-select", Selection);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-bulk] :is([data-all], [data-none])");
    const list = document.getElementById(button?.closest<HTMLElement>("[data-bulk]")?.dataset["bulk"] ?? "");
    if (button && list instanceof Selection) list.press(button);
  });
}
