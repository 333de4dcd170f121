import { headers } from "next/headers";
import type { ReactNode } from "react";
import { readSession } from "../../session.ts";
import type { Weights } from "../../view.ts";
import { app } from "../withings.ts";
import { CleanAddress, Disconnect } from "./client.tsx";

interface Props {
  readonly searchParams: Promise<{ readonly withings?: string | string[] }>;
}

async function Home({ searchParams }: Props): Promise<ReactNode> {
  const user = readSession((await headers()).get("cookie"));
  const { withings: outcome } = await searchParams;
  const { connected, notice, weights } = await app().view(
    user,
    outcome === undefined ? null : String(outcome),
  );
  return (
    <main>
      <header>
        <h1>Morning Weights</h1>
        <p>Your last weigh-ins, from your Withings scale.</p>
      </header>
      {weights && <WeighIns {...weights} />}
      {notice !== undefined && (
        <p className="notice" role="status">
          {notice}
        </p>
      )}
      {/* No <Link>, which would go there before anybody clicks. */}
      <nav>
        {connected ? (
          <Disconnect />
        ) : (
          <a className="button" href="/withings/connect">
            Connect Withings
          </a>
        )}
      </nav>
      <CleanAddress />
    </main>
  );
}

function WeighIns({ latest, trend, points, rows }: Weights): ReactNode {
  return (
    <section aria-label="Last weigh-ins">
      <p className="latest">
        <b>{latest}</b>
        <span>{trend}</span>
      </p>
      <svg viewBox="0 0 400 90" preserveAspectRatio="none" aria-hidden="true">
        <polyline points={points} />
      </svg>
      <ol>
        {rows.map(({ at, moment, kg }) => (
          <li key={at}>
            <time dateTime={at}>{moment}</time>
            <span>{kg}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export { Home as default };
