// What the server, or this phone by itself, says of a scan.
import type { Tone } from "./scan-view";

export type Spot = { key: string; label: string; detail: string; url: string };
export type Told = {
  tone: Tone;
  word: string;
  title: string;
  detail: string;
  spot: Spot | null;
  go: string;
  mode: string;
  target: Spot | null;
  undo: string;
  pending: boolean;
  unknown: string;
  blank: string;
  last: string;
  choices: Spot[];
  remedies: { mode: string; label: string }[];
};
export type Fields = Record<string, string>;
