// Messages that come and go: from the page itself (Django's messages), from answers, from scripts.
import { all, announce, headers, make, one, say } from "./dom";

export type Toast = { text: string; level?: string; undo?: string; undo_label?: string };

const STAYS = { plain: 6000, undo: 12000 };

/** Show a message; with `undo` it carries a button that posts there. */
export function toast({ text, level = "ok", undo, undo_label }: Toast): void {
  const box = make("div", { class: `toast ${level}`, role: level === "bad" ? "alert" : "status" }, make("span", {}, text));
  if (undo) {
    const form = make("form", { method: "post", action: undo });
    form.append(make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: headers()["X-CSRFToken"] }));
    form.append(make("button", {}, undo_label ?? say("undo")));
    box.append(form);
  }
  box.append(make("button", { class: "x", type: "button", "aria-label": say("dismiss") }, "×"));
  one("#toasts")?.append(box);
  announce(text);
  arm(box);
}

/** Let a message go after its time; not while someone points at it or has it in focus. */
function arm(box: HTMLElement): void {
  let timer = 0;
  const start = () => {
    const lasting = box.matches(".bad") || box.querySelector("form, a") !== null;
    timer = window.setTimeout(() => box.remove(), lasting ? STAYS.undo : STAYS.plain);
  };
  const hold = () => window.clearTimeout(timer);
  box.addEventListener("pointerenter", hold);
  box.addEventListener("focusin", hold);
  box.addEventListener("pointerleave", start);
  box.addEventListener("focusout", start);
  box.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".x")) box.remove();
  });
  start();
}

export function installToasts(): void {
  all("#toasts > .toast").forEach(arm);
}
