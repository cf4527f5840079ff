// A form that a passkey fills in. The server begins it, the browser asks the person, the form is
// posted as any other. Where the browser knows no passkeys the element stays hidden.
import { headers, one } from "./dom";
import { toast } from "./toast";

type Options = PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON;
type Begun = { publicKey?: Options; redirect?: string; message?: string };

class Passkey extends HTMLElement {
  connectedCallback(): void {
    if (typeof PublicKeyCredential === "undefined" || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
    this.hidden = false;
    one("form", this)?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask(event.target as HTMLFormElement);
    });
  }

  private async ask(form: HTMLFormElement): Promise<void> {
    try {
      const answer = await fetch(this.getAttribute("options") ?? "", { method: "POST", headers: headers() });
      const begun = (await answer.json()) as Begun;
      if (begun.redirect) return location.assign(begun.redirect);
      if (!begun.publicKey) throw new Error(begun.message);
      const credential = await (this.hasAttribute("create") ? create(begun.publicKey) : get(begun.publicKey));
      one<HTMLInputElement>("[name=credential]", form)!.value = JSON.stringify(credential);
      form.submit();
    } catch {
      toast({ text: this.dataset.failed ?? "", level: "warn" });
    }
  }
}

const get = async (publicKey: Options): Promise<unknown> =>
  (
    (await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
    })) as PublicKeyCredential
  ).toJSON();

const create = async (publicKey: Options): Promise<unknown> =>
  (
    (await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    })) as PublicKeyCredential
  ).toJSON();

customElements.define("x-passkey", Passkey);
