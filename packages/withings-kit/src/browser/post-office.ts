/**
 * How the callback page and the page that waits for it talk: by whatever arrives. `postMessage` needs the opener, which a
 * Cross-Origin-Opener-Policy cuts off; `BroadcastChannel` and storage need the same origin and storage partition, which some embedded browsers
 * do not give. None leaves the origin.
 */
const name = "withings-kit.popup";

/** What is said: the callback page hands over an address, and the page that waits says that it took it. */
export interface Letter {
  readonly [name]: "callback" | "taken";
  /** Tells letters apart, since each comes in three ways. */
  readonly id: string;
  readonly url?: string;
}

/** Says it in every way there is. */
export function send(letter: Omit<Letter, typeof name>, kind: Letter[typeof name], to?: Window | null): void {
  const whole: Letter = { ...letter, [name]: kind };
  attempt(() => to?.postMessage(whole, location.origin));
  attempt(() => {
    const channel = new BroadcastChannel(name);
    channel.postMessage(whole);
    channel.close();
  });
  attempt(() => {
    localStorage.setItem(name, JSON.stringify(whole));
    // The event carries it; nothing may lie about.
    localStorage.removeItem(name);
  });
}

/** Hears each letter of a kind until the signal aborts, some of them more than once. */
export function listen(kind: Letter[typeof name], { signal, hear }: Listener): void {
  const read = (data: unknown): void => {
    const letter = Object(data) as Partial<Letter>;
    if (letter[name] === kind && typeof letter.id === "string") hear(letter as Letter);
  };
  addEventListener(
    "message",
    ({ origin, data }) => {
      if (origin === location.origin) read(data);
    },
    { signal },
  );
  addEventListener(
    "storage",
    ({ key, newValue }) => {
      if (key === name && newValue)
        attempt(() => {
          read(JSON.parse(newValue));
        });
    },
    { signal },
  );
  attempt(() => {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => {
      read(data);
    };
    signal.addEventListener("abort", () => {
      channel.close();
    });
  });
}

/** Who hears letters, and until when. */
export interface Listener {
  readonly signal: AbortSignal;
  readonly hear: (letter: Letter) => void;
}

/** Does without what a browser refuses: there are two other ways. */
function attempt(way: () => void): void {
  try {
    way();
  } catch {
    // Storage that is switched off, or somebody else's text in it.
  }
}
