// The outbox of this phone: acts wait in the browser's own database until the server has answered
// for each. Nothing leaves it before its answer.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { kept } from "./dom";

export type Args = Record<string, unknown>;
export type Op = { n?: number; id: string; act: string; args: Args; captured_at: string; base?: unknown; tries: number };
export type Answer = { id: string; status: "applied" | "duplicate" | "conflict" | "rejected"; code?: string; message?: string; blocked_by?: string; result?: string };
export type Phone = { device: number; secret: string; place: string; name: string; needs: number };

/** What a photo is of: a thing, or a code of a count that nobody knows. */
export type Subject = { asset_id: number } | { stocktake_id: number; code: string };
export type Photo = { n?: number; of: Subject; file: Blob; name: string };

interface Store extends DBSchema {
  ops: { key: number; value: Op };
  kept: { key: string; value: unknown };
  photos: { key: number; value: Photo & { asset?: number } };
}

const CHUNK = 50;
const EVERY = 15_000;
let opened: Promise<IDBPDatabase<Store>> | null = null;
let url = "";
let running = false;

function base(): Promise<IDBPDatabase<Store>> {
  opened ??= openDB<Store>("wherehold", 2, {
    upgrade(made, was) {
      if (was < 1) {
        made.createObjectStore("ops", { keyPath: "n", autoIncrement: true });
        made.createObjectStore("kept");
      }
      made.createObjectStore("photos", { keyPath: "n", autoIncrement: true });
    },
  });
  return opened;
}

export const read = async <T>(name: string): Promise<T | undefined> => (await base()).get("kept", name) as Promise<T | undefined>;
export const write = async (name: string, value: unknown): Promise<void> => void (await (await base()).put("kept", value, name));
export const waiting = async (): Promise<Op[]> => (await base()).getAll("ops");

/** Photos that wait; those of an earlier version of this page named their thing in another way. */
const photos = async (): Promise<Photo[]> =>
  (await (await base()).getAll("photos")).map(({ asset, ...photo }) => (asset ? { ...photo, of: { asset_id: asset } } : photo));

/** How much is only here: acts, and photos. */
export const held = async (): Promise<number> => (await (await base()).count("ops")) + (await (await base()).count("photos"));

/** Tell the page, and pages without this file, how many wait. */
async function tell(answers: Answer[] = []): Promise<void> {
  const [ops, count] = [await waiting(), await held()];
  kept.set("outbox", String(count));
  document.dispatchEvent(new CustomEvent("outbox", { detail: { count, since: ops[0]?.captured_at ?? "", answers } }));
}

export async function add(op: Op): Promise<void> {
  await (await base()).add("ops", op);
  await tell();
  void flush();
}

export async function addPhoto(photo: Photo): Promise<void> {
  await (await base()).add("photos", photo);
  await tell();
  await flush();
}

/** Take back what has not been sent; say whether it was still there. */
export const drop = (id: string): Promise<boolean> =>
  alone(async () => {
    const found = (await waiting()).find((op) => op.id === id);
    if (found) await (await base()).delete("ops", found.n!);
    await tell();
    return found !== undefined;
  });

/** One page at a time, or two would send the same; the server would know, but why ask it. */
const alone = <T>(act: () => Promise<T>): Promise<T> => (navigator.locks ? (navigator.locks.request("outbox", act) as Promise<T>) : act());

/** Send what waits, in order. What is not answered stays, whatever the reason. */
export async function flush(): Promise<void> {
  if (running || !navigator.onLine) return;
  running = true;
  try {
    const phone = await read<Phone>("phone");
    if (phone && url) await alone(() => send(phone).then(() => sendPhotos(phone)));
  } catch {
    // it stays where it is, and is sent again
  } finally {
    running = false;
    await tell();
  }
}

async function send(phone: Phone): Promise<void> {
  let size = CHUNK;
  for (let ops = await waiting(); ops.length; ops = await waiting()) {
    const part = ops.slice(0, size);
    const answer = await post(phone, part, ops.length - part.length);
    if (answer.ok) await settle(phone, ((await answer.json()) as { results: Answer[] }).results, part);
    // one that the server trips over must not hold up the others' way: find it, then stop at it
    else if (answer.status === 500 && size > 1) size = 1;
    else return;
  }
}

/** Where photos go, beside where acts go. */
export const photosUrl = (sync: string): string => sync.replace(/sync$/, "scan/photos");

export function photoForm({ of, file, name }: Photo): FormData {
  const body = new FormData();
  for (const [key, value] of Object.entries(of)) body.set(key, String(value));
  body.set("photo", file, name);
  return body;
}

/** Photos follow the acts. One that the server refuses for good goes; it has said why. */
async function sendPhotos(phone: Phone): Promise<void> {
  for (const photo of await photos()) {
    const headers = { Authorization: `Bearer ${phone.secret}` };
    const answer = await fetch(photosUrl(url), { method: "POST", credentials: "omit", headers, body: photoForm(photo) });
    if (!answer.ok && ![400, 403, 404, 409, 413, 415, 422].includes(answer.status)) return;
    await (await base()).delete("photos", photo.n!);
    // the server hears of it first: who is told that nothing waits may close the count
    if ("stocktake_id" in photo.of) await report(phone);
    const why = answer.ok ? "" : (((await answer.json()) as { detail?: string }).detail ?? "");
    await tell(answer.ok ? [] : [{ id: `photo-${photo.n}`, status: "rejected", message: why }]);
  }
}

/** The counts that this phone is at, with how much of each it holds beside what it sends. */
async function counts(sent: Op[]): Promise<{ id: number; pending: number }[]> {
  const going = new Set(sent.map(({ id }) => id));
  const acts = (await waiting()).filter(({ id }) => !going.has(id)).map(({ args }) => args["stocktake_id"]);
  const held = [...acts, ...(await photos()).map(({ of }) => ("stocktake_id" in of ? of.stocktake_id : 0))];
  return ((await read<number[]>("counts")) ?? []).map((id) => ({ id, pending: held.filter((each) => each === id).length }));
}

/** Tell the server what this phone holds, also when that is nothing. */
export async function report(phone: Phone): Promise<void> {
  await post(phone, [], (await waiting()).length);
}

async function post(phone: Phone, ops: Op[], pending: number): Promise<Response> {
  const sent = ops.map(({ id, act, args, captured_at, ...more }) => ({ id, act, args, captured_at, ...("base" in more ? { base: more.base } : {}) }));
  return fetch(url, {
    method: "POST",
    credentials: "omit",
    headers: { Authorization: `Bearer ${phone.secret}`, "Content-Type": "application/json" },
    body: JSON.stringify({ device: phone.device, pending, ops: sent, counts: await counts(ops) }),
    signal: AbortSignal.timeout(30_000),
  });
}

async function settle(phone: Phone, answers: Answer[], sent: Op[]): Promise<void> {
  const answered = new Set(answers.map(({ id }) => id));
  const change = (await base()).transaction("ops", "readwrite");
  for (const op of sent) if (answered.has(op.id)) void change.store.delete(op.n!);
  await change.done;
  const heads = answers.filter(({ status, blocked_by }) => (status === "conflict" || status === "rejected") && !blocked_by);
  if (heads.length) await write("phone", Object.assign(phone, { needs: phone.needs + heads.length }));
  await tell(answers);
}

/** Begin to send: now, when the network or the page comes back, and every now and then. */
export function start(address: string): void {
  url = address;
  addEventListener("online", () => void flush());
  addEventListener("offline", () => void tell());
  document.addEventListener("visibilitychange", () => document.hidden || void flush());
  window.setInterval(() => void flush(), EVERY);
  void tell().then(flush);
}
