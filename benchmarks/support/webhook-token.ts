/** The token of the benchmark's webhook. */
export const webhookToken = "benchmark-of-the-webhook";
