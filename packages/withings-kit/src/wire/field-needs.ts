/** Fields that stay away without something, while the status is 0. */
export interface FieldNeeds {
  /** The fields, separated by spaces: names of `data_fields` where they are asked for, else paths in a row. */
  readonly fields: string;
  /**
   * What the application must have with Withings.
   * - `Advanced Biomarkers`: the plan with the cleared biomarkers
   * - `special`: a plan that Withings names nowhere
   * - `contract`: a partner's contract
   */
  readonly plan?: "Advanced Biomarkers" | "special" | "contract";
  /** The person must have one of these; their numbers in `model_id` are in `deviceModels`. */
  readonly devices?: readonly string[];
  /** Where the device must have been bought. */
  readonly region?: string;
  readonly also?: string;
}
