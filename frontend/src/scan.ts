// <x-scan>: the scan page. Codes of any scanner go to the server one after the other; the answer is
// shown big, told by sound and vibration, and kept in a list with its Undo.
import { headers, make, one } from "./dom";
import { feedback } from "./feedback";
import type { Answer, Op } from "./outbox";
import { PhoneElement } from "./phone";
import type { Decided } from "./scan-local";
import { ScanButtons } from "./scan-buttons";
import type { Fields, Spot, Told } from "./scan-told";
import { type Row, ScanView } from "./scan-view";
import { touchRow } from "./touch";
import type { ScanDetail } from "./wedge";

class Scan extends HTMLElement {
  private readonly view = new ScanView(this);
  private readonly words: Fields = JSON.parse(one("#scan-words")?.textContent || "{}");
  private queue: Promise<void> = Promise.resolve();
  private form!: HTMLFormElement;
  /** The act that the word UNDO on the wall takes back. */
  private last = "";
  private readonly sent = new Map<string, { row: Row; told: Told }>();
  private readonly buttons = new ScanButtons(this.view, this.words, this.dataset, {
    now: () => ({ mode: this.mode, target: this.target.value, last: this.last }),
    ask: (url, fields, row) => this.later(url, fields, row),
    follow: (url, fields, row) => this.again(url, fields, row),
  });

  connectedCallback(): void {
    this.form = one<HTMLFormElement>("[data-form]", this)!;
    document.addEventListener("scan", this.scanned);
    document.addEventListener("outbox", this.answered);
    this.form.addEventListener("submit", (event) => this.typed(event));
    this.form.addEventListener("change", (event) => {
      if ((event.target as HTMLInputElement).name === "mode") this.aim(null);
    });
    one("[data-no-target]", this)?.addEventListener("click", () => this.aim(null));
    one("[data-done]", this)?.addEventListener("click", () => this.done());
  }

  disconnectedCallback(): void {
    document.removeEventListener("scan", this.scanned);
    document.removeEventListener("outbox", this.answered);
  }

  private readonly scanned = (event: Event): void => {
    event.preventDefault();
    this.take((event as CustomEvent<ScanDetail>).detail.code);
  };

  private typed(event: Event): void {
    event.preventDefault();
    const field = one<HTMLInputElement>("input[name=code]", this.form)!;
    const code = field.value.trim();
    field.value = "";
    if (code) this.take(code);
  }

  private get mode(): string {
    return one<HTMLInputElement>("input[name=mode]:checked", this.form)?.value ?? "open";
  }

  private get target(): HTMLInputElement {
    return one<HTMLInputElement>("input[name=target]", this.form)!;
  }

  /** Scans wait for one another: a badge counts for the things that follow it. */
  private take(code: string): void {
    const row = this.view.add();
    this.view.draw(row, "wait", code, this.words["waiting"]!);
    this.queue = this.queue.then(async () => {
      const fields = { code, mode: this.mode, target: this.target.value, last: this.last };
      await this.phone?.ready;
      const decided = this.phone?.local?.decide(code, "", fields.mode, fields.target);
      if (decided) return this.here(decided, row);
      const told = await this.ask(this.dataset["act"]!, fields, row);
      if (told) await this.follow(told);
    });
  }

  private get phone(): PhoneElement | null {
    return one<PhoneElement>("x-phone");
  }

  /** Show what this phone decided by itself; the act waits in the outbox until it is answered. */
  private async here({ told, op, thing }: Decided, row: Row): Promise<void> {
    row.waits = told.pending && told.spot ? told.spot.key : null;
    const undo = op ? [this.view.button(this.words["undo"]!, () => void this.back(op, told, row), told.title)] : [];
    this.view.big(told.tone, told.word, told.title, told.detail, ...undo.map((each) => this.twin(each)), ...this.touch(told, row));
    const remedies = told.remedies.map(({ mode, label }) =>
      this.view.button(label, () => this.once(told.spot!.key, mode, row)),
    );
    this.view.draw(row, told.tone, told.title, [told.word, told.detail].filter(Boolean).join(" · "), ...undo, ...remedies);
    this.choose(told.mode);
    this.aim(told.target);
    if (op) {
      this.sent.set(op.id, { row, told });
      await this.phone!.act(op, thing);
    }
    if (!told.spot && told.target) for (const each of this.view.rows.filter((one) => one.waits)) await this.decided(each.waits!, this.mode, each);
  }

  /** Photo and condition of the thing that was just scanned. */
  private touch(told: Told, row: Row): HTMLElement[] {
    const key = told.spot?.key ?? "";
    if (!key.startsWith("asset:") || told.go) return [];
    const known = this.phone?.local?.conditionOf(key) ?? "";
    return [touchRow(this.words, known, Number(key.slice(6)), (condition) => this.judge(key, condition, row))];
  }

  private judge(key: string, condition: string, row: Row): void {
    this.queue = this.queue.then(async () => {
      const fields = { choice: key, condition, mode: this.mode, target: this.target.value, last: this.last };
      const decided = this.phone?.local?.condition(key, condition, fields.mode, fields.target);
      if (decided) await this.here(decided, row);
      else await this.ask(this.dataset["condition"]!, fields, row);
    });
  }

  private twin(button: HTMLButtonElement): HTMLButtonElement {
    return this.view.button(this.words["undo"]!, () => button.click());
  }

  private once(key: string, mode: string, row: Row): void {
    this.queue = this.queue.then(() => this.decided(key, mode, row));
  }

  private async decided(key: string, mode: string, row: Row): Promise<void> {
    const decided = this.phone?.local?.decide("", key, mode, this.target.value);
    if (decided) await this.here(decided, row);
  }

  private async back(op: Op, told: Told, row: Row): Promise<void> {
    await this.phone!.undo(op);
    this.sent.delete(op.id);
    this.view.big("ok", this.words["taken_back"]!, told.title, told.detail);
    this.view.draw(row, "warn", told.title, this.words["taken_back"]!);
  }

  /** The server answered: what it did not do is said louder than what it did. */
  private readonly answered = (event: Event): void => {
    for (const answer of (event as CustomEvent<{ answers: Answer[] }>).detail.answers) {
      const known = this.sent.get(answer.id);
      if (!known || answer.status === "applied" || answer.status === "duplicate") continue;
      const conflict = answer.status === "conflict";
      const word = this.words[conflict ? "needs_you" : "not_done"]!;
      const look = make("a", { class: "btn s", href: this.dataset["conflicts"] }, this.words["look"]!);
      this.view.big(conflict ? "warn" : "bad", word, known.told.title, answer.message ?? "");
      this.view.draw(known.row, conflict ? "warn" : "bad", known.told.title, answer.message ?? word, look);
    }
  };

  /** Go on as the answer says: another mode, another target, and what waited for it. */
  private async follow(told: Told): Promise<void> {
    if (told.go) return location.assign(told.go);
    this.choose(told.mode);
    this.aim(told.target);
    if (!told.target) return;
    for (const row of this.view.rows.filter((each) => each.waits)) {
      const fields = { code: "", choice: row.waits!, mode: this.mode, target: told.target.key };
      await this.ask(this.dataset["act"]!, fields, row);
    }
  }

  private async ask(url: string, fields: Fields, row: Row): Promise<Told | null> {
    row.waits = null;
    try {
      const body = new URLSearchParams(fields);
      const answer = await fetch(url, { method: "POST", headers: headers(), body });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = (await answer.json()) as Told;
      this.last = told.last;
      this.show(told, row, fields);
      return told;
    } catch {
      const decided = fields["code"] ? this.phone?.local?.unknown(fields["code"], fields["mode"]!, fields["target"]!) : null;
      if (decided) {
        await this.here(decided, row);
        return null;
      }
      this.view.big("bad", this.words["lost"]!, fields["code"] ?? "", this.words["waits"]!);
      const again = this.view.button(this.words["again"]!, () => this.again(url, fields, row));
      this.view.draw(row, "bad", fields["code"] || this.words["lost"]!, this.words["waits"]!, again);
      return null;
    }
  }

  private again(url: string, fields: Fields, row: Row): void {
    this.queue = this.queue.then(async () => {
      const told = await this.ask(url, fields, row);
      if (told) await this.follow(told);
    });
  }

  private show(told: Told, row: Row, fields: Fields): void {
    const undo = told.undo ? [this.view.button(this.words["undo"]!, () => this.later(told.undo, fields, row))] : [];
    this.view.big(told.tone, told.word, told.title, told.detail, ...undo, ...this.touch(told, row));
    if (told.pending && told.spot) row.waits = told.spot.key;
    const detail = [told.word, told.detail].filter(Boolean).join(" · ");
    this.view.draw(row, told.tone, told.title, detail, ...this.buttons.of(told, row, fields));
  }

  private later(url: string, fields: Fields, row: Row): void {
    this.queue = this.queue.then(async () => void (await this.ask(url, fields, row)));
  }

  private choose(mode: string): void {
    const radio = one<HTMLInputElement>(`input[name=mode][value="${mode}"]`, this.form);
    if (radio) radio.checked = true;
  }

  private aim(target: Spot | null): void {
    this.target.value = target?.key ?? "";
    one("[data-towards]", this)!.hidden = target === null;
    one("[data-target-name]", this)!.textContent = target?.label ?? "";
  }

  private done(): void {
    this.choose("open");
    this.aim(null);
    this.view.clear();
    feedback("tick");
  }
}

customElements.define("x-scan", Scan);
