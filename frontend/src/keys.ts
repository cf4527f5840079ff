// Keyboard: `?` help, `g` and a letter to go somewhere, j/k through rows, x to select, Enter to
// open, `.` for actions, e to edit. A shortcut waits 80 ms: if another key follows it was a scan.
import { all, editable, kept, make, on, one } from "./dom";

const WAIT = 80;
const LEADER = 1500;

const off = (): boolean => kept.get("keys") === "0";

function rows(): HTMLElement[] {
  return all("[data-rows] > tbody > tr, [data-rows] > li").filter((row) => row.offsetParent !== null);
}

function current(): HTMLElement | null {
  return one("[data-rows] .cur");
}

function step(by: number): void {
  const list = rows();
  const here = current();
  const next = list[Math.min(list.length - 1, Math.max(0, here ? list.indexOf(here) + by : 0))];
  if (!next) return;
  here?.classList.remove("cur");
  next.classList.add("cur");
  next.scrollIntoView({ block: "nearest" });
  one<HTMLAnchorElement>("a[href]", next)?.focus({ preventScroll: true });
}

function go(letter: string): void {
  one<HTMLAnchorElement>(`[data-go="${CSS.escape(letter)}"]`)?.click();
}

/** What the page itself offers under a key: the first visible element with `data-key`. */
function offered(key: string): HTMLElement | undefined {
  return all(`[data-key="${CSS.escape(key)}"]`).find((element) => element.offsetParent !== null);
}

/** Show the keys, those of this page among them. */
function help(): void {
  const dialog = one<HTMLDialogElement>("#keys-help");
  const section = one("[data-page-keys]");
  if (!dialog || !section) return;
  const elements = all("[data-key]").filter((element) => element.offsetParent !== null);
  const lines = elements.flatMap((element) => {
    const name = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
    return [make("dt", {}, name), make("dd", {}, make("kbd", {}, element.dataset["key"]!.toUpperCase()))];
  });
  one("dl", section)?.replaceChildren(...lines);
  section.hidden = !lines.length;
  dialog.showModal();
}

const ACTS: Record<string, () => void> = {
  "?": help,
  j: () => step(+1),
  k: () => step(-1),
  x: () => one<HTMLInputElement>(".c-check input", current() ?? undefined)?.click(),
  ".": () => one("[data-actions], .c-act [popovertarget]", current() ?? document)?.click(),
  Enter: () => one<HTMLAnchorElement>(".c-main a, a[href]", current() ?? undefined)?.click(),
};

export function installKeys(palette: ((text?: string) => void) | null): void {
  let timer = 0;
  let leader = 0;
  const run = (key: string) => {
    if (Date.now() - leader < LEADER) {
      leader = 0;
      return go(key);
    }
    if (key === "g") leader = Date.now();
    else if (key === "/") palette?.();
    else (offered(key) ?? { click: ACTS[key] }).click?.();
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return palette?.();
    }
    window.clearTimeout(timer);
    const held = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing;
    if (held || off() || editable(event.target) || one("dialog[open]")) return;
    if (event.key === "Enter" && (event.target !== document.body || !current())) return;
    if (event.key.length !== 1 && event.key !== "Enter") return;
    if (event.key === "/") event.preventDefault();
    timer = window.setTimeout(run, WAIT, event.key);
  });
  on("click", "[data-keys-help]", help);
}
