import { Pool } from "pg";
import type { ConnectionStore } from "withings-kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresStore } from "withings-kit/postgres";
import { storeConformance } from "withings-kit/store-conformance";
import { testDatabase } from "../../../test/support/test-database.ts";
import {
  pgBouncers,
  type Started,
  startPgBouncer,
  transactionModePool,
} from "./postgres/transaction-mode.ts";

interface Opened {
  readonly store: ConnectionStore;
  readonly close: () => Promise<void>;
}

function open(connectionString: string, options = ""): Promise<Opened> {
  const pool = new Pool({ connectionString, max: 4, options });
  return Promise.resolve({ store: postgresStore(pool), close: () => pool.end() });
}

/** Lets the cases of the contract open stores on a database of their own. */
function contract(openIn: (database: string) => Promise<Opened>, which = /./): void {
  let database = "";
  const opened = new Map<ConnectionStore, () => Promise<void>>();
  beforeAll(async () => {
    database = await testDatabase();
  });
  const openStore = async (): Promise<ConnectionStore> => {
    const { store, close } = await openIn(database);
    opened.set(store, close);
    return store;
  };
  const close = (store: ConnectionStore): Promise<void> | undefined => opened.get(store)?.();
  const cases = storeConformance(openStore, { close: async (store) => close(store) });
  test.each(cases.filter(({ name }) => which.test(name)))("$name", async ({ run }) => {
    await run();
  });
}

describe("postgresStore on pg's pool", () => {
  contract(open);
});

describe("postgresStore where transactions are serializable", () => {
  contract(
    (database) => open(database, "-c default_transaction_isolation=serializable"),
    /^(compareAndSwap|delete|generations|lease): /,
  );
});

describe("postgresStore on a pool that gives each statement another connection", () => {
  contract(async (database) => {
    const pool = await transactionModePool(database);
    return { store: postgresStore(pool.it), close: pool.stop };
  });
});

function throughPgBouncer(program: string): void {
  let address = "";
  let bouncer: Started<string> | undefined;
  beforeAll(async () => {
    bouncer = await startPgBouncer(program, await testDatabase());
    address = bouncer.it;
  });
  afterAll(() => bouncer?.stop());
  const through = (database: string): string => {
    const url = new URL(database);
    url.port = new URL(address).port;
    return url.href;
  };
  contract((database) => open(through(database)));

  test("its clients share two connections to the server", async () => {
    const pool = new Pool({ connectionString: address, max: 8 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid, pg_sleep(0.01)"),
      ),
    );
    await pool.end();
    expect(new Set(answers.map(({ rows }) => rows[0]?.pid)).size).toBe(2);
  });
}

for (const program of pgBouncers)
  describe("postgresStore through this machine's PgBouncer in transaction mode", () => {
    throughPgBouncer(program);
  });
