// What a scan means on this phone, before any server is asked: the answer comes from what the
// phone took along, and the act goes into the outbox.
import type { Along, Hit, Thing } from "./along";
import type { Args, Op } from "./outbox";
import type { Told } from "./scan-told";

export type Decided = { told: Told; op?: Op; thing?: Thing };
type Words = Record<string, string>;

const ACTS: Record<string, string> = { out: "check_out", pass: "transfer", in: "check_in", move: "move", seen: "seen" };
const HANDED: Record<string, string> = { party: "holder_id", place: "place_id" };

export function newOp(act: string, args: Args, base?: unknown): Op {
  const op = { id: crypto.randomUUID(), act, args, captured_at: new Date().toISOString(), tries: 0 };
  return base === undefined ? op : { ...op, base };
}

export class Local {
  constructor(
    private readonly along: Along,
    private readonly words: Words,
  ) {}

  /** Decide on a code, or on a thing by its key; null where only the server knows. */
  decide(code: string, key: string, mode: string, target: string): Decided | null {
    const hit = key ? this.along.get(key) : this.along.find(code);
    if (!hit || (mode === "open" && hit.type !== "party" && navigator.onLine)) return null;
    if (hit.type !== "asset") return { told: this.named(hit, mode, target) };
    return this.thing(hit.thing, mode, target);
  }

  /** A code that this phone does not know: the server will look when it hears of it. */
  unknown(code: string, mode: string, target: string): Decided | null {
    const args = this.args(mode, target);
    if (mode === "open" || !args) return null;
    const told = this.told("warn", "unknown_here", code, this.words["looked_up"]!, mode, target);
    return { told, op: newOp(ACTS[mode]!, { code, ...args }) };
  }

  /** What condition a thing is said to be in; null where it is not known here. */
  condition(key: string, condition: string, mode: string, target: string): Decided | null {
    const hit = this.along.get(key);
    if (hit?.type !== "asset") return null;
    const { thing } = hit;
    const op = newOp("condition", { asset_id: thing.id, condition }, thing.touched ? undefined : thing.condition);
    const spot = { key, label: thing.tag, detail: thing.name, url: "" };
    const told = this.told("ok", "condition_said", thing.name || thing.tag, this.words[`condition.${condition}`] ?? "", mode, target);
    return { told: { ...told, spot }, op, thing };
  }

  /** What condition a thing is known to be in here. */
  conditionOf(key: string): string {
    const hit = this.along.get(key);
    return hit?.type === "asset" ? hit.thing.condition : "";
  }

  private named(hit: Exclude<Hit, { type: "asset" }>, mode: string, target: string): Told {
    const { id, name } = hit.named;
    const spot = { key: `${hit.type}:${id}`, label: name, detail: "", url: "" };
    if (hit.type === "party" && !["open", "out", "pass"].includes(mode)) return this.told("warn", "a_person", name, "", mode, target);
    const next = hit.type === "party" && mode === "open" ? "out" : mode;
    const word = next === "out" ? "goes_to" : next === "move" ? "moves_to" : "here";
    return { ...this.told("ok", word, name, "", next, ""), target: spot };
  }

  private thing(thing: Thing, mode: string, target: string): Decided {
    const spot = { key: `asset:${thing.id}`, label: thing.tag, detail: thing.name, url: "" };
    const told = (tone: Told["tone"], word: string, more: Partial<Told> = {}): Told => ({
      ...this.told(tone, word, thing.name || thing.tag, thing.tag, mode, target),
      spot,
      ...more,
    });
    if (mode === "open") return { told: told("ok", "found") };
    const args = this.args(mode, target);
    if (!args) return { told: told("warn", mode === "move" ? "where_to" : "to_whom", { pending: true }) };
    if (mode === "out" && thing.checkout !== null) {
      const remedies = ["pass", "in"].map((each) => ({ mode: each, label: this.words[`do_${each}`]! }));
      return { told: told("warn", "already_out", { remedies }) };
    }
    const op = newOp(ACTS[mode]!, { asset_id: thing.id, ...args }, this.base(thing, mode));
    const word = mode === "seen" && args["place_id"] === undefined ? "confirmed" : `done_${mode}`;
    return { told: told("ok", word), op, thing };
  }

  /** How things are once it is done. */
  static apply({ act, args }: Op, thing: Thing): void {
    if (act === "check_out" || act === "transfer") thing.checkout = 0;
    if (act === "check_in") thing.checkout = null;
    if (act === "condition") thing.condition = String(args["condition"]);
    if (act === "move") thing.place = Number(args["place_id"]);
  }

  private base(thing: Thing, mode: string): unknown {
    if (thing.touched || mode === "seen") return undefined;
    return mode === "move" ? thing.place : thing.checkout;
  }

  private args(mode: string, target: string): Args | null {
    const [type = "", id = ""] = target.split(":");
    const place = type === "place" ? { place_id: Number(id) } : {};
    if (mode === "in" || mode === "seen") return place;
    if (mode === "move") return type === "place" ? place : null;
    const field = HANDED[type];
    return field ? { [field]: Number(id) } : null;
  }

  private told(tone: Told["tone"], word: string, title: string, detail: string, mode: string, target: string): Told {
    const hit = target ? this.along.get(target) : null;
    const label = hit && hit.type !== "asset" ? hit.named.name : "";
    const spot = target ? { key: target, label, detail: "", url: "" } : null;
    const said = { tone, word: this.words[word] ?? word, title, detail, spot: null, go: "", undo: "" };
    return { ...said, mode: mode === "pass" ? "out" : mode, target: spot, pending: false, unknown: "", blank: "", last: "", choices: [], remedies: [] };
  }
}
