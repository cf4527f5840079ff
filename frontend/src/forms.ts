// Conveniences on plain forms: filters that send themselves, copying, dropped files, steppers,
// the theme without a reload, and one submission for one click.
import { announce, headers, kept, on, one, say } from "./dom";
import { toast } from "./toast";

function autosubmit(): void {
  let timer = 0;
  const sent = new WeakMap<HTMLElement, string>();
  const send = (field: HTMLElement) => {
    const form = field.closest<HTMLFormElement>("form[data-autosubmit]");
    if (field instanceof HTMLInputElement && field.type !== "checkbox" && field.type !== "radio") {
      // a scan that passed through the field has left it as it was: nothing to ask again
      if (field.value === (sent.get(field) ?? field.defaultValue)) return;
      sent.set(field, field.value);
    }
    if (form?.isConnected) form.requestSubmit();
  };
  on("change", "form[data-autosubmit] :is(select, input:not([type=search], [type=text]))", send);
  on("input", "form[data-autosubmit] :is(input[type=search], input[type=text])", (field) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, 250, field);
  });
}

function copying(): void {
  on("click", "[data-copy]", async (button) => {
    const text = button.dataset["copy"] || one(button.dataset["copyFrom"] ?? "")?.textContent?.trim() || "";
    try {
      await navigator.clipboard.writeText(text);
      toast({ text: say("copied", { text: text.length > 40 ? `${text.slice(0, 38)}…` : text }) });
    } catch {
      // no clipboard outside https: leave the text selected, so that Ctrl-C takes it
      const box = document.createRange();
      const shown = one(button.dataset["copyFrom"] ?? "") ?? button.parentElement;
      if (shown) box.selectNodeContents(shown);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(box);
      toast({ text: say("copy_by_hand"), level: "warn" });
    }
  });
}

function files(): void {
  on("change", ".drop input[type=file]", (field) => {
    const input = field as HTMLInputElement;
    const names = [...(input.files ?? [])].map((file) => file.name).join(", ");
    const shown = one(".files", input.closest(".drop") ?? document);
    if (shown) shown.textContent = names;
    announce(names);
    if (names && "send" in input.dataset) input.form?.requestSubmit();
  });
  for (const type of ["dragover", "dragleave", "drop"] as const) {
    on(type, ".drop", (box) => box.classList.toggle("over", type === "dragover"));
  }
}

function steppers(): void {
  on("click", ".stepper > button", (button) => {
    const field = one<HTMLInputElement>("input", button.parentElement ?? document);
    if (!field) return;
    if (button.dataset["step"] === "-1") field.stepDown();
    else field.stepUp();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function theme(): void {
  on("submit", "form[data-theme-form]", async (element, event) => {
    const form = element as HTMLFormElement;
    const chosen = ((event as SubmitEvent).submitter as HTMLButtonElement | null)?.value;
    if (!chosen) return;
    event.preventDefault();
    if (chosen === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = chosen;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === chosen));
    }
    await fetch(form.action, { method: "POST", headers: headers(), body: new URLSearchParams({ theme: chosen }) });
  });
}

/** A second click while the first is under way does nothing. */
function once(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
    const button = event.submitter;
    if (button) window.setTimeout(() => button.setAttribute("aria-busy", "true"));
  });
  addEventListener("pageshow", () => document.querySelectorAll("[aria-busy=true]").forEach((one) => one.removeAttribute("aria-busy")));
}

/** Preferences of this device: a box keeps "1" or "0", a choice its value. */
function preferences(): void {
  type Field = HTMLInputElement | HTMLSelectElement;
  const isBox = (field: Field): field is HTMLInputElement => field.type === "checkbox";
  on("change", "[data-pref]", (element) => {
    const field = element as Field;
    kept.set(field.dataset["pref"] ?? "", isBox(field) ? (field.checked ? "1" : "0") : field.value);
  });
  for (const field of document.querySelectorAll<Field>("[data-pref]")) {
    const value = kept.get(field.dataset["pref"] ?? "");
    if (value === null) continue;
    if (isBox(field)) field.checked = value === "1";
    else field.value = value;
  }
}

function toggles(): void {
  on("click", "[data-show]", (button) => {
    const part = one(button.dataset["show"] ?? "");
    if (!part) return;
    part.hidden = !part.hidden;
    button.setAttribute("aria-expanded", String(!part.hidden));
    if (!part.hidden) one("input, select, textarea, a, button", part)?.focus();
  });
}

export function installForms(): void {
  [autosubmit, copying, files, steppers, theme, once, preferences, toggles].forEach((install) => install());
}
