// These functions run inside the page: each is complete in itself.

/** The levels of the headings, in order. */
export function findHeadings(): number[] {
  return [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) =>
    Number(heading.tagName.slice(1)),
  );
}

/** What can be pressed or filled in, with its height. */
export function findTargets(): { name: string; height: number }[] {
  return [...document.querySelectorAll("a, button, input:not([type=hidden])")].map((target) => ({
    name: target.textContent.trim() || target.id,
    height: Math.round(target.getBoundingClientRect().height * 10) / 10,
  }));
}

/** Elements that reach beyond the right edge of the window. */
export function findOverflow(): string[] {
  const { clientWidth, scrollWidth } = document.documentElement;
  const beyond = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 0.5,
  );
  const cut = [...document.body.querySelectorAll<HTMLElement>("h1, h2, h3, p, button, a, dd, label")].filter(
    (element) =>
      element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline",
  );
  const found = [...beyond, ...cut].map(
    (element) => `${element.tagName}: ${element.textContent.trim().slice(0, 40)}`,
  );
  return scrollWidth > clientWidth ? [`the page is ${scrollWidth} of ${clientWidth}`, ...found] : found;
}

/** The contrast of every piece of text, and of the borders of fields, with what it stands on. */
export function findContrasts(): { text: string; ratio: number; needed: number }[] {
  type Colour = readonly [number, number, number, number];
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (css: string): Colour => {
    if (canvas === null) throw new Error("no canvas");
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const channel = (value: number): number => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([r, g, b]: Colour): number =>
    0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const background = (element: Element | null): Colour => {
    for (let each = element; each !== null; each = each.parentElement) {
      const colour = read(getComputedStyle(each).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    throw new Error("no background");
  };
  const ratioOf = (front: Colour, behind: Colour): number => {
    const [low = 0, high = 0] = [luminance(front), luminance(behind)].sort((a, b) => a - b);
    return Math.round(((high + 0.05) / (low + 0.05)) * 100) / 100;
  };
  const found: { text: string; ratio: number; needed: number }[] = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = own
      .map((node) => node.textContent ?? "")
      .join("")
      .trim();
    if (text !== "")
      found.push({
        text,
        ratio: ratioOf(read(getComputedStyle(element).color), background(element)),
        needed: 4.5,
      });
    if (element.matches("input:not([type=hidden])")) {
      const border = read(getComputedStyle(element).borderTopColor);
      found.push({
        text: `border of ${element.id}`,
        ratio: ratioOf(border, background(element.parentElement)),
        needed: 3,
      });
    }
  }
  return found;
}
