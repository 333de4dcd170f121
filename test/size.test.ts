import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "./packed/bundle.ts";
import {
  connectionBudget,
  connectionProgram,
  loginBudget,
  loginBundle,
  loginProgram,
  popupBudget,
  popupProgram,
} from "./packed/login-program.ts";
import { type Published, publishLibrary } from "./packed/published.ts";
import { runWeights, weightsBudget, weightsWholeBudget } from "./packed/weights-program.ts";

let published: Published;

beforeAll(async () => {
  published = await publishLibrary();
});

afterAll(async () => {
  await published.remove();
});

describe("the library in a bundle for browsers, phones and workers", () => {
  test(`a program that logs people in, with a web view of its own, begins with ${loginBudget} bytes at the most`, async () => {
    const options = { ...loginBundle, folder: published.folder };
    const split = await bundle(loginProgram, options);
    const others = await Promise.all([
      bundle(loginProgram, { ...options, splitting: false }),
      bundle(loginProgram, { ...options, bundler: "esbuild" }),
      bundle(loginProgram, { ...options, bundler: "esbuild", splitting: false }),
    ]);
    const [whole, splitByEsbuild, wholeByEsbuild] = others.map(({ initial }) => initial.gzipped);
    const later = split.lazy.map(({ name, gzipped }) => `${name} ${gzipped}`).join(", ");
    console.log(
      `${split.initial.gzipped} of ${loginBudget} bytes; when needed: ${later}; in one piece ${whole ?? 0}; by esbuild ${splitByEsbuild ?? 0}, in one piece ${wholeByEsbuild ?? 0}`,
    );

    expect(split.initial.gzipped).toBeLessThanOrEqual(loginBudget);
    // A part of the program that is not among the initial files is not lost: it is among the others.
    expect(split.lazy.map(({ name }) => name).sort()).toEqual([
      "login-failure",
      "on-demand",
      "option-help",
      "signed-client",
      "token-refusal",
    ]);
  });

  test(`a page that logs people in through a backend, in a popup, begins with ${popupBudget} bytes at the most`, async () => {
    const options = { ...loginBundle, folder: published.folder };
    const { initial, lazy, code } = await bundle(popupProgram, options);
    const later = lazy.map(({ name, gzipped }) => `${name} ${gzipped}`).join(", ");
    console.log(`${initial.gzipped} of ${popupBudget} bytes; when needed: ${later}`);

    expect(initial.gzipped).toBeLessThanOrEqual(popupBudget);
    expect(lazy.map(({ name }) => name).sort()).toEqual([
      "backend-failure",
      "login-failure",
      "option-help",
      "popup-blocked",
      "sha-256",
    ]);
    // Neither tokens nor the secret are anything that a page handles.
    expect(code).not.toMatch(/client_secret|refresh_token|client_id/);
  });

  test(`createWithings and the memory store add ${connectionBudget} bytes to that at the most`, async () => {
    const options = { ...loginBundle, folder: published.folder };
    const [login, connection] = await Promise.all([
      bundle(loginProgram, options),
      bundle(connectionProgram, options),
    ]);
    const added = connection.initial.gzipped - login.initial.gzipped;
    const more = connection.lazy.filter(({ name }) => !login.lazy.some((part) => part.name === name));
    console.log(
      `${added} of ${connectionBudget} bytes; when needed: ${more.map(({ name, gzipped }) => `${name} ${gzipped}`).join(", ")}`,
    );

    expect(added).toBeLessThanOrEqual(connectionBudget);
    // What is not among the initial files is not lost.
    expect(more.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "connection",
        "keep",
        "list",
        "disconnect",
        "refresh",
        "shared-caller",
        "measures",
      ]),
    );
  });

  test(`a program that also lists weights begins with ${weightsBudget} bytes at the most, and never loads what it does not call`, async () => {
    const { initial, loaded, weights } = await runWeights(published.folder);
    const whole = loaded.reduce((total, { gzipped }) => total + gzipped, 0);
    console.log(
      `${initial.gzipped} of ${weightsBudget} bytes; to its end ${whole}: ${loaded.map(({ name, gzipped }) => `${name} ${gzipped}`).join(", ")}`,
    );

    expect(weights.length).toBeGreaterThan(100);
    expect(initial.gzipped).toBeLessThanOrEqual(weightsBudget);
    expect(whole).toBeLessThanOrEqual(weightsWholeBudget);
    const names = loaded.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["measures", "refresh"]));
    expect(
      names.filter((name) => /application-call|workouts|sleep|heart|notifications|explain/.test(name)),
    ).toEqual([]);
  });

  test.each([
    ["browser", ["browser"]],
    ["worker", ["workerd", "worker"]],
    ["React Native", ["react-native"]],
    ["anything else", []],
  ])(
    "nothing of Node comes along, for a platform with the conditions of %s",
    async (_platform, conditions) => {
      // `neutral` knows no module of Node: an import of one would fail the build.
      const { code, modules } = await bundle('export * from "withings-kit";', {
        folder: published.folder,
        platform: "neutral",
        conditions,
      });
      expect(modules.filter((path) => /\/node\/|app-window|system-browser/.test(path))).toEqual([]);
      expect(code).not.toMatch(/["']node:|\bprocess\.|\bBuffer\b|\brequire\(/);
    },
  );
});
