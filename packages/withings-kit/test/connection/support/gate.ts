/** Something that a test holds up until it opens the gate. */
export interface Gate {
  /** Resolves when somebody stands before the gate. */
  readonly reached: Promise<void>;
  readonly open: () => void;
  /** Waits until the gate is open. */
  readonly pass: () => Promise<void>;
}

/** A closed gate. */
export function gate(): Gate {
  let reach = (): void => undefined;
  let open = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    reached,
    open: () => {
      open();
    },
    pass: () => {
      reach();
      return opened;
    },
  };
}

/** Never settles, as what belongs to a program that was killed. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
