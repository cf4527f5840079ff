// Small helpers that every island shares.

export const one = <T extends Element = HTMLElement>(query: string, root: ParentNode = document): T | null =>
  root.querySelector<T>(query);

export const all = <T extends Element = HTMLElement>(query: string, root: ParentNode = document): T[] => [
  ...root.querySelectorAll<T>(query),
];

/** Listen on the document for events from whatever matches now or later. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  query: string,
  act: (target: HTMLElement, event: DocumentEventMap[K]) => void,
): void {
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>(query) : null;
    if (target) act(target, event);
  });
}

/** Build an element; text goes in as text, never as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | undefined> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const strings: Record<string, string> = JSON.parse(one("#ui-strings")?.textContent || "{}");

/** The translated sentence of that name, its `{fields}` filled in. */
export function say(name: string, fields: Record<string, string | number> = {}): string {
  return (strings[name] ?? name).replace(/\{(\w+)\}/g, (_, field: string) => String(fields[field] ?? ""));
}

export const meta = (name: string): string => one<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";

/** Headers that a request of ours to our own server needs. */
export const headers = (): Record<string, string> => ({
  "X-CSRFToken": meta("csrf"),
  "X-Requested-With": "fetch",
});

/** Whether typing in that place is meant for the place itself. */
export function editable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit|reset|range|file|color)$/.test(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** A preference kept in this browser; without storage it simply does not stick. */
export const kept = {
  get(name: string): string | null {
    try {
      return localStorage.getItem(`wherehold.${name}`);
    } catch {
      return null;
    }
  },
  set(name: string, value: string): void {
    try {
      localStorage.setItem(`wherehold.${name}`, value);
    } catch {
      // private windows may refuse; nothing else depends on it
    }
  },
};

/** Read a message to people who do not see the screen. */
export function announce(text: string): void {
  const region = one("#live");
  if (!region) return;
  region.textContent = "";
  window.setTimeout(() => (region.textContent = text), 30);
}
