import { createSandbox, defaultPassword } from "withings-sandbox";
import { expect, test } from "vitest";

test("the same seed invents the same people, devices and application, another seed others", () => {
  const invented = (seed?: number): unknown => {
    const { people, application } = createSandbox(seed === undefined ? {} : { seed });
    return [people.list(), people.logins(), application];
  };
  expect(invented(7)).toEqual(invented(7));
  expect(invented()).toEqual(invented(1));
  expect(invented(7)).not.toEqual(invented(8));
});

test("the first people have different first names and, but for the household, a story each; a new person may have one too", () => {
  for (let seed = 0; seed < 30; seed++) {
    const { people } = createSandbox({ seed });
    const names = people.list().map(({ firstName }) => firstName);
    expect(new Set(names).size).toBe(names.length);
    const [demo, ...others] = people.list().map(({ story }) => story);
    expect(demo).toBe("everyday");
    expect(others).toEqual([
      ...["everything", "fibrillation", "household", "household", "nothing"],
      ...["traveller", "import", "body-scan", "late", "strange"],
    ]);
    const added = people.add({ story: "body-scan" });
    expect(added.devices).toMatchObject([{ model: "Body Scan" }]);
  }
  const { people } = createSandbox();
  expect(people.find("traveller").timezone).toBe("Europe/Paris");
  expect(() => people.find("nobody" as "late")).toThrow("There is nobody whose story is nobody.");
});

test("a person with a time zone that does not exist is refused", () => {
  const { people } = createSandbox();
  expect(() => people.add({ timezone: "Europe/Atlantis" })).toThrow(/timezone must be a time zone/);
});

test("there is a login for one, a login for a household of three, and the demo person without one", () => {
  const { people } = createSandbox();
  const sizes = people.logins().map(({ personIds }) => personIds.length);
  expect(sizes).toContain(1);
  expect(sizes).toContain(3);
  expect(people.demo.email).toBeUndefined();
  expect(people.logins().every(({ password }) => password === defaultPassword)).toBe(true);
  const household = people.logins().find(({ personIds }) => personIds.length === 3);
  const names = household?.personIds.map((id) => people.get(id)?.lastName);
  expect(new Set(names).size).toBe(1);
});

test("ids and addresses are one's own, whatever the seed", () => {
  for (let seed = 0; seed < 50; seed++) {
    const { people } = createSandbox({ seed });
    const before = people.logins().length;
    for (let count = 0; count < 20; count++) people.add({ firstName: "Ada", lastName: "Berg" });
    expect(people.logins()).toHaveLength(before + 20);
    const all = people.list();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(people.logins().flatMap(({ personIds }) => personIds)).toHaveLength(all.length - 1);
  }
});

test("devices look as Withings answers them, the silent and the unknown included", () => {
  const { people } = createSandbox();
  const ordinary = people.list().filter(({ story }) => story !== "strange");
  const devices = ordinary.flatMap(({ devices }) => devices);
  for (const device of devices) {
    expect(device).toEqual({
      type: expect.any(String) as unknown,
      model: expect.any(String) as unknown,
      model_id: expect.any(Number) as unknown,
      battery: expect.stringMatching(/^(high|medium|low|unknown)$/) as unknown,
      deviceid: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown,
      hash_deviceid: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown,
      timezone: expect.stringContaining("/") as unknown,
      first_session_date: device.battery === "unknown" ? null : (expect.any(Number) as unknown),
      last_session_date: device.battery === "unknown" ? null : (expect.any(Number) as unknown),
    });
  }
  expect(devices.some(({ battery }) => battery === "unknown")).toBe(true);
  expect(devices.some(({ battery }) => battery !== "unknown")).toBe(true);
  expect(people.list().some((person) => person.devices.length === 0)).toBe(true);
});

test("a person is added as described, and the rest is invented", () => {
  const { people } = createSandbox();
  const person = people.add({ firstName: "Zoë", lastName: "Ångström", id: 5, gender: 1, devices: [] });
  expect(person).toMatchObject({ id: 5, firstName: "Zoë", email: "zoe.angstrom@example.com", devices: [] });
  expect(person.birthDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(people.get(5)).toEqual(person);
  expect(() => people.add({ id: 5 })).toThrow(/already is a person/);
});
