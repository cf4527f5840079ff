// A field that searches while one types: `<x-combo url name>` around a plain select or input, which
// stays what is sent. The server answers {"items": [{"id", "label", "detail"}]}.
import { all, announce, make, one, say } from "./dom";

type Item = { id: string | number; label: string; detail?: string };
const WAIT = 150;
let number = 0;

class Combo extends HTMLElement {
  private readonly input = make("input", { class: "inp", type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list" });
  private readonly list = make("div", { class: "list", role: "listbox", popover: "manual" });
  private readonly clear = make("button", { class: "clear", type: "button", hidden: "" }, "×");
  private value!: HTMLInputElement;
  private items: Item[] = [];
  private here = -1;
  private label = "";
  private timer = 0;
  private asked: AbortController | null = null;

  disconnectedCallback(): void {
    removeEventListener("scroll", this.place, true);
    removeEventListener("resize", this.place);
  }

  connectedCallback(): void {
    addEventListener("scroll", this.place, true);
    addEventListener("resize", this.place);
    if (this.value) return;
    this.value = one<HTMLInputElement>("input[type=hidden]", this)!;
    this.label = this.dataset["label"] ?? "";
    const id = `combo-${++number}`;
    const field = one("[data-fallback]", this);
    this.list.id = `${id}-list`;
    this.list.setAttribute("aria-label", this.dataset["title"] ?? "");
    this.input.id = field?.id || id;
    this.input.setAttribute("aria-controls", this.list.id);
    for (const name of ["aria-describedby", "aria-invalid", "placeholder", "data-scan"]) {
      const given = field?.getAttribute(name);
      if (given) this.input.setAttribute(name, given);
    }
    if (this.hasAttribute("required")) this.input.required = true;
    if (this.hasAttribute("autofocus")) this.input.autofocus = true;
    this.input.value = this.label;
    this.clear.setAttribute("aria-label", say("clear"));
    field?.remove();
    this.append(this.input, this.clear, this.list);
    this.listen();
    this.show();
  }

  private listen(): void {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => void this.ask(""));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => window.setTimeout(() => this.leave(), 120));
    this.clear.addEventListener("click", () => {
      this.pick(null);
      this.input.focus();
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.pick(this.items[Number(option.dataset["index"])] ?? null);
    });
  }

  private typed(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(this.input.value.trim()), WAIT);
  }

  private async ask(text: string): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    const url = new URL(this.getAttribute("url") ?? "", location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      this.items = ((await answer.json()) as { items: Item[] }).items;
      this.render(text);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }

  private render(text: string): void {
    const options = this.items.map((item, index) => {
      const option = make("div", { role: "option", id: `${this.list.id}-${index}`, "data-index": String(index), "aria-selected": "false" }, make("span", {}, item.label));
      if (item.detail) option.append(make("small", {}, item.detail));
      return option;
    });
    this.list.replaceChildren(...(options.length ? options : [make("div", { class: "none" }, say("nothing_found", { text }))]));
    this.open(true);
    this.mark(text && options.length ? 0 : -1);
    announce(say("found", { count: options.length }));
  }

  private get isOpen(): boolean {
    return this.list.matches(":popover-open");
  }

  /** The list stands in the top layer, so that no card or dialog cuts it off. */
  private readonly place = (): void => {
    if (!this.isOpen) return;
    const { left, top, bottom, width } = this.input.getBoundingClientRect();
    const high = this.list.offsetHeight;
    const below = bottom + 4 + high <= innerHeight || top < high;
    this.list.style.width = `${width}px`;
    this.list.style.left = `${left}px`;
    this.list.style.top = `${below ? bottom + 4 : top - 4 - high}px`;
  };

  private open(open: boolean): void {
    if (open !== this.isOpen) this.list.togglePopover(open);
    this.place();
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.mark(-1);
  }

  private mark(index: number): void {
    this.here = index;
    const options = all("[role=option]", this.list);
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (options[index]) this.input.setAttribute("aria-activedescendant", options[index].id);
    else this.input.removeAttribute("aria-activedescendant");
    options[index]?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    const count = this.items.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen) return void this.ask("");
      const by = event.key === "ArrowDown" ? 1 : -1;
      this.mark(count ? (this.here + by + count) % count : -1);
    } else if (event.key === "Enter" && this.isOpen && this.here >= 0) {
      event.preventDefault();
      this.pick(this.items[this.here] ?? null);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.open(false);
    }
  }

  private pick(item: Item | null): void {
    this.value.value = item ? String(item.id) : "";
    this.label = item?.label ?? "";
    this.input.value = this.label;
    this.open(false);
    this.show();
    this.value.dispatchEvent(new Event("change", { bubbles: true }));
    this.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: item }));
  }

  /** Text that was not picked is not a choice: go back to the last one, or to none. */
  private leave(): void {
    this.open(false);
    if (!this.input.value.trim() && this.label) this.pick(null);
    else this.input.value = this.label;
  }

  private show(): void {
    this.clear.hidden = !this.value.value || this.hasAttribute("required");
  }
}

export const installCombo = (): void => customElements.define("x-combo", Combo);
