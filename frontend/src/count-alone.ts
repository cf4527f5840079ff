// Counting by what this phone took along: it says at once how a scan went, and lets it wait in the
// outbox. What the server made of it is told where that is something else.
import { Along, type Thing } from "./along";
import { CountLocal, type Decided, type Said, type Tone } from "./count-local";
import { CountView } from "./count-view";
import { one } from "./dom";
import type { Answer, Op } from "./outbox";
import { PhoneElement } from "./phone";
import { newOp } from "./scan-local";
import { cameraButton, touchRow } from "./touch";

type Known = { said: Said; op: Op; thing: Thing | undefined };

export class CountAlone {
  private readonly words: Record<string, string> = JSON.parse(one("#scan-words")?.textContent || "{}");
  private readonly view: CountView;
  private readonly sent = new Map<string, Known>();
  private local: CountLocal | null = null;
  private opening: Promise<void> | null = null;
  private shown: Known | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly tell: (tone: Tone) => void,
  ) {
    this.view = new CountView(host, this.words, (place) => void this.go(place), (zone) => void this.finish(zone));
  }

  private get phone(): PhoneElement | null {
    return one<PhoneElement>("x-phone");
  }

  start(): void {
    document.addEventListener("outbox", this.answered);
    document.addEventListener("along", this.renewed);
    if (this.phone instanceof PhoneElement) void this.phone.ready.then(() => this.open());
  }

  stop(): void {
    document.removeEventListener("outbox", this.answered);
    document.removeEventListener("along", this.renewed);
  }

  /** Decide on a scan here; say whether that was possible. */
  async take(code: string, method: string): Promise<boolean> {
    await this.phone?.ready;
    await this.open();
    if (!this.local || (!this.local.knows && navigator.onLine)) return false;
    const decided = this.local.decide(code.slice(0, 300), method);
    await this.show(decided);
    return true;
  }

  /** Once, however many ask for it: a second one would not know where the first has been told to be. */
  private open(): Promise<void> {
    if (this.phone?.local && this.phone.along.count) this.opening ??= this.begin(this.phone);
    return this.opening ?? Promise.resolve();
  }

  private async begin(phone: PhoneElement): Promise<void> {
    const register = new Along();
    await register.open();
    const local = new CountLocal(Number(phone.dataset["count"]), phone.along, register, this.words);
    local.place = Number(one<HTMLInputElement>("input[name=place]", this.host)?.value) || null;
    await local.open();
    this.local = local;
    if (local.knows || !navigator.onLine) this.view.list(local);
  }

  private readonly renewed = (event: Event): void => {
    const { settled } = (event as CustomEvent<{ settled: number }>).detail;
    void (async () => {
      if (!this.local) return this.open();
      if (settled) await this.local.settled(settled);
      await this.local.open();
      if (this.local.knows) this.view.list(this.local);
    })();
  };

  private async show({ said, op, thing }: Decided): Promise<void> {
    const local = this.local!;
    if (op) {
      this.shown = { said, op, thing };
      this.sent.set(op.id, this.shown);
      await this.phone!.act(op);
      if (thing) await local.apply(op, thing, said.status);
    } else {
      this.shown = null;
      if (said.status === "here") await this.go(local.place, said);
    }
    this.draw(said);
    this.view.list(local);
  }

  private draw(said: Said): void {
    const known = this.shown;
    const undo = known ? this.view.button(this.words["undo"]!, () => void this.back(known), "btn l", "undo-2") : null;
    this.view.outcome(said, undo, known ? this.actions(known, said) : []);
    this.tell(said.tone);
  }

  private actions({ thing }: Known, said: Said): HTMLElement[] {
    const touch = thing ? [touchRow(this.words, thing.condition, thing.id, (condition) => void this.judge(thing, condition))] : [];
    return [...this.decisions(thing, said), ...touch];
  }

  private async judge(thing: Thing, condition: string): Promise<void> {
    await this.phone!.act(newOp("condition", { asset_id: thing.id, condition }, thing.touched ? undefined : thing.condition), thing);
    if (this.shown) this.draw({ ...this.shown.said, word: this.words["condition_said"]!, detail: this.words[`condition.${condition}`] ?? "" });
  }

  private decisions(thing: Thing | undefined, said: Said): HTMLElement[] {
    if (said.status === "elsewhere" && thing) {
      const move = this.view.button(this.words["move"]!, () => void this.settle(thing, "moved"), "btn l p", "map-pin");
      return [move, this.view.button(this.words["note"]!, () => void this.settle(thing, "left"))];
    }
    if (thing || !["unknown", "unknown_here", "kept"].includes(said.status)) return [];
    const of = { stocktake_id: this.local!.id, code: said.code };
    return [cameraButton(this.words, of, "btn l", true), ...this.view.asking((note) => void this.describe(said, note))];
  }

  private async settle(thing: Thing, outcome: "moved" | "left"): Promise<void> {
    const { id } = this.local!;
    await this.phone!.act(newOp("count_decide", { stocktake_id: id, asset_id: thing.id, outcome }));
    this.shown = null;
    this.draw({ ...this.local!.say("here", "", thing.name || thing.tag, this.words["signed"]!), word: this.words[outcome]! });
  }

  private async describe(said: Said, note: string): Promise<void> {
    await this.phone!.act(newOp("count_describe", { stocktake_id: this.local!.id, code: said.code, note }));
    this.shown = null;
    this.draw(this.local!.say("kept", said.code, note, said.code));
  }

  private async back(known: Known): Promise<void> {
    this.sent.delete(known.op.id);
    if (known.thing) await this.local!.back(known.op, known.thing);
    await this.phone!.undo(known.op);
    this.shown = null;
    this.draw({ ...this.local!.say("kept", known.said.code, known.said.title, ""), word: this.words["taken_back"]!, icon: "undo-2" });
    this.view.list(this.local!);
  }

  private async go(place: number | null, said?: Said): Promise<void> {
    const local = this.local!;
    await local.at(place);
    history.replaceState(null, "", place === null ? location.pathname : `?place=${place}`);
    const field = one<HTMLInputElement>("[data-scans] input[name=place]", this.host);
    if (field) field.value = place === null ? "" : String(place);
    this.view.list(local);
    if (said) return;
    const [word, detail] = place === null ? ["place_first", this.words["or_zone"]!] : ["scan_here", local.nameOf(place)];
    this.shown = null;
    this.view.outcome({ ...local.say("ignored", "", "", detail), tone: "tick", icon: "map-pin", word: this.words[word]! }, null, []);
  }

  private async finish(zone: number): Promise<void> {
    await this.phone!.act(await this.local!.finish(zone));
    await this.go(null);
  }

  /** The server answered: it may know what this phone did not. */
  private readonly answered = (event: Event): void => {
    for (const answer of (event as CustomEvent<{ answers: Answer[] }>).detail.answers) {
      const known = this.sent.get(answer.id);
      if (!known || !this.local) continue;
      this.sent.delete(answer.id);
      const said = this.heard(known, answer);
      if (!said) continue;
      if (this.shown?.op.id === answer.id) this.shown = { ...known, said };
      else this.shown = null;
      this.draw(said);
    }
  };

  private heard({ said, op }: Known, answer: Answer): Said | null {
    const { title, code } = said;
    if (answer.status !== "applied") return this.local!.say("not_done", code, title, answer.message ?? "");
    if (answer.result === "seen") return this.local!.say("closed", code, title, answer.message ?? "");
    if (!answer.result || answer.result === said.status || op.act !== "count") return null;
    if (said.status === "kept" && answer.result === "counted") return null;
    return this.local!.say(answer.result, code, title, said.detail === this.words["looked_up"] ? "" : said.detail);
  }
}
