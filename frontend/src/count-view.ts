// What the page of a count shows while this phone decides by itself.
import type { Thing } from "./along";
import type { CountLocal, Room, Said } from "./count-local";
import { make, one } from "./dom";

export class CountView {
  constructor(
    private readonly host: HTMLElement,
    private readonly words: Record<string, string>,
    private readonly go: (place: number | null) => void,
    private readonly finish: (zone: number) => void,
  ) {}

  button(label: string, act: () => void, looks = "btn l", icon = ""): HTMLButtonElement {
    const button = make("button", { class: looks, type: "button" }, ...(icon ? [this.icon(icon)] : []), label);
    button.addEventListener("click", () => {
      button.disabled = true;
      act();
    });
    return button;
  }

  /** How the last scan went, big, with what can be done about it. */
  outcome(said: Said, undo: HTMLElement | null, actions: HTMLElement[]): void {
    const lines = [make("div", { class: "w" }, said.word), make("div", {}, said.title), make("div", { class: "mut" }, said.detail)];
    const box = make("div", { class: `outcome ${said.tone}`, role: "status", "aria-live": "assertive", "data-outcome": said.tone });
    box.append(this.icon(said.icon, "xl"), make("div", {}, ...lines), ...(undo ? [undo] : []));
    const row = actions.length ? [make("div", { class: "row w acts" }, ...actions)] : [];
    const part = one("[data-part]", this.host)!;
    part.replaceChildren(box, ...row, one("[data-scans]", part)!);
  }

  /** A field that asks what a thing is. */
  asking(keep: (text: string) => void): HTMLElement[] {
    const field = make("input", { class: "inp", maxlength: "300", "aria-label": this.words["what"], placeholder: this.words["what"], "data-scan": "raw" });
    const send = this.button(this.words["keep"]!, () => (field.value.trim() ? keep(field.value.trim()) : (send.disabled = false)));
    return [field, send];
  }

  list(local: CountLocal): void {
    const name = local.nameOf(local.place);
    const other = this.button(this.words["other_place"]!, () => this.go(null), "btn s");
    other.append(make("span", { class: "only-phone" }, this.icon("chevron-down", "s")));
    const pin = make("span", { class: "only-phone" }, this.icon("map-pin", "s"));
    const head = make("header", { class: "rule where" }, ...(name ? [pin] : []), make("h2", {}, ...(name ? this.named(name) : [this.words["where"]!])), make("span", { class: "sp" }), ...(name ? [other] : []));
    const section = make("section", { class: "card clip session" }, head, ...(local.place === null ? this.zones(local) : this.room(local)));
    one("[data-list]", this.host)?.replaceChildren(section);
  }

  /** The name of a place; on a phone there is room for the last part of it. */
  private named(name: string): (Node | string)[] {
    const parts = name.split(" · ");
    const last = parts.pop()!;
    return parts.length ? [make("span", { class: "hs" }, `${parts.join(" · ")} · `), last] : [last];
  }

  private zones(local: CountLocal): Node[] {
    const items = local.zones.flatMap(([id, place, name]) => {
      if (place === null) return [];
      const done = local.finished.has(id);
      const icon = make("span", { class: done ? "ei ok" : "ei" }, this.icon(done ? "circle-check" : "circle-dashed"));
      return [make("li", {}, icon, this.button(name, () => this.go(place), "btn ghost"), make("span"))];
    });
    return [make("ul", { class: "lst" }, ...items)];
  }

  private room(local: CountLocal): Node[] {
    const room = local.room();
    if (!room) return [make("p", { class: "bd mut" }, this.words["none_here"]!)];
    const label = room.left.length ? this.words["finish_left"]!.replace("{count}", String(room.left.length)) : this.words["finish"]!;
    const footer = make("footer", { class: "row" }, this.button(label, () => this.finish(room.zone), "btn p full"));
    if (!local.knows) return [footer];
    const told = this.words["room"]!.replace("{found}", String(room.found)).replace("{all}", String(room.all));
    const bar = make("progress", { class: "thin", max: String(room.all || 1), value: String(room.found), "aria-label": told });
    const line = make("p", { class: "tally" }, make("b", { class: "big" }, told), make("span", { class: "mut" }, this.words["in_room"]!));
    const items = room.left.slice(0, 60).map((thing) => this.item(thing, "circle-dashed", "", ""));
    return [make("div", { class: "bd" }, line, bar), make("ul", { class: "lst" }, ...items), ...this.seen(local, room), footer];
  }

  /** What was seen here, folded away: what is still to be found comes first. */
  private seen(local: CountLocal, room: Room): Node[] {
    if (!room.seen.length) return [];
    const items = room.seen.slice(0, 60).map(([thing, state]) =>
      this.item(thing, state === "found" ? "circle-check" : "map-pin-off", state === "found" ? "ok" : "warn", local.isListed(thing) ? "" : this.words["not_listed"]!),
    );
    const told = make("b", {}, this.words["seen_here"]!.replace("{count}", String(room.seen.length)));
    const summary = make("summary", {}, make("span", { class: "ei ok" }, this.icon("circle-check")), told, this.icon("chevron-down", "s"));
    const open = one<HTMLDetailsElement>("[data-list] details", this.host)?.open ? { open: "" } : {};
    return [make("details", open, summary, make("ul", { class: "lst" }, ...items))];
  }

  private item(thing: Thing, icon: string, tone: string, more: string): HTMLElement {
    const words = make("div", { class: "m" }, make("span", { class: "code" }, thing.tag), more && ` · ${more}`);
    return make("li", {}, make("span", { class: `ei ${tone}` }, this.icon(icon)), make("div", {}, make("div", { class: "b" }, thing.name || thing.tag), words), this.picture(thing));
  }

  /** What it looks like; without a network there is nothing to see. */
  private picture(thing: Thing): HTMLElement {
    const box = make("span");
    if (thing.photo === null) return box;
    const image = make("img", { src: `/files/${thing.photo}/thumbnail`, alt: "", loading: "lazy" });
    image.addEventListener("error", () => image.remove());
    box.append(image);
    return box;
  }

  private icon(name: string, size = ""): Node {
    const found = one<HTMLTemplateElement>(`template[data-icon="${name}"]`, this.host)?.content.cloneNode(true) ?? document.createTextNode("");
    if (size && found instanceof DocumentFragment) found.firstElementChild?.classList.add(size);
    return found;
  }
}
