// <x-scanner>: the camera as a scanner. Every frame is read within the reticle, every fifth frame
// whole and thoroughly. Codes go out as `scan` events, like those of a hardware scanner.
import { announce, kept, make, one, say } from "./dom";
import { unlockSound } from "./feedback";
import { emitScan } from "./wedge";

type Found = { text: string; format: string };
type Extra = MediaTrackCapabilities & { torch?: boolean; zoom?: { min: number; max: number; step: number } };

const SAME = 2500; // the same code again within this is the same look at it
const THOROUGH = 5;

/** Why the camera cannot work here, or null when it can be tried. */
function obstacle(): string | null {
  if (!isSecureContext) return say("camera_https");
  if (!navigator.mediaDevices?.getUserMedia) return say("camera_none");
  return null;
}

class Scanner extends HTMLElement {
  private readonly video = make("video", { playsinline: "", muted: "", "aria-label": say("camera_view") });
  private readonly canvas = document.createElement("canvas");
  private readonly tools = make("div", { class: "tools" });
  private worker: Worker | null = null;
  private stream: MediaStream | null = null;
  private frame = 0;
  private busy = false;
  private seen = new Map<string, number>();

  connectedCallback(): void {
    one("[data-start]", this)?.addEventListener("click", () => void this.start());
    document.addEventListener("visibilitychange", this.wake);
    const why = obstacle();
    if (why) this.refuse(why);
    else if (kept.get("camera.on") === "1") void this.start();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.wake);
    this.stop();
  }

  /** Show how the last code went: the page sets it when it knows. */
  set result(outcome: string) {
    this.dataset["result"] = outcome;
    window.setTimeout(() => delete this.dataset["result"], 900);
  }

  private async start(): Promise<void> {
    unlockSound();
    const why = obstacle();
    if (why) return this.refuse(why);
    const deviceId = kept.get("camera.id");
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: deviceId ? { deviceId: { ideal: deviceId }, ...size } : { facingMode: "environment", ...size },
      });
    } catch (error) {
      return this.refuse(say((error as DOMException).name === "NotAllowedError" ? "camera_denied" : "camera_none"));
    }
    kept.set("camera.on", "1");
    this.worker ??= this.reader();
    this.video.muted = true;
    this.video.srcObject = this.stream;
    this.replaceChildren(this.video, make("div", { class: "reticle" }), this.tools);
    await this.video.play();
    await this.equip();
    this.look();
  }

  private stop(): void {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.worker?.terminate();
    this.worker = null;
    this.busy = false;
  }

  /** Phones black out the camera of a page in the background; ask for it again on return. */
  private readonly wake = (): void => {
    if (document.hidden) this.stream?.getTracks().forEach((track) => track.stop());
    else if (this.stream) void this.start();
  };

  private reader(): Worker {
    const worker = new Worker(new URL(SCAN_WORKER, import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<{ found: Found[]; error?: string }>) => {
      this.busy = false;
      if (event.data.error) this.dataset["error"] = event.data.error;
      event.data.found.forEach(({ text }) => this.found(text));
    });
    worker.addEventListener("error", () => this.refuse(say("camera_reader")));
    return worker;
  }

  private look(): void {
    if (!this.stream || !this.isConnected) return;
    this.video.requestVideoFrameCallback(() => {
      if (!this.busy && this.worker) this.send(++this.frame % THOROUGH === 0);
      this.look();
    });
  }

  private send(thorough: boolean): void {
    const { videoWidth: width, videoHeight: height } = this.video;
    const part = thorough ? { w: width, h: height } : { w: Math.round(width * 0.62), h: Math.round(height * 0.55) };
    if (!part.w || !part.h) return;
    this.canvas.width = part.w;
    this.canvas.height = part.h;
    const context = this.canvas.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(this.video, (width - part.w) / 2, (height - part.h) / 2, part.w, part.h, 0, 0, part.w, part.h);
    const image = context.getImageData(0, 0, part.w, part.h);
    this.busy = true;
    this.worker?.postMessage({ image, thorough }, [image.data.buffer]);
  }

  private found(text: string): void {
    const now = Date.now();
    const again = now - (this.seen.get(text) ?? 0) < SAME;
    this.seen.set(text, now);
    if (!again) emitScan(text, "camera");
  }

  /** Torch, zoom and other cameras, where this one has them. */
  private async equip(): Promise<void> {
    const track = this.stream!.getVideoTracks()[0]!;
    const can = (track.getCapabilities?.() ?? {}) as Extra;
    const set = (extra: object) => track.applyConstraints({ advanced: [extra as MediaTrackConstraintSet] });
    this.tools.replaceChildren();
    if (can.torch) this.tool("flashlight", "torch", (on) => void set({ torch: on }));
    if (can.zoom) {
      const { min, max, step } = can.zoom;
      const zoom = make("input", { type: "range", min: String(min), max: String(max), step: String(step), "aria-label": say("zoom") });
      zoom.addEventListener("input", () => void set({ zoom: Number(zoom.value) }));
      this.append(zoom);
    }
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
    const here = cameras.findIndex((one) => one.deviceId === track.getSettings().deviceId);
    if (cameras.length > 1) this.tool("refresh", "next_camera", () => void this.change(cameras[(here + 1) % cameras.length]!));
    this.tool("stop", "camera_off", () => this.off());
  }

  private tool(picture: string, name: string, act: (on: boolean) => void): void {
    const button = make("button", { type: "button", "aria-label": say(name), "aria-pressed": "false", title: say(name) });
    const icon = one<HTMLTemplateElement>(`template[data-icon="${picture}"]`);
    button.append(icon ? icon.content.cloneNode(true) : say(name));
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      if (picture === "flashlight") button.setAttribute("aria-pressed", String(on));
      act(on);
    });
    this.tools.append(button);
  }

  private async change(camera: MediaDeviceInfo): Promise<void> {
    kept.set("camera.id", camera.deviceId);
    this.stream?.getTracks().forEach((track) => track.stop());
    await this.start();
  }

  private off(): void {
    kept.set("camera.on", "0");
    this.stop();
    location.reload();
  }

  private refuse(reason: string): void {
    this.stop();
    const box = make("div", { class: "why-not", role: "status" }, make("b", {}, say("camera_cannot")), make("p", {}, reason));
    this.replaceChildren(box);
    announce(reason);
  }
}

customElements.define("x-scanner", Scanner);
