/** Refreshes that are under way in this process, so that callers share them. */
export interface Flights<T> {
  /**
   * Starts one, or joins the one that is under way.
   *
   * @param key - whose.
   * @param patient - whether the caller waits. One that is under way for nobody is not joined but waited for.
   */
  readonly board: (key: string, patient: boolean, start: () => Promise<T>) => Promise<T>;
}

/** See {@link Flights}. */
export function createFlights<T>(): Flights<T> {
  const underWay = new Map<string, { readonly patient: boolean; readonly landed: Promise<T> }>();
  return {
    board: async (key, patient, start) => {
      for (;;) {
        const flight = underWay.get(key);
        if (!flight) break;
        if (flight.patient || !patient) return flight.landed;
        // Its failure is told by its own events, and the next one begins with what it left in the store.
        await flight.landed.catch(() => undefined);
      }
      const landed = start().finally(() => underWay.delete(key));
      underWay.set(key, { patient, landed });
      return landed;
    },
  };
}
