// <x-phone>: this phone as one that goes on without a network: what it took along, what waits and
// since when, and what needs somebody.
import { Along, type Thing } from "./along";
import { headers, one } from "./dom";
import { type Answer, add, addPhoto, drop, held, flush, type Op, type Phone, photoForm, photosUrl, type Subject, read, report, start, waiting, write } from "./outbox";
import { Local, newOp } from "./scan-local";

type Words = Record<string, string>;
// While somebody looks at a count: how often to ask what others counted, and how often for all of it,
// which also says what was taken back.
const NEWS_MS = 5_000;
const WHOLE = 12;

type Told = CustomEvent<{ count: number; since: string; answers: Answer[] }>;

export class PhoneElement extends HTMLElement {
  local: Local | null = null;
  ready: Promise<void> = Promise.resolve();
  /** What was taken along: the part of the register, or the count whose page this is. */
  readonly along = new Along(this.dataset["kept"]);
  private readonly words: Words = JSON.parse(one("#scan-words")?.textContent || "{}");
  private phone: Phone | undefined;
  private sends = false;
  private asked = 0;
  private news = 0;
  private readonly snapshots = new Map<string, { thing: Thing; was: Thing }>();

  connectedCallback(): void {
    this.hidden = false;
    document.addEventListener("outbox", this.told);
    for (const type of ["online", "offline"]) addEventListener(type, () => this.bar());
    one("[data-send]", this)?.addEventListener("click", () => void flush());
    one("[data-take]", this)?.addEventListener("click", () => void this.begin());
    one("[data-sheet]", this)?.addEventListener("submit", (event) => void this.begin(event));
    void navigator.serviceWorker?.register(this.dataset["worker"]!, { scope: location.pathname }).catch(() => undefined);
    this.ready = this.open();
    if (this.counting) this.news = window.setInterval(() => void this.hear().catch(() => undefined), NEWS_MS);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.news);
    document.removeEventListener("outbox", this.told);
  }

  /** Put an act into the outbox, and count with it here from now on. */
  async act(op: Op, thing?: Thing): Promise<void> {
    if (thing) {
      this.snapshots.set(op.id, { thing, was: { ...thing } });
      Local.apply(op, thing);
      await this.along.touch(thing);
    }
    await add(op);
  }

  /** Put a photo on a thing, or beside an unknown code: now, or once there is a network. */
  async photo(of: Subject, file: File): Promise<"put" | "waits" | "lost"> {
    const photo = { of, file, name: file.name || "photo.jpg" };
    if (this.phone) {
      await addPhoto(photo);
      return (await held()) ? "waits" : "put";
    }
    const asked = { method: "POST", headers: headers(), body: photoForm(photo) };
    const answer = await fetch(photosUrl(this.dataset["sync"]!), asked).catch(() => null);
    return answer?.ok ? "put" : "lost";
  }

  /** Take an act back: out of the outbox, or by another act where it has been sent. */
  async undo(op: Op): Promise<void> {
    const kept = this.snapshots.get(op.id);
    if (kept) Object.assign(kept.thing, kept.was, { touched: true });
    if (!(await drop(op.id)) && op.act !== "seen") await add(newOp("undo", { op: op.id }));
  }

  private async open(): Promise<void> {
    this.phone = await read<Phone>("phone");
    if (!this.phone) return this.bar();
    await this.along.open();
    this.send();
    this.local = new Local(this.along, this.words);
    this.bar();
    if (navigator.onLine) await this.refresh(this.counting ? await this.settled() : 0).catch(() => undefined);
  }

  private send(): void {
    if (!this.sends) start(this.dataset["sync"]!);
    this.sends = true;
  }

  /** The count that this page is of, if it is of one. */
  private get counting(): number {
    return Number(this.dataset["count"] ?? 0);
  }

  private index(place: string): string {
    const query = this.counting ? `stocktake=${this.counting}` : place && `place=${place}`;
    return `${this.dataset["index"]!}?${query}`;
  }

  /** Until when all that was done here has arrived, by the clock of this page; 0 if some waits. */
  private async settled(): Promise<number> {
    const now = performance.now();
    return (await waiting()).length ? 0 : now;
  }

  private async take(phone: Phone, settled: number): Promise<void> {
    await this.along.fetch(this.index(phone.place), phone, settled > 0);
    if (!this.counting) return;
    await write("counts", [...new Set([...((await read<number[]>("counts")) ?? []), this.counting])].slice(-20));
    await report(phone);
    document.dispatchEvent(new CustomEvent("along", { detail: { settled } }));
  }

  /** Hear what others counted, while this page is looked at and has a network. */
  private async hear(): Promise<void> {
    const { phone, along } = this;
    if (!phone || !along.count || document.hidden || !navigator.onLine) return;
    this.asked += 1;
    if (this.asked % WHOLE === 0) return this.refresh(await this.settled());
    if (await along.hear(this.index(""), phone)) document.dispatchEvent(new CustomEvent("along", { detail: { settled: 0 } }));
  }

  private async refresh(settled: number): Promise<void> {
    const phone = this.phone!;
    await this.take(phone, settled);
    const answer = await fetch(this.dataset["mine"]!, { credentials: "omit", headers: { Authorization: `Bearer ${phone.secret}` } });
    if (answer.ok) {
      const { items } = (await answer.json()) as { items: { is_own: boolean }[] };
      await write("phone", Object.assign(phone, { needs: items.filter((each) => each.is_own).length }));
    }
    this.bar();
  }

  /** The start sheet: this phone gets a key of its own, and takes a part of the register along. */
  private async begin(event?: Event): Promise<void> {
    event?.preventDefault();
    const place = one<HTMLInputElement>("input[name=place]", this)?.value ?? this.phone?.place ?? "";
    const chosen = one<HTMLInputElement>("[role=combobox]", this)?.value ?? this.phone?.name ?? "";
    const why = one("[data-why]", this)!;
    why.textContent = "";
    try {
      const name = (navigator.userAgent.match(/iPhone|iPad|Android|Windows|Macintosh|Linux/) ?? ["Phone"])[0];
      const known = this.phone ?? { ...(await this.enrol(name)), needs: 0 };
      this.phone = { ...known, place, name: place ? chosen : this.words["everywhere"]! };
      await write("phone", this.phone);
      this.send();
      await this.take(this.phone, await this.settled());
      void navigator.storage?.persist?.();
      await this.open();
      one<HTMLDialogElement>("dialog", this)?.close();
    } catch (error) {
      why.textContent = (error as Error).message;
    }
  }

  private async enrol(name: string): Promise<{ device: number; secret: string }> {
    const answer = await fetch(this.dataset["enrol"]!, { method: "POST", headers: headers(), body: new URLSearchParams({ name }) });
    if (!answer.ok) throw new Error(this.words["lost"]);
    return (await answer.json()) as { device: number; secret: string };
  }

  private readonly told = (event: Event): void => {
    const { count, since, answers } = (event as Told).detail;
    this.dataset["waiting"] = String(count);
    this.dataset["since"] = since;
    this.bar();
    if (answers.length) void read<Phone>("phone").then((phone) => this.show(phone, count === 0));
  };

  private show(phone: Phone | undefined, empty: boolean): void {
    this.phone = phone;
    this.bar();
    if (empty && phone) void this.settled().then((settled) => this.refresh(settled)).catch(() => undefined);
  }

  /** How many wait and since when; whether there is a network; what was taken along. */
  private bar(): void {
    const count = Number(this.dataset["waiting"] ?? 0);
    const at = this.dataset["since"] ? new Date(this.dataset["since"]).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";
    const said = this.words[count === 1 ? "one_waits" : "many_wait"]!.replace("{count}", String(count)).replace("{time}", at);
    const network = navigator.onLine ? "" : this.words["no_network"]!;
    one("[data-waits]", this)!.hidden = !count && !network;
    one("[data-waits-text]", this)!.textContent = [count ? said : "", network].filter(Boolean).join(" · ");
    one("[data-send]", this)!.hidden = !count || !navigator.onLine;
    const needs = one<HTMLAnchorElement>("[data-needs]", this)!;
    needs.hidden = !this.phone?.needs;
    const along = one("[data-along]", this)!;
    const take = one("[data-take]", this);
    if (take) take.hidden = this.along.count !== null;
    along.textContent = this.along.size ? this.words["along"]!.replace("{place}", this.phone?.name ?? "").replace("{count}", String(this.along.size)) : this.words["not_along"]!;
  }
}

customElements.define("x-phone", PhoneElement);
