/** Something that goes wrong on purpose. */
export type FaultKind =
  /** Nothing but `delayMs`. */
  | { readonly kind: "delay" }
  /** Withings' envelope with this status. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly error?: string;
      readonly waitSeconds?: number;
    }
  /** An HTTP error, as a proxy in front of Withings answers it. */
  | { readonly kind: "http"; readonly httpStatus: number; readonly retryAfterSeconds?: number }
  /** The connection breaks and no answer arrives. */
  | { readonly kind: "drop" }
  /** The answer ends half-way; with `breakConnection` its announced length never arrives. */
  | { readonly kind: "truncate"; readonly breakConnection?: boolean }
  /** The answer is valid but long, 2 MiB if not said otherwise. */
  | { readonly kind: "oversize"; readonly bytes?: number }
  /** The answer never ends. */
  | { readonly kind: "endless" }
  /** A page of HTML. */
  | { readonly kind: "html" }
  /** Nothing. */
  | { readonly kind: "empty" }
  /** A 307 to this address. */
  | { readonly kind: "redirect"; readonly to: string }
  /** The answer is about somebody else, who is not said to be anybody in particular if left out. */
  | { readonly kind: "wrong-userid"; readonly userid?: number }
  /** These bytes, whatever they are. */
  | {
      readonly kind: "body";
      readonly body: string;
      readonly contentType?: string;
      readonly httpStatus?: number;
    };

/** Where, how often and when a fault happens. */
export interface FaultPlace {
  /**
   * The operation, as in `oauth2 requesttoken` or `user v2 getdevice`; of the pages, `oauth2 authorize`, `account login` and the like, or
   * `account` for all of them; `*` for everything.
   */
  readonly operation: string;
  /** For how many requests. Without it, until it is removed. */
  readonly times?: number;
  /** How long to wait first, in milliseconds of real time. */
  readonly delayMs?: number;
  /**
   * Whether the fault, and its delay, come before Withings does what it was asked, which then never happens (but for the kind `delay`),
   * or after, so that only the answer is spoiled. Default `before`; where there must be an answer to spoil (`truncate`, `oversize`,
   * `endless`, `html`, `empty`, `wrong-userid`), the deed is done too.
   */
  readonly when?: "before" | "after";
}

/** A fault to switch on. */
export type NewFault = FaultPlace & FaultKind;

/** A fault that is switched on. */
export type Fault = NewFault & {
  readonly id: number;
  /** How often it can still happen; absent where there is no limit. */
  readonly left?: number;
};

/** The faults that are switched on. */
export interface Faults {
  /**
   * Switches a fault on. The oldest that fits a request is applied, one a request.
   *
   * @throws RangeError that says what is allowed, when it names an operation or a value that does not exist.
   */
  add(fault: NewFault): Fault;
  list(): readonly Fault[];
  /** Switches one off. */
  remove(id: number): boolean;
  /** Switches all off. */
  clear(): void;
}

/** {@link Faults} from which requests take. */
export interface TakableFaults extends Faults {
  /** The fault for this request, counted down. */
  take(operation: string): Fault | undefined;
}

const spoilsAnswer = new Set<FaultKind["kind"]>([
  "truncate",
  "oversize",
  "endless",
  "html",
  "empty",
  "wrong-userid",
]);

/** Whether the cloud does what it was asked before the fault. */
export function commitsFirst(fault: Fault): boolean {
  return fault.when === undefined ? spoilsAnswer.has(fault.kind) : fault.when === "after";
}

/** No faults. `check` refuses those that make no sense. */
export function createFaults(check: (fault: NewFault) => void): TakableFaults {
  const faults: (Fault & { left?: number })[] = [];
  let lastId = 0;
  return {
    add: (fault) => {
      check(fault);
      const added = { ...fault, id: ++lastId, ...(fault.times === undefined ? {} : { left: fault.times }) };
      faults.push(added);
      return { ...added };
    },
    list: () => faults.map((fault) => ({ ...fault })),
    remove: (id) => {
      const index = faults.findIndex((fault) => fault.id === id);
      if (index !== -1) faults.splice(index, 1);
      return index !== -1;
    },
    clear: () => {
      faults.length = 0;
    },
    take: (operation) => {
      if (faults.length === 0) return undefined;
      const index = faults.findIndex((fault) => fits(fault.operation, operation));
      const fault = faults[index];
      if (fault?.left === undefined) return fault;
      fault.left--;
      if (fault.left === 0) faults.splice(index, 1);
      return fault;
    },
  };
}

const fits = (wanted: string, operation: string): boolean =>
  wanted === operation || wanted === "*" || (wanted === "account" && isAccountOperation(operation));

/** Whether it is the name of a page. */
export function isAccountOperation(operation: string): boolean {
  return operation === "oauth2 authorize" || operation.startsWith("account ");
}
