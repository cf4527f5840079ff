// What can be said of a thing with one thumb: a picture of it, and the condition that it is in.
import { make, one } from "./dom";
import { feedback } from "./feedback";
import type { Subject } from "./outbox";
import { toast } from "./toast";
import type { PhoneElement } from "./phone";

type Words = Record<string, string>;

/** A button that opens the camera; the picture goes to what it is of. With a word on it where there is room. */
export function cameraButton(words: Words, of: Subject, looks = "btn", shown = false): HTMLElement {
  const camera = make("input", { class: "vh", type: "file", accept: "image/*", capture: "environment", name: "photo" });
  camera.addEventListener("change", () => camera.files?.[0] && void send(words, of, camera.files[0]));
  const icon = one<HTMLTemplateElement>('template[data-icon="camera"]')?.content.cloneNode(true) ?? "";
  return make("label", { class: looks }, icon, make("span", { class: shown ? "" : "vh" }, words["photo"]!), camera);
}

export function touchRow(words: Words, now: string, asset: number, say: (condition: string) => void): HTMLElement {
  const conditions = Object.keys(words).filter((key) => key.startsWith("condition."));
  const buttons = conditions.map((key) => {
    const value = key.slice("condition.".length);
    const button = make("button", { type: "button", "aria-pressed": String(value === now) }, words[key]!);
    button.addEventListener("click", () => say(value));
    return button;
  });
  return make("div", { class: "touch" }, cameraButton(words, { asset_id: asset }), make("div", { class: "seg", role: "group", "aria-label": words["condition"] }, ...buttons));
}

async function send(words: Words, of: Subject, file: File): Promise<void> {
  const done = await one<PhoneElement>("x-phone")!.photo(of, file);
  feedback(done === "lost" ? "bad" : "tick");
  toast({ text: words[`photo_${done}`]!, level: done === "lost" ? "bad" : "ok" });
}
