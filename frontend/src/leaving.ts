// Signing out while acts wait on this phone is refused: it would lose them.
import { make, meta, say } from "./dom";
import { flush, held, start } from "./outbox";

export async function refuse(form: HTMLFormElement): Promise<void> {
  start(meta("sync-url"));
  const count = await held();
  if (!count) return form.submit();
  const title = make("h2", { id: "leaving" }, say("only_here", { count }));
  const send = make("button", { class: "btn p", type: "button" }, say("send_now"));
  const stay = make("button", { class: "btn" }, say("go_on"));
  const body = make("form", { method: "dialog" }, make("header", {}, title), make("div", { class: "bd" }, say("stranded")));
  body.append(make("footer", {}, stay, send));
  const dialog = make("dialog", { class: "dlg n", "aria-labelledby": "leaving" }, body);
  dialog.addEventListener("close", () => dialog.remove());
  send.addEventListener("click", async () => {
    await flush();
    const left = await held();
    if (!left) return form.submit();
    title.textContent = say("only_here", { count: left });
  });
  document.body.append(dialog);
  dialog.showModal();
}
