// What every page loads. Islands that few pages need are fetched when one of them stands there.
import "./requests";
import { installCombo } from "./combobox";
import { installDialogs } from "./dialogs";
import { kept, meta, one } from "./dom";
import { feedback, unlockSound } from "./feedback";
import { installForms } from "./forms";
import { installKeys } from "./keys";
import { installPalette } from "./palette";
import { onContent } from "./requests";
import { installSelection } from "./select";
import { installToasts } from "./toast";
import { emitScan, installWedge, type ScanDetail } from "./wedge";

installDialogs();
installForms();
installToasts();
installCombo();
installSelection();
if (meta("scan-url")) {
  const prefix = kept.get("scan.prefix");
  installWedge(prefix ? { prefix } : {});
  addEventListener("click", unlockSound, { once: true });
  // whoever knows better has said so by now; else the server says what the code is
  document.addEventListener("scan", (event) => {
    const { code, source } = (event as CustomEvent<ScanDetail>).detail;
    // an island that scans are for may still be on its way, and there before the timer is
    const late = one("x-scan:not(:defined), x-count:not(:defined)");
    if (late) return void customElements.whenDefined(late.localName).then(() => emitScan(code, source));
    window.setTimeout(() => {
      if (event.defaultPrevented) return;
      // a form that collects codes takes it, one a line
      const list = one<HTMLTextAreaElement>("textarea[data-scan-into]");
      if (list) {
        list.value = `${list.value.trimEnd()}\n${code}\n`.trimStart();
        list.scrollTop = list.scrollHeight;
        return feedback("tick");
      }
      feedback("tick");
      location.assign(`${meta("scan-url")}?${new URLSearchParams({ code, via: source })}`);
    });
  });
}
// who holds acts that are only here does not sign out
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches("[data-sign-out]") || !Number(kept.get("outbox"))) return;
  event.preventDefault();
  void import("./leaving").then(({ refuse }) => refuse(form));
});
installKeys(installPalette());
onContent((root) => {
  if (one("x-scanner", root)) void import("./scanner");
  if (one("x-scan", root)) void import("./scan");
  if (one("x-nfc", root)) void import("./nfc");
  if (one("x-count", root)) void import("./count");
  if (one("x-plan", root)) void import("./plan");
  if (one("x-floor", root)) void import("./floor");
  if (one("x-map", root)) void import("./map");
  if (one("x-trail", root)) void import("./trail");
  if (one("x-sites", root)) void import("./map-sites");
  if (one("x-passkey", root)) void import("./passkey");
  if (one("x-signature", root)) void import("./signature");
});
document.documentElement.dataset["ready"] = "";
