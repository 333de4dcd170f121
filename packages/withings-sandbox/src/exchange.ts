import { applyFault, ConnectionDropped } from "./fault-answers.js";
import type { TakableFaults } from "./faults.js";
import { plainSender, type Sender } from "./handle.js";
import type { RequestNote, WritableRequestLog } from "./request-log.js";

/** A request on its way through the cloud. */
export interface Exchange extends Pick<RequestNote, "method" | "path" | "parameters"> {
  /** The operation's name; empty where the request is none. */
  readonly operation: string;
  readonly request: Request;
  /**
   * Does what was asked; says Withings' status beside the answer, where it has one.
   *
   * @param sender how the answer leaves; the usual way if it will be spoiled first
   */
  readonly answer: (sender: Sender) => Promise<{ readonly response: Response; readonly status?: number }>;
}

/** What an exchange stands on. */
export interface ExchangeParts {
  readonly faults: TakableFaults;
  readonly log: WritableRequestLog;
  readonly sender?: Sender | undefined;
}

/** Answers a request, or spoils its answer if a fault is switched on for it, and notes it either way. */
export async function carryOut(
  { method, path, parameters, operation, request, answer }: Exchange,
  { faults, log, sender = plainSender }: ExchangeParts,
): Promise<Response> {
  const fault = faults.take(operation);
  const seen = { method, path, parameters, ...(operation === "" ? {} : { operation }) };
  if (fault === undefined) {
    const { response, status } = await answer(sender);
    log.note({ ...seen, httpStatus: response.status, ...(status === undefined ? {} : { status }) });
    return response;
  }
  let done: { readonly committed?: number } = {};
  try {
    const response = await applyFault({
      fault,
      signal: request.signal,
      answer: async () => {
        const { response, status } = await answer(plainSender);
        if (status !== undefined) done = { committed: status };
        return response;
      },
    });
    log.note({
      ...seen,
      httpStatus: response.status,
      ...(fault.kind === "status" ? { status: fault.status } : {}),
      fault: fault.kind,
      ...done,
    });
    return response;
  } catch (error) {
    if (error instanceof ConnectionDropped) log.note({ ...seen, fault: fault.kind, ...done });
    throw error;
  }
}
