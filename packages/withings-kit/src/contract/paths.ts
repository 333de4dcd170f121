// Apart from the operations, so that a program which only authorizes does not carry their descriptions.
export const authorizePath = "/oauth2_user/authorize2";
export const oauth2Path = "/v2/oauth2";
export const signaturePath = "/v2/signature";
