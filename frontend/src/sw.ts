// Lets a page open without a network: the one it is registered for. Everything else goes past it.
type Shell = { version: string; files: string[] };
type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Lasting & { request: Request; respondWith(answer: Promise<Response>): void };
type Scope = { SHELL: Shell; registration: ServiceWorkerRegistration; skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } };

const own = self as unknown as Scope;
const { version, files } = own.SHELL;
const page = new URL(own.registration.scope).pathname;
const MINE = `page:${page}:`;
const NAME = MINE + version;

async function fill(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(files);
  await keep(await fetch(page));
  await own.skipWaiting();
}

async function keep(answer: Response): Promise<Response> {
  if (answer.ok && !answer.redirected) await (await caches.open(NAME)).put(page, answer.clone());
  return answer;
}

async function tidy(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(MINE) && name !== NAME).map((name) => caches.delete(name)));
  await own.clients.claim();
}

const file = async (request: Request): Promise<Response> => (await caches.match(request)) ?? fetch(request);

async function shell(request: Request): Promise<Response> {
  try {
    return await keep(await fetch(request));
  } catch (error) {
    const kept = await caches.match(page);
    if (!kept) throw error;
    return kept;
  }
}

addEventListener("install", (event) => (event as Lasting).waitUntil(fill()));
addEventListener("activate", (event) => (event as Lasting).waitUntil(tidy()));
addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === page) (event as Fetching).respondWith(shell(request));
  else if (files.includes(pathname)) (event as Fetching).respondWith(file(request));
});
