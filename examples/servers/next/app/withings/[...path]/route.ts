import { app } from "../../../withings.ts";

const handle = async (request: Request): Promise<Response> =>
  (await app().withings(request)) ?? new Response("Not found\n", { status: 404 });

export { handle as GET, handle as HEAD, handle as OPTIONS, handle as POST };
