// <x-nfc>: tags that a phone is held to. What is read goes out as a `scan` event, like a code of the
// camera. With a form in it, the form asks for the address of a thing, and that is written on a tag.
// Source: Web NFC, W3C Community Group: NDEFReader, records "url", "absolute-url", "text".
import { announce, headers, one } from "./dom";
import { feedback } from "./feedback";
import { toast } from "./toast";
import { emitScan } from "./wedge";

const CODES = ["url", "absolute-url", "text"];

class Nfc extends HTMLElement {
  private readonly stop = new AbortController();

  connectedCallback(): void {
    const can = "NDEFReader" in window;
    const form = one<HTMLFormElement>("form", this);
    if (form) return this.offer(form, can);
    this.hidden = !can;
    one("[data-read]", this)?.addEventListener("click", (event) => void this.read(event.currentTarget as HTMLButtonElement));
  }

  disconnectedCallback(): void {
    this.stop.abort();
  }

  /** Listen until the page is left. */
  private async read(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    try {
      const reader = new NDEFReader();
      reader.addEventListener("reading", ({ message }) => this.heard(message.records));
      reader.addEventListener("readingerror", () => this.say("bad", "unread"));
      await reader.scan({ signal: this.stop.signal });
      this.say("tick", "ready");
    } catch (error) {
      button.disabled = false;
      this.say("bad", (error as Error).name === "NotAllowedError" ? "denied" : "none");
    }
  }

  private heard(records: NDEFRecord[]): void {
    const found = records.find(({ recordType, data }) => CODES.includes(recordType) && data);
    if (found) emitScan(new TextDecoder(found.encoding ?? "utf-8").decode(found.data), "nfc");
    else this.say("bad", "unread");
  }

  /** A browser that cannot write keeps the form, and says why: the address can be copied there. */
  private offer(form: HTMLFormElement, can: boolean): void {
    const why = can ? "" : this.dataset[isSecureContext ? "none" : "https"];
    one("[data-why]", this)!.textContent = why ?? "";
    if (!can) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.write(form);
    });
  }

  private async write(form: HTMLFormElement): Promise<void> {
    const button = one<HTMLButtonElement>("button", form)!;
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", headers: { ...headers(), Accept: "application/json" }, body: new FormData(form) });
      const told = (await answer.json()) as { address?: string; detail?: string };
      if (!told.address) throw new Error(told.detail);
      this.say("tick", "hold");
      await new NDEFReader().write({ records: [{ recordType: "url", data: told.address }] }, { signal: this.stop.signal });
      this.say("ok", "done");
    } catch (error) {
      const { name, message } = error as Error;
      this.say("bad", name === "NotAllowedError" ? "denied" : "failed", name === "Error" ? message : "");
    } finally {
      button.disabled = false;
    }
  }

  private say(tone: "ok" | "bad" | "tick", word: string, more = ""): void {
    const text = more || (this.dataset[word] ?? "");
    const place = one("[data-why]", this);
    if (place) place.textContent = text;
    else toast({ text, level: tone === "bad" ? "bad" : "ok" });
    announce(text);
    feedback(tone);
  }
}

customElements.define("x-nfc", Nfc);
