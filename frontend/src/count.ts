// <x-count>: counting. Scans wait for one another, so that a place counts for what follows it; each
// goes with a number of its own, so that one that is sent twice counts once. A phone that took the
// count along decides by itself, and its scans wait in the outbox.
import { CountAlone } from "./count-alone";
import { headers, one } from "./dom";
import { feedback } from "./feedback";
import type { ScanDetail } from "./wedge";

type Tone = "ok" | "warn" | "bad" | "tick";
const AGAIN_MS = 3000;

class Count extends HTMLElement {
  private queue: Promise<void> = Promise.resolve();
  private readonly alone = new CountAlone(this, (tone) => this.tell(tone));

  connectedCallback(): void {
    this.alone.start();
    document.addEventListener("scan", this.scanned);
    this.addEventListener("submit", this.submitted);
  }

  disconnectedCallback(): void {
    document.removeEventListener("scan", this.scanned);
    this.alone.stop();
  }

  private readonly scanned = (event: Event): void => {
    event.preventDefault();
    const { code, source } = (event as CustomEvent<ScanDetail>).detail;
    const method = ["camera", "wedge"].includes(source) ? source : "typed";
    this.take({ code, method, client_id: crypto.randomUUID() });
  };

  private readonly submitted = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-scans], [data-act]")) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    if (!form.matches("[data-scans]")) return this.later(() => this.send(form.action, body));
    const field = one<HTMLInputElement>("input[name=code]", form)!;
    const code = field.value.trim();
    field.value = "";
    if (code) this.take({ code, method: "typed", client_id: crypto.randomUUID() });
  };

  /** The place is the one that holds when the scan's turn comes. */
  private take(said: Record<string, string>): void {
    this.later(async () => {
      if (await this.alone.take(said["code"]!, said["method"]!)) return;
      const form = one<HTMLFormElement>("[data-scans]", this)!;
      const body = new FormData(form);
      for (const [name, value] of Object.entries(said)) body.set(name, value);
      return this.send(form.action, body);
    });
  }

  private later(act: () => Promise<void>): void {
    this.queue = this.queue.then(act);
  }

  /** Send until there is an answer: the server counts a number once, however often it comes. */
  private async send(url: string, body: FormData): Promise<void> {
    for (;;) {
      try {
        const answer = await fetch(url, { method: "POST", headers: { ...headers(), "HX-Request": "true" }, body });
        if (answer.status >= 500) throw new Error(String(answer.status));
        return this.show(await answer.text());
      } catch {
        this.say("bad", this.dataset["lost"] ?? "");
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
  }

  private show(html: string): void {
    const part = new DOMParser().parseFromString(html, "text/html");
    for (const name of ["[data-part]", "[data-list]"]) {
      const fresh = one(name, part);
      if (fresh) one(name, this)?.replaceChildren(...fresh.childNodes);
    }
    const tone = one("[data-outcome]", this)?.dataset["outcome"] as Tone | undefined;
    if (tone) this.tell(tone);
  }

  private say(tone: Tone, word: string): void {
    const place = one(".outcome .w", this);
    if (place) place.textContent = word;
    this.tell(tone);
  }

  private tell(tone: Tone): void {
    feedback(tone);
    const camera = one<HTMLElement & { result?: string }>("x-scanner", this);
    if (camera) camera.result = tone === "tick" ? "ok" : tone;
  }
}

customElements.define("x-count", Count);
