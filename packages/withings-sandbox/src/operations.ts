import { type Operation, operations } from "withings-kit/contract";

/** The name by which people speak of an operation: Withings' service and action, as in `user v2 getdevice`. */
export function operationName(operation: Operation): string {
  return `${operation.service} ${operation.action ?? "authorize"}`;
}

/** The operations of the API side. */
export const apiOperations: readonly Operation[] = operations.filter(({ host }) => host === "api");

/** The names of all operations, the authorize page included. */
export const operationNames: readonly string[] = operations.map(operationName);

const byPath = new Map<string, Map<string, Operation>>();
for (const operation of apiOperations) {
  const actions = byPath.get(operation.path) ?? new Map<string, Operation>();
  byPath.set(operation.path, actions.set(operation.action ?? "", operation));
}

/** The operation at a path with this `action`. */
export function findOperation(path: string, action: string | undefined): Operation | undefined {
  return action === undefined ? undefined : byPath.get(path)?.get(action);
}
