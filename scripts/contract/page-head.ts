import type { Operation } from "withings-kit/contract";
import { publicHeads } from "./examples.ts";
import { partnerHeads } from "./partner-examples.ts";
import { nameOf, sentence } from "./words.ts";

/**
 * What a service's page begins with: what it is for, a program that calls it, and what is on the page.
 *
 * @throws Error for a service without an example.
 */
export function pageHead(service: string, operations: readonly Operation[]): string {
  const [head, directive] = [
    publicHeads[service] ?? partnerHeads[service],
    service in partnerHeads ? " partner" : "",
  ];
  if (head === undefined)
    throw new Error(`${service} has no example: state one in scripts/contract/examples.ts.`);
  const { about, example } = head;
  return [
    about,
    `\`\`\`ts${directive}\n${example.code.trim()}\n\`\`\``,
    `\`\`\`text\n${example.prints.trim()}\n\`\`\``,
    `\`connection\` and \`withings\` are those of [Connections](../connections.md). [How to read the tables](README.md#how-to-read-the-tables)`,
    operations
      .map(
        (operation) =>
          `- [${nameOf(operation)}](#${anchor(nameOf(operation))}): ${sentence(operation.summary)}`,
      )
      .join("\n"),
  ].join("\n\n");
}

/** The anchor of a heading. */
export const anchor = (heading: string): string => heading.toLowerCase().replaceAll(" ", "-");
