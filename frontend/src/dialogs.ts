// Dialogs, menus and "are you sure". The markup works without this file wherever it can: menus
// are popovers, and what a dialog holds is a form that has a page of its own.
import { all, make, on, one, say } from "./dom";

const FIRST = "[autofocus], .bd :is(input:not([type=hidden], .sw), select, textarea)";

/** Open a dialog at its first field, not at the button that closes it. */
export function open(dialog: HTMLDialogElement): void {
  dialog.showModal();
  one(FIRST, dialog)?.focus();
}

/** Ask for a yes in a dialog of the page's own look. */
export function confirmed(question: string, yes = say("go_on"), danger = false): Promise<boolean> {
  return new Promise((resolve) => {
    const accept = make("button", { class: `btn p${danger ? " danger" : ""}`, value: "yes", autofocus: "" }, yes);
    const refuse = make("button", { class: "btn", value: "no" }, say("cancel"));
    const form = make("form", { method: "dialog" }, make("header", {}, make("h2", { id: "sure" }, question)));
    form.append(make("footer", {}, refuse, accept));
    const dialog = make("dialog", { class: "dlg n", "aria-labelledby": "sure" }, form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
    dialog.showModal();
  });
}

function place(menu: HTMLElement, opener: HTMLElement): void {
  const { left, right, bottom, top } = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = bottom + 5 + height <= innerHeight || top < height;
  menu.style.top = `${Math.max(8, below ? bottom + 5 : top - 5 - height)}px`;
  const wide = left + width > innerWidth - 8 || menu.dataset["align"] === "end";
  menu.style.left = `${Math.max(8, Math.min(wide ? right - width : left, innerWidth - width - 8))}px`;
}

/** One menu for all rows: whoever opened it says which row its acts and links are about. */
function forRow(menu: HTMLElement, { dataset: { row, held } }: HTMLElement): void {
  if (!row) return;
  for (const button of all<HTMLButtonElement>("button[name=ids]", menu)) button.value = row;
  for (const each of all("[data-row-held]", menu)) each.hidden = !held;
  for (const link of all<HTMLAnchorElement>("[data-row-at]", menu)) {
    link.dataset["base"] ??= link.href;
    link.href = link.dataset["base"] + link.dataset["rowAt"]!.replace("{id}", row);
  }
}

/** A click on the veil, not on what the dialog holds. */
const outside = (dialog: HTMLDialogElement, { clientX: x, clientY: y }: MouseEvent): boolean => {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
};

export function installDialogs(): void {
  on("click", "[data-dialog]", (opener, event) => {
    const dialog = one<HTMLDialogElement>(opener.dataset["dialog"] ?? "");
    if (!dialog) return;
    event.preventDefault();
    opener.closest<HTMLElement>("[popover]")?.hidePopover();
    open(dialog);
  });
  for (const dialog of all<HTMLDialogElement>("dialog[data-open]")) open(dialog);
  on("click", "[data-close]", (closer, event) => {
    event.preventDefault();
    closer.closest("dialog")?.close();
  });
  on("mousedown", "dialog.dlg, dialog.pal", (target, event) => {
    const dialog = target as HTMLDialogElement;
    if (event.target === dialog && outside(dialog, event as MouseEvent)) dialog.close();
  });
  let pressed: HTMLElement | null = null;
  on("click", "[popovertarget]", (button) => (pressed = button));
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]")) return;
      const own = `[popovertarget="${menu.id}"]`;
      const opener = pressed?.matches(own) ? pressed : one(own);
      const open = (event as ToggleEvent).newState === "open";
      opener?.setAttribute("aria-expanded", String(open));
      if (!open || !opener) return;
      forRow(menu, opener);
      place(menu, opener);
      one("a, button, input, select", menu)?.focus();
    },
    true,
  );
  on("keydown", ".menu[popover]", (menu, event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[(event as KeyboardEvent).key];
    if (!step) return;
    event.preventDefault();
    const items = [...menu.querySelectorAll<HTMLElement>("a, button")];
    const here = items.indexOf(document.activeElement as HTMLElement);
    items[(here + step + items.length) % items.length]?.focus();
  });
  document.addEventListener("submit", sure, true);
  // What was chosen from a menu closes it, also if the page stays, as it does for a download.
  document.addEventListener("submit", ({ submitter }) => submitter?.closest<HTMLElement>("[popover]")?.hidePopover());
}

/** A form or button with `data-confirm` is sent only after a yes. */
async function sure(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  const asker = event.submitter?.dataset["confirm"] ? event.submitter : form;
  const question = asker.dataset["confirm"];
  if (!question || form.dataset["sure"]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const danger = "danger" in asker.dataset;
  if (!(await confirmed(question, asker.dataset["yes"], danger))) return;
  form.dataset["sure"] = "1";
  form.requestSubmit(event.submitter);
  delete form.dataset["sure"];
}
