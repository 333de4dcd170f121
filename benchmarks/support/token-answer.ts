/** An answer of the token endpoint: the shape and the length of a real one, always the same. */
export const tokenAnswer = {
  status: 0,
  body: {
    userid: 12345678,
    access_token: "a0".repeat(20),
    refresh_token: "b1".repeat(20),
    expires_in: 10_800,
    scope: "user.metrics",
    csrf_token: "c2".repeat(20),
    token_type: "Bearer",
  },
};
