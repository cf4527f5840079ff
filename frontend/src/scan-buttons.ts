// What can be done about a scan: take it back, go round what blocks it, choose, create or link.
import { make } from "./dom";
import type { Fields, Told } from "./scan-told";
import type { Row, ScanView } from "./scan-view";

type Send = (url: string, fields: Fields, row: Row) => void;
type Page = { now: () => Fields & { target: string }; ask: Send; follow: Send };

export class ScanButtons {
  constructor(
    private readonly view: ScanView,
    private readonly words: Fields,
    private readonly urls: DOMStringMap,
    private readonly page: Page,
  ) {}

  of(told: Told, row: Row, fields: Fields): HTMLElement[] {
    const act = this.urls["act"]!;
    const buttons: HTMLElement[] = told.remedies.map(({ mode, label }) =>
      this.view.button(label, () => {
        const { target } = this.page.now();
        this.page.ask(act, { ...fields, target, code: "", mode, choice: told.spot?.key ?? "" }, row);
      }),
    );
    const choices = told.choices.map((spot) =>
      this.view.button(`${spot.label} ${spot.detail}`, () => this.page.follow(act, { ...fields, choice: spot.key }, row)),
    );
    if (told.undo) buttons.push(this.view.button(this.words["undo"]!, () => this.page.ask(told.undo, fields, row), told.title));
    if (told.unknown) buttons.push(...this.unknown(told.unknown, row));
    if (told.blank) buttons.push(...this.blank(told.blank, row));
    if (told.tone === "ok" && told.spot && ("name" in fields || "tag" in fields)) buttons.push(this.tag(told.spot.key));
    return [...buttons, ...choices];
  }

  /** What has got its label just now may get an NFC tag as well. */
  private tag(key: string): HTMLElement {
    const href = this.urls["nfc"]!.replace(/0$/, key.split(":")[1] ?? "");
    return make("a", { class: "btn s", href }, this.words["nfc"]!);
  }

  private unknown(code: string, row: Row): HTMLElement[] {
    const create = this.urls["create"];
    const link = this.asking(this.words["link"]!, "tag", this.urls["link"]!, code, row);
    if (!create) return [link];
    const href = `${create}?${new URLSearchParams({ tag: code })}`;
    return [make("a", { class: "btn s", href }, this.words["create"]!), link];
  }

  private blank(code: string, row: Row): HTMLElement[] {
    const claim = this.urls["claim"]!;
    const link = this.asking(this.words["link"]!, "tag", claim, code, row);
    return this.urls["create"] ? [this.asking(this.words["claim"]!, "name", claim, code, row), link] : [link];
  }

  /** A button that becomes a field: a name or a tag, and it is sent with the code. */
  private asking(label: string, name: "tag" | "name", url: string, code: string, row: Row): HTMLElement {
    const open = this.view.button(label, () => {
      const words = this.words[name]!;
      const field = make("input", { class: "inp", "aria-label": words, placeholder: words, "data-scan": "raw" });
      const send = () => this.page.ask(url, { ...this.page.now(), code, [name]: field.value }, row);
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        send();
      });
      open.replaceWith(field, this.view.button(label, send));
      field.focus();
    });
    return open;
  }
}
