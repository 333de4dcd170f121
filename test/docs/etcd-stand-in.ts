/** Where the documents look for etcd. */
export const etcdUrl = "http://localhost:2379";

/** What etcd takes in one request, when it is not told otherwise. */
const mostBytes = 1.5 * 1024 * 1024;

interface Range {
  readonly key: string;
  readonly range_end?: string;
}

interface Transaction {
  readonly compare: readonly {
    readonly key: string;
    readonly target: "MOD";
    readonly mod_revision: number;
  }[];
  readonly success: readonly {
    readonly request_put?: { readonly key: string; readonly value: string };
    readonly request_delete_range?: { readonly key: string };
  }[];
}

/**
 * The part of etcd's JSON gateway that the documents' store uses, in memory: as etcd 3.4 answered it, with numbers as texts, and without
 * what is empty. The store itself was run against that etcd.
 *
 * @see https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/
 */
export function etcdStandIn(): (request: Request) => Promise<Response> {
  // By the key as it is sent; etcd's order is that of the bytes.
  const stored = new Map<string, { readonly value: string; readonly revision: number }>();
  let revision = 1;
  const header = () => ({ cluster_id: "1", member_id: "1", revision: String(revision), raft_term: "2" });

  function range({ key, range_end: end }: Range): object {
    const [from, to] = [bytes(key), bytes(end ?? "")];
    const kvs = Array.from(stored, ([name, { value, revision: last }]) => ({
      key: name,
      mod_revision: String(last),
      ...(value !== "" && { value }),
    })).filter(({ key: name }) => {
      if (end === undefined) return name === key;
      const isAll = to.equals(Buffer.from([0]));
      return Buffer.compare(bytes(name), from) >= 0 && (isAll || Buffer.compare(bytes(name), to) < 0);
    });
    return { header: header(), ...(kvs.length > 0 && { kvs, count: String(kvs.length) }) };
  }

  function transaction({ compare, success }: Transaction): object {
    if (compare.some(({ key, mod_revision }) => (stored.get(key)?.revision ?? 0) !== mod_revision))
      return { header: header() };
    const responses = success.map(({ request_put: put, request_delete_range: remove }) => {
      if (put !== undefined) {
        stored.set(put.key, { value: put.value, revision: ++revision });
        return { response_put: { header: header() } };
      }
      if (!stored.delete(remove?.key ?? "")) return { response_delete_range: { header: header() } };
      revision++;
      return { response_delete_range: { header: header(), deleted: "1" } };
    });
    return { header: header(), succeeded: true, responses };
  }

  return async (request) => {
    const body = await request.text();
    if (body.length > mostBytes)
      return Response.json({ error: "etcdserver: request is too large", code: 3 }, { status: 400 });
    switch (new URL(request.url).pathname) {
      case "/v3/kv/range":
        return Response.json(range(JSON.parse(body) as Range));
      case "/v3/kv/txn":
        return Response.json(transaction(JSON.parse(body) as Transaction));
      default:
        return Response.json({ error: "Not Found" }, { status: 404 });
    }
  };
}

function bytes(encoded: string): Buffer {
  return Buffer.from(encoded, "base64");
}
