import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a process can be asked: by name, the answer to an input. */
export type Questions = Readonly<Record<string, (input: never) => unknown>>;

/** A process beside this one, with a processor of its own where there are several. */
export interface Child<Q extends Questions> {
  ask<N extends keyof Q & string>(name: N, input: Parameters<Q[N]>[0]): Promise<Awaited<ReturnType<Q[N]>>>;
  stop(): Promise<void>;
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

interface Answer {
  readonly id: number;
  readonly output?: unknown;
  readonly error?: string;
}

/**
 * Starts a script of `servers/` that calls {@link answerQuestions}.
 *
 * @param flags - of Node.
 */
export function startChild<Q extends Questions>(script: string, flags: readonly string[] = []): Child<Q> {
  const child = fork(fileURLToPath(new URL(`../servers/${script}`, import.meta.url)), {
    execArgv: [...flags],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let asked = 0;
  return {
    ask: async (name, input) => {
      const id = ++asked;
      const answered = answerTo(child, id);
      child.send({ id, name, input } satisfies Question);
      const { output, error } = await answered;
      if (error !== undefined) throw new Error(`${script} could not answer ${name}: ${error}`);
      return output as never;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  };
}

function answerTo(child: ChildProcess, id: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      child.off("message", onMessage).off("exit", onExit);
    };
    const onMessage = (message: unknown): void => {
      const answer = message as Answer;
      if (answer.id !== id) return;
      end();
      resolve(answer);
    };
    const onExit = (code: number | null): void => {
      end();
      reject(
        new Error(`A process of the benchmark ended with ${code ?? "a signal"} before it had answered.`),
      );
    };
    child.on("message", onMessage).on("exit", onExit);
  });
}

/** Answers what the process that started this one asks, until it ends. */
export function answerQuestions(questions: Questions): void {
  process.on("message", (message) => {
    const { id, name, input } = message as Question;
    const reply = (answer: Omit<Answer, "id">): void => {
      process.send?.({ id, ...answer } satisfies Answer);
    };
    Promise.resolve(input)
      .then((input) => questions[name]?.(input as never))
      .then(
        (output) => {
          reply({ output });
        },
        (error: unknown) => {
          reply({ error: String(error) });
        },
      );
  });
  process.on("disconnect", () => {
    process.exit();
  });
}
