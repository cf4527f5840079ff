// What this phone took along: things, places and people by their codes, and how things are.
import { type Phone, read, write } from "./outbox";

export type Thing = { id: number; tag: string; name: string; place: number | null; condition: string; checkout: number | null; touched: boolean; photo: number | null };
export type Named = { id: number; name: string };
export type Hit = { type: "asset"; thing: Thing } | { type: "party" | "place"; named: Named };
type Row = [number, string, string, number | null, string, number | null, string[]];
/** What an index of a count has besides: how things stand, rooms, and what lies in what. */
export type Counted = {
  hidden: boolean;
  /** Since an older server there may be none. */
  photos?: [thing: number, file: number][];
  lines: [thing: number, zone: number | null, expected: boolean, state: string, seenAt: number | null][];
  zones: [id: number, place: number | null, name: string][];
  paths: [place: number, path: string, zone: number | null][];
  /** The scan up to which this is so. */
  last?: number;
};
type Index = { rows: Row[]; places: [number, string, string[]][]; people: [number, string, string[]][] } & Partial<Counted>;
type Kept = { etag: string; index: Index };

/** The form in which the server looks codes up, as near as a browser comes to it. */
const folded = (code: string): string => code.normalize("NFKC").toLowerCase().trim().split(/\s+/).join(" ");

function keys(code: string): string[] {
  const token = /^https?:\/\/.*\/t\/([^/?#]+)\/?(?:[?#]|$)/i.exec(code)?.[1];
  const whole = folded(token ?? code);
  return token ? [whole] : [whole, whole.replace(/[\s:.-]+/g, "")];
}

export class Along {
  private byCode = new Map<string, Hit[]>();
  private byKey = new Map<string, Hit>();
  /** What it has of a count, if it is of one. */
  count: Counted | null = null;

  /** `name` is what it is kept under. */
  constructor(private readonly name = "index") {}

  get size(): number {
    return this.byKey.size;
  }

  async open(): Promise<void> {
    const kept = await read<Kept>(this.name);
    if (!kept) return;
    this.fill(kept.index, new Set((await read<number[]>("touched")) ?? []));
    this.count = kept.index.lines ? (kept.index as Counted) : null;
  }

  /** Fetch it anew, unless it is the same. Refused is said by throwing why. */
  async fetch(url: string, phone: Phone, settled: boolean): Promise<void> {
    const kept = await read<Kept>(this.name);
    const headers: Record<string, string> = { Authorization: `Bearer ${phone.secret}` };
    if (kept) headers["If-None-Match"] = kept.etag;
    const answer = await fetch(url, { credentials: "omit", headers, cache: "no-store" });
    if (answer.status !== 304 && !answer.ok) throw new Error(((await answer.json()) as { detail?: string }).detail ?? String(answer.status));
    if (answer.ok) await write(this.name, { etag: answer.headers.get("ETag") ?? "", index: await answer.json() });
    if (settled) await write("touched", []);
    await this.open();
  }

  /** Hear what others counted since; say whether there was anything. Kept is only the whole. */
  async hear(url: string, phone: Phone): Promise<boolean> {
    const { count } = this;
    if (!count || count.hidden || count.last === undefined) return false;
    const headers = { Authorization: `Bearer ${phone.secret}` };
    const answer = await fetch(`${url}&since=${count.last}`, { credentials: "omit", headers, cache: "no-store" });
    if (!answer.ok) return false;
    const { lines, last } = (await answer.json()) as Required<Pick<Counted, "lines" | "last">>;
    if (this.count !== count) return false;
    const fresh = new Map(lines.map((line) => [line[0], line]));
    count.lines = [...count.lines.filter(([thing]) => !fresh.has(thing)), ...lines];
    count.last = last;
    return lines.length > 0;
  }

  /** What a code stands for here, if it is one thing, person or place. */
  find(code: string): Hit | null {
    const hits = keys(code).flatMap((key) => this.byCode.get(key) ?? []);
    return new Set(hits).size === 1 ? hits[0]! : null;
  }

  get(key: string): Hit | null {
    return this.byKey.get(key) ?? null;
  }

  /** From now on what is known of a thing is what this phone did to it. */
  async touch(thing: Thing): Promise<void> {
    thing.touched = true;
    await write("touched", [...new Set([...((await read<number[]>("touched")) ?? []), thing.id])]);
  }

  private fill(index: Index, touched: Set<number>): void {
    this.byCode = new Map();
    this.byKey = new Map();
    const photos = new Map(index.photos);
    for (const [id, tag, name, place, condition, checkout, codes] of index.rows) {
      const thing = { id, tag, name, place, condition, checkout, touched: touched.has(id), photo: photos.get(id) ?? null };
      this.put(`asset:${id}`, { type: "asset", thing }, [folded(tag), ...codes]);
    }
    for (const [id, name, codes] of index.places) this.put(`place:${id}`, { type: "place", named: { id, name } }, codes);
    for (const [id, name, codes] of index.people) this.put(`party:${id}`, { type: "party", named: { id, name } }, codes);
  }

  private put(key: string, hit: Hit, codes: string[]): void {
    this.byKey.set(key, hit);
    for (const code of codes) this.byCode.set(code, [...(this.byCode.get(code) ?? []), hit]);
  }
}
