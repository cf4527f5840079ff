// Sound and vibration for a scan: errors are louder and longer than successes.
import { kept } from "./dom";

export type Outcome = "ok" | "warn" | "bad" | "tick";
type Tone = [hertz: number, seconds: number];

const TONES: Record<Outcome, Tone[]> = {
  ok: [[1320, 0.09]],
  warn: [[880, 0.1], [660, 0.14]],
  bad: [[196, 0.42]],
  tick: [[990, 0.03]],
};
const BUZZ: Record<Outcome, number[]> = { ok: [30], warn: [40, 60, 40], bad: [200], tick: [10] };
const VOLUME: Record<Outcome, number> = { ok: 0.12, warn: 0.18, bad: 0.3, tick: 0.05 };

let audio: AudioContext | null = null;

/** Browsers let a page make sounds only after a touch or a key. */
export function unlockSound(): void {
  if (!navigator.userActivation?.hasBeenActive) return;
  try {
    audio ??= new AudioContext();
    void audio.resume();
  } catch {
    audio = null;
  }
}

export const muted = (): boolean => kept.get("mute") === "1";
export const mute = (silent: boolean): void => kept.set("mute", silent ? "1" : "0");

/** Say by ear and hand how a scan went; the eye is served by the page. */
export function feedback(outcome: Outcome): void {
  if ("vibrate" in navigator) navigator.vibrate(BUZZ[outcome]);
  unlockSound();
  if (!audio || muted()) return;
  let at = audio.currentTime;
  for (const [hertz, seconds] of TONES[outcome]) {
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.type = outcome === "bad" ? "square" : "sine";
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(VOLUME[outcome], at);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(at);
    oscillator.stop(at + seconds);
    at += seconds;
  }
}
