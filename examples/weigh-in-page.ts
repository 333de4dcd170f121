import type { WeighIn } from "./backend-data.ts";

/** What the buttons of a page do. */
export interface PageActions {
  /** `undefined`: nobody was connected. */
  readonly logIn: () => Promise<readonly WeighIn[] | undefined>;
  readonly logOut: () => Promise<void>;
}

/** Lets a page's buttons log in and out, and its list show the weigh-ins. */
export function bindPage({ logIn, logOut }: PageActions): void {
  const [list, notice] = [element("weigh-ins"), element("notice")];
  const [inButton, outButton] = [element("log-in"), element("log-out")];
  const show = (weighIns: readonly WeighIn[] | undefined): void => {
    list.replaceChildren(...(weighIns ?? []).map(({ day, kg }) => item(`${day} ${kg}`)));
    inButton.hidden = weighIns !== undefined;
    outButton.hidden = weighIns === undefined;
  };
  const onClick = (button: HTMLElement, action: () => Promise<void>): void => {
    button.addEventListener("click", () => {
      notice.textContent = "";
      action().catch((error: unknown) => {
        notice.textContent = error instanceof Error ? error.message : "Something failed.";
      });
    });
  };
  onClick(inButton, async () => {
    const weighIns = await logIn();
    if (weighIns === undefined) notice.textContent = "Nobody was connected.";
    show(weighIns);
  });
  onClick(outButton, async () => {
    await logOut();
    show(undefined);
  });
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}.`);
  return found;
}

function item(text: string): HTMLElement {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}
