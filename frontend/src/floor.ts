// A plan: clicks in the picture become points of calibration or corners of an area.
import { all, announce, one } from "./dom";

type Point = [number, number];
const SVG = "http://www.w3.org/2000/svg";

class FloorPlan extends HTMLElement {
  private mode = "";
  private points: Point[] = [];

  connectedCallback(): void {
    this.picture().addEventListener("click", (event) => this.pick(event));
    for (const button of all("[data-floor-mode]")) button.addEventListener("click", () => this.turn(button.dataset["floorMode"] ?? ""));
    one("[data-floor-undo]")?.addEventListener("click", () => {
      this.points.pop();
      this.tell();
    });
    // what was typed is drawn as well
    for (const form of all("[data-floor-form]")) form.addEventListener("focusin", () => this.mode || this.turn(form.dataset["floorForm"] ?? ""));
  }

  private picture(): SVGSVGElement {
    return one<SVGSVGElement>("svg.fl", this)!;
  }

  private form(): HTMLElement | null {
    return one(`[data-floor-form="${this.mode}"]`);
  }

  /** Let clicks count for one of the forms. */
  private turn(mode: string): void {
    this.mode = mode;
    this.points = [];
    this.classList.toggle("picks", mode !== "");
    for (const each of all("[data-floor-form]")) each.classList.toggle("on", each === this.form());
    this.form()?.scrollIntoView({ block: "nearest" });
    this.draw();
  }

  private pick(event: MouseEvent): void {
    if (!this.mode) return;
    const matrix = this.picture().getScreenCTM();
    if (!matrix) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    event.preventDefault();
    if (this.mode === "calibrate" && this.points.length === 2) this.points = [];
    this.points.push([Math.round(at.x * 10) / 10, Math.round(at.y * 10) / 10]);
    this.tell();
  }

  /** Write the points into the form, for a person to correct and to send. */
  private tell(): void {
    const put = (name: string, value: string): void => {
      const field = one<HTMLInputElement | HTMLTextAreaElement>(`[name="${name}"]`, this.form() ?? this);
      if (field) field.value = value;
    };
    if (this.mode === "area") put("corners", this.points.map((point) => point.join(" ")).join("; "));
    else {
      put("px_a", this.points[0]?.join(", ") ?? "");
      put("px_b", this.points[1]?.join(", ") ?? "");
      if (this.points.length === 2) one<HTMLInputElement>('[name="distance"]', this.form() ?? this)?.focus();
    }
    announce(String(this.points.length));
    this.draw();
  }

  private draw(): void {
    const marks = one<SVGGElement>("[data-marks]", this)!;
    marks.replaceChildren();
    const size = Number(this.picture().getAttribute("font-size") ?? 12) / 3;
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("points", this.points.map((point) => point.join(",")).join(" "));
    if (this.points.length > 1) marks.append(line);
    for (const [x, y] of this.points) {
      const dot = document.createElementNS(SVG, "circle");
      for (const [name, value] of Object.entries({ cx: x, cy: y, r: size })) dot.setAttribute(name, String(value));
      marks.append(dot);
    }
  }
}

customElements.define("x-floor", FloorPlan);
