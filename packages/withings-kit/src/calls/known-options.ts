/** The names of the options that every call has. */
export const callOptions = "signal maxWaitMs";

/**
 * Ends a call with an option that there is not, which would go unheard where no compiler tells it: a misspelled `modifiedSince` would list
 * everything. One that is undefined is as good as absent.
 *
 * @param known - the names that there are, separated by spaces.
 * @throws {@link WithingsConfigurationError} that names the first other one.
 */
export async function checkKnown(options: object, known: string): Promise<void> {
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const name in given)
    if (given[name] !== undefined && !known.split(" ").includes(name)) {
      const { unknownOption } = await import("./unknown-option.js");
      throw unknownOption(name, known.split(" "));
    }
}
