// Ctrl-K, `/` or the field in the top bar: one ranked list of everything, rendered by the server.
import { all, one } from "./dom";

const WAIT = 120;

class Palette {
  private readonly input: HTMLInputElement;
  private readonly results: HTMLElement;
  private readonly kindTag: HTMLElement | null;
  private readonly kinds: { value: string; label: string }[];
  private kind = 0;
  private timer = 0;
  private asked: AbortController | null = null;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.input = one<HTMLInputElement>("input", dialog)!;
    this.results = one("[role=listbox]", dialog)!;
    this.kindTag = one("[data-kind]", dialog);
    this.kinds = JSON.parse(one("#palette-kinds")?.textContent ?? "[]");
    this.input.addEventListener("input", () => this.later());
    dialog.addEventListener("keydown", (event) => this.key(event));
    this.results.addEventListener("pointermove", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.choose(option);
    });
  }

  open(text = ""): void {
    if (!this.dialog.open) this.dialog.showModal();
    this.input.value = text;
    this.input.select();
    void this.ask();
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT);
  }

  private async ask(): Promise<void> {
    window.clearTimeout(this.timer);
    this.asked?.abort();
    this.asked = new AbortController();
    const query = new URLSearchParams({ q: this.input.value.trim(), kind: this.kinds[this.kind]?.value ?? "" });
    try {
      const answer = await fetch(`${this.dialog.dataset["url"]}?${query}`, {
        signal: this.asked.signal,
        headers: { "X-Requested-With": "fetch" },
      });
      if (answer.status === 401 || answer.redirected) return location.reload();
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.results.replaceChildren(...page.body.childNodes);
      this.options().forEach((option, index) => (option.id = `found-${index}`));
      this.choose(this.options()[0] ?? null);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // a newer question overtook this one
    }
  }

  private options(): HTMLElement[] {
    return all("[role=option]", this.results);
  }

  private chosen(): HTMLElement | null {
    return one("[aria-selected=true]", this.results);
  }

  private choose(option: HTMLElement | null): void {
    for (const one of this.options()) one.setAttribute("aria-selected", String(one === option));
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private move(step: number): void {
    const options = this.options();
    const here = options.indexOf(this.chosen() ?? options[0]!);
    const next = options[(here + step + options.length) % options.length] ?? null;
    this.choose(next);
    next?.scrollIntoView({ block: "nearest" });
  }

  private narrow(step: number): void {
    if (!this.kinds.length) return;
    this.kind = (this.kind + step + this.kinds.length) % this.kinds.length;
    if (this.kindTag) this.kindTag.textContent = this.kinds[this.kind]!.label;
    void this.ask();
  }

  private go(option: HTMLElement | null, act: boolean, aside: boolean): void {
    const url = (act && option?.dataset["act"]) || option?.getAttribute("href");
    if (!url) return;
    if (aside) window.open(url, "_blank", "noopener");
    else location.assign(url);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const acts: Record<string, () => void> = {
      ArrowDown: () => this.move(+1),
      ArrowUp: () => this.move(-1),
      Tab: () => this.narrow(event.shiftKey ? -1 : +1),
      Enter: () => this.go(this.chosen(), event.ctrlKey || event.metaKey, event.shiftKey),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

/** Make the palette; returns what opens it. */
export function installPalette(): ((text?: string) => void) | null {
  const dialog = one<HTMLDialogElement>("#palette");
  if (!dialog) return null;
  const palette = new Palette(dialog);
  document.addEventListener("click", (event) => {
    const opener = (event.target as Element).closest("[data-palette]");
    if (!opener) return;
    event.preventDefault();
    palette.open();
  });
  return (text) => palette.open(text);
}
