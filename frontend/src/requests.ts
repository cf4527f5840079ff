// The one place that knows htmx: its settings, its event names, how answers are shown.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { open } from "./dialogs";
import { all, meta, on, one, say } from "./dom";
import { toast } from "./toast";

type RequestEvent = CustomEvent<{
  headers: Record<string, string>;
  xhr: XMLHttpRequest;
  elt: HTMLElement;
  target: HTMLElement;
  verb: string;
}>;

const REFUSALS = "400|403|404|409|412|422|429|503";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  disableInheritance: true,
  historyCacheSize: 0,
  historyRestoreAsHxRequest: false,
  includeIndicatorStyles: false,
  methodsThatUseUrlParams: ["get"],
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  selfRequestsOnly: true,
  timeout: 15000,
  withCredentials: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: REFUSALS, swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

/** `hx-swap="morph"` and `hx-swap="morph:innerHTML"` keep focus, scroll and open menus. */
htmx.defineExtension("morph", {
  isInlineSwap: (style: string) => style === "morph" || style === "morph:outerHTML",
  handleSwap(style: string, target: Node, fragment: DocumentFragment) {
    if (!style.startsWith("morph")) return false;
    const inner = style === "morph:innerHTML";
    const content = inner ? fragment.childNodes : fragment.firstElementChild;
    const morphStyle = inner ? "innerHTML" : "outerHTML";
    return Idiomorph.morph(target as Element, content, { morphStyle, ignoreActiveValue: true });
  },
} as never);

/** Run something for every part of the page: now, and whenever one is swapped in. */
export function onContent(act: (root: ParentNode) => void): void {
  const run = () => act(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
  else run();
  document.addEventListener("htmx:load", (event) => {
    const part = (event as RequestEvent).detail.elt;
    if (part !== document.body) act(part);
  });
}

/** Ask for a part of a page and put it where it belongs. */
export const load = (url: string, target: Element, swap = "innerHTML"): Promise<void> =>
  htmx.ajax("get", url, { target, swap } as never);

/** Let htmx see attributes of elements that a script has added. */
export const adopt = (element: Element): void => htmx.process(element);

// A form that has a page of its own, opened over the page that one is on: `data-over` on a link,
// or on a form or its button that leads there. With a key held down, the page opens as any other.
const over = () => one("#dialogs");

on("click", "a[data-over]", (link, event) => {
  const { ctrlKey, metaKey, shiftKey, button } = event as MouseEvent;
  const place = over();
  if (!place || ctrlKey || metaKey || shiftKey || button) return;
  event.preventDefault();
  void load((link as HTMLAnchorElement).href, place);
});
document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  const form = target as HTMLFormElement;
  const place = over();
  if (!place || event.defaultPrevented || ![form, submitter].some((each) => each?.hasAttribute("data-over"))) return;
  event.preventDefault();
  const values = new FormData(form, submitter);
  const action = submitter?.getAttribute("formaction") ?? form.action;
  void htmx.ajax("post", action, { target: place, swap: "innerHTML", values } as never);
});

let running = 0;
function busy(change: number): void {
  running = Math.max(0, running + change);
  one("#progress")?.classList.toggle("on", running > 0);
}

document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = event as RequestEvent;
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = meta("csrf");
});
document.addEventListener("htmx:beforeRequest", () => busy(+1));
document.addEventListener("htmx:afterRequest", () => busy(-1));
document.addEventListener("htmx:sendError", () => toast({ text: say("offline"), level: "bad" }));
document.addEventListener("htmx:timeout", () => toast({ text: say("slow"), level: "bad" }));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as RequestEvent).detail;
  if (xhr.status !== 401) toast({ text: say("failed", { status: xhr.status }), level: "bad" });
});
document.addEventListener("htmx:afterSwap", () => {
  // a refusal takes the place of the ones before it, and is where the eye and the reader go
  const box = one("#refusals");
  if (box?.firstElementChild) box.scrollIntoView({ block: "nearest" });
  for (const dialog of all<HTMLDialogElement>("dialog[data-open]:not([open])")) open(dialog);
});
document.addEventListener("toast", (event) => {
  const { detail } = event as CustomEvent;
  toast(detail);
});
