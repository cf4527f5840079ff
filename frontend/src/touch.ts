// What can be said of a thing with one thumb: a picture of it, and the condition that it is in.
import { make, one } from "./dom";
import { feedback } from "./feedback";
import { toast } from "./toast";
import type { PhoneElement } from "./phone";

type Words = Record<string, string>;

export function touchRow(words: Words, now: string, asset: number, say: (condition: string) => void): HTMLElement {
  const camera = make("input", { class: "vh", type: "file", accept: "image/*", capture: "environment", name: "photo" });
  camera.addEventListener("change", () => camera.files?.[0] && void send(words, asset, camera.files[0]));
  const icon = one<HTMLTemplateElement>('template[data-icon="camera"]')?.content.cloneNode(true) ?? "";
  const photo = make("label", { class: "btn" }, icon, make("span", { class: "vh" }, words["photo"]!), camera);
  const conditions = Object.keys(words).filter((key) => key.startsWith("condition."));
  const buttons = conditions.map((key) => {
    const value = key.slice("condition.".length);
    const button = make("button", { type: "button", "aria-pressed": String(value === now) }, words[key]!);
    button.addEventListener("click", () => say(value));
    return button;
  });
  return make("div", { class: "touch" }, photo, make("div", { class: "seg", role: "group", "aria-label": words["condition"] }, ...buttons));
}

async function send(words: Words, asset: number, file: File): Promise<void> {
  const done = await one<PhoneElement>("x-phone")!.photo(asset, file);
  feedback(done === "lost" ? "bad" : "tick");
  toast({ text: words[`photo_${done}`]!, level: done === "lost" ? "bad" : "ok" });
}
