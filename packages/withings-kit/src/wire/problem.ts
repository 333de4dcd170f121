/** Why parameters cannot be sent. Values are not in it: they may be secret. */
export interface Problem {
  /**
   * - `unknown`: the operation has no such parameter
   * - `missing`: it must be given
   * - `wrong`: its value cannot be used
   * - `elsewhere`: it goes with another value of another parameter
   * - `exclusive`, `incomplete`, `undecided`: of a choice, more than one alternative was taken, a part of one, or none
   */
  readonly kind: "unknown" | "missing" | "wrong" | "elsewhere" | "exclusive" | "incomplete" | "undecided";
  readonly name: string;
  readonly choice?: string;
}
