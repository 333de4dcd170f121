import type { Caller, CallOptions } from "../calls/caller.js";
import { signaturePath } from "../contract/paths.js";
import { nonceRequest, signedClient, type Signer } from "../oauth/signed-client.js";
import { isSigned } from "../wire/is-signed.js";
import type { WireOperation } from "../wire/operation.js";
import { serialize } from "../wire/serialize.js";
import type { CallsContext } from "./application-budget.js";
import type { ApplicationCall } from "./application-call.js";
import { nameOf } from "./operation-name.js";
import { callerOf } from "./shared-caller.js";

/** Makes the calls of an application: signed, in their turn. */
export async function applicationCalls(context: CallsContext): Promise<ApplicationCall> {
  const caller = await callerOf(context);
  return (context.shared.applicationCall ??= createApplicationCall(context, caller));
}

function createApplicationCall(context: CallsContext, caller: Caller): ApplicationCall {
  const { clientID, clientSecret, clock } = context.call;
  let latest = 0;
  // Each nonce is asked for at a second of its own: what several ask for in one second would be one request, and the nonce good for one.
  const signer = (options: CallOptions): Signer => ({
    clientID,
    clientSecret,
    clock: () => (latest = Math.max(clock(), latest + 1000)),
    nonce: (form) => caller(nonceCall(form), options),
  });

  return async <Parameters extends object, Body extends object>(
    operation: WireOperation<Parameters, Body>,
    parameters: Parameters,
    options?: CallOptions,
  ) => {
    const form = await serialize(operation, parameters);
    const signed = isSigned(operation, form);
    const { action = "" } = form;
    if (!signed && operation.authentication !== "client") {
      const { wrongCaller } = await import("./wrong-caller.js");
      throw wrongCaller(operation, signed);
    }
    // Not the options of whoever called first: an equal call of somebody else may wait for the same.
    const proof = async (limits: CallOptions): Promise<Readonly<Record<string, string>>> => {
      if (!signed) return { client_id: clientID, client_secret: clientSecret };
      return operation.path === signaturePath
        ? nonceRequest(signer(limits))
        : signedClient(action, signer(limits));
    };
    const body = await caller(
      {
        operation: nameOf(operation),
        path: operation.path,
        form,
        effect: operation.reads && operation.path !== signaturePath ? "reads" : "writes",
        scopes: [],
        prove: async (send, limits) => send({ form: await proof(limits) }),
      },
      options,
    );
    return body as Body;
  };
}

function nonceCall(form: Readonly<Record<string, string>>): Parameters<Caller>[0] {
  return {
    operation: "signature v2 getnonce",
    path: signaturePath,
    form,
    effect: "reads",
    scopes: [],
    prove: (send) => send({}),
  };
}
