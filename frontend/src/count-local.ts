// What a scan of a count means on this phone, by what it took along, before any server is asked.
import type { Along, Hit, Thing } from "./along";
import { type Op, read, write } from "./outbox";
import { newOp } from "./scan-local";

export type Tone = "ok" | "warn" | "bad" | "tick";
export type Said = { status: string; tone: Tone; icon: string; word: string; title: string; detail: string; code: string };
export type Decided = { said: Said; op?: Op; thing?: Thing };
export type Room = { zone: number; name: string; all: number; found: number; left: Thing[]; seen: [Thing, string][] };
type Seen = { state: string; place: number | null };
/** `at` is by the clock of this page; 0 is before it. */
type Own = Seen & { at: number };
type Kept = { seen: Record<string, Seen>; finished: number[]; place: number | null };

const SAME = 2500;
const LOOKS: Record<string, [Tone, string]> = {
  found: ["ok", "circle-check"],
  counted: ["ok", "circle-check"],
  second: ["ok", "circle-check"],
  elsewhere: ["warn", "map-pin-off"],
  duplicate: ["warn", "copy"],
  ignored: ["tick", "circle-check"],
  unknown: ["bad", "circle-help"],
  unknown_here: ["warn", "circle-help"],
  kept: ["ok", "clock"],
  closed: ["warn", "clock"],
  here: ["ok", "map-pin"],
  not_a_thing: ["warn", "circle-help"],
};

function put<Value>(map: Map<number, Value>, key: number, value: Value | undefined): void {
  if (value) map.set(key, value);
  else map.delete(key);
}

export class CountLocal {
  place: number | null = null;
  finished = new Set<number>();
  private seen = new Map<number, Seen>();
  /** What this phone saw and the server's list may not say yet. */
  private own = new Map<number, Own>();
  private isRead = false;
  private last = new Map<string, number>();
  private before = new Map<string, { seen: Seen | undefined; own: Own | undefined }>();
  private paths = new Map<number, [path: string, zone: number | null]>();
  private expected = new Map<number, number>();

  constructor(
    readonly id: number,
    private readonly along: Along,
    private readonly register: Along,
    private readonly words: Record<string, string>,
  ) {}

  /** Whether it may be told what is expected; without, only the server knows how a scan went. */
  get knows(): boolean {
    return this.along.count?.hidden === false;
  }

  get zones(): [number, number | null, string][] {
    return this.along.count?.zones ?? [];
  }

  /** Read what is expected, what was counted by all, and what this phone has counted since. */
  async open(): Promise<void> {
    await this.recall();
    const { lines = [], paths = [] } = this.along.count ?? {};
    this.paths = new Map(paths.map(([place, path, zone]) => [place, [path, zone]]));
    this.expected = new Map();
    this.seen = new Map();
    for (const [thing, zone, expected, state, place] of lines) {
      if (expected && zone !== null) this.expected.set(thing, zone);
      if (state === "found" || state === "elsewhere") this.seen.set(thing, { state, place });
    }
    for (const [thing, each] of this.own) this.seen.set(thing, each);
  }

  /** What this phone counted until `asked` has arrived: from now on the server's list says it. */
  async settled(asked: number): Promise<void> {
    for (const [thing, { at }] of this.own) if (at < asked) this.own.delete(thing);
    await this.keep();
  }

  private async recall(): Promise<void> {
    if (this.isRead) return;
    const kept = await read<Kept>(this.name);
    this.isRead = true;
    if (!kept) return;
    for (const [key, each] of Object.entries(kept.seen)) this.own.set(Number(key), { ...each, at: 0 });
    this.finished = new Set(kept.finished);
    this.place ??= kept.place;
  }

  async at(place: number | null): Promise<void> {
    this.place = place;
    await this.keep();
  }

  decide(code: string, method: string): Decided {
    const hit = this.find(code);
    if (hit && hit.type !== "asset") {
      if (hit.type === "place") this.place = hit.named.id;
      return { said: this.say(hit.type === "place" ? "here" : "not_a_thing", code, hit.named.name, "") };
    }
    const op = newOp("count", { stocktake_id: this.id, code, place_id: this.place, method });
    if (!hit) return { said: this.say(this.knows ? "unknown_here" : "kept", code, code, this.words[this.knows ? "looked_up" : "later"]!), op };
    return this.thing(hit.thing, code, op);
  }

  /** Count with it from now on. Its act waits by now: what was seen before is what has arrived. */
  async apply(op: Op, thing: Thing, status: string): Promise<void> {
    if (status !== "found" && status !== "elsewhere") return;
    this.before.set(op.id, { seen: this.seen.get(thing.id), own: this.own.get(thing.id) });
    const own = { state: status, place: this.place, at: performance.now() };
    this.own.set(thing.id, own);
    this.seen.set(thing.id, own);
    await this.keep();
  }

  async back(op: Op, thing: Thing): Promise<void> {
    const was = this.before.get(op.id);
    if (!was) return;
    put(this.seen, thing.id, was.seen);
    put(this.own, thing.id, was.own);
    this.last.clear();
    await this.keep();
  }

  async finish(zone: number): Promise<Op> {
    this.finished.add(zone);
    this.place = null;
    await this.keep();
    return newOp("count_finish", { stocktake_id: this.id, zone_id: zone });
  }

  /** How a status looks and reads. */
  say(status: string, code: string, title: string, detail: string): Said {
    const [tone, icon] = LOOKS[status] ?? ["bad", "circle-x"];
    return { status, tone, icon, word: this.words[status] ?? this.words["not_done"]!, title, detail, code };
  }

  nameOf(place: number | null): string {
    const hit = place === null ? null : (this.along.get(`place:${place}`) ?? this.register.get(`place:${place}`));
    return hit?.type === "place" ? hit.named.name : "";
  }

  /** The room that one is in: what is still to be found there, and what was seen. */
  room(): Room | null {
    const zone = this.place === null ? null : (this.paths.get(this.place)?.[1] ?? null);
    const named = this.zones.find(([id]) => id === zone);
    if (!named) return null;
    const here = [...this.expected].filter(([, each]) => each === zone).flatMap(([id]) => this.things(id));
    const extra = [...this.seen].filter(([id, { place }]) => this.expected.get(id) !== zone && this.zoneOf(place) === zone);
    const seen = [...extra.flatMap(([id]) => this.things(id)), ...here.filter(({ id }) => this.seen.has(id))];
    const left = here.filter(({ id }) => !this.seen.has(id));
    return { zone: named[0], name: named[2], all: here.length, found: here.length - left.length, left, seen: seen.map((each) => [each, this.seen.get(each.id)!.state]) };
  }

  isListed(thing: Thing): boolean {
    return this.expected.has(thing.id);
  }

  private zoneOf(place: number | null): number | null {
    return place === null ? null : (this.paths.get(place)?.[1] ?? null);
  }

  private things(id: number): Thing[] {
    const hit = this.along.get(`asset:${id}`) ?? this.register.get(`asset:${id}`);
    return hit?.type === "asset" ? [hit.thing] : [];
  }

  private find(code: string): Hit | null {
    return this.along.find(code) ?? this.register.find(code);
  }

  private thing(thing: Thing, code: string, op: Op): Decided {
    const title = thing.name || thing.tag;
    const key = String(thing.id);
    const now = Date.now();
    const again = now - (this.last.get(key) ?? 0) < SAME;
    this.last.set(key, now);
    if (again) return { said: this.say("ignored", code, title, thing.tag), thing };
    if (!this.knows) return { said: this.say("kept", code, title, thing.tag), op, thing };
    if (this.seen.has(thing.id)) return { said: this.say("duplicate", code, title, thing.tag), op, thing };
    if (this.belongs(thing.place)) return { said: this.say("found", code, title, thing.tag), op, thing };
    const detail = this.words["belongs"]!.replace("{tag}", thing.tag).replace("{place}", this.nameOf(thing.place) || "–");
    return { said: this.say("elsewhere", code, title, detail), op, thing };
  }

  /** One of the two places lies in the other: who stands in a room need not say on which shelf. */
  private belongs(recorded: number | null): boolean {
    if (this.place === null || recorded === this.place) return true;
    const [here, there] = [this.paths.get(this.place)?.[0], recorded === null ? undefined : this.paths.get(recorded)?.[0]];
    return !!here && !!there && (here.startsWith(there) || there.startsWith(here));
  }

  private get name(): string {
    return `counted-${this.id}`;
  }

  private keep(): Promise<void> {
    return write(this.name, { seen: Object.fromEntries(this.own), finished: [...this.finished], place: this.place });
  }
}
