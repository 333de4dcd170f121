import { ageAt } from "./body.js";
import { type Day, seasonOf } from "./calendar.js";
import { type Key, normal, under, wave, within } from "./draws.js";
import type { Life } from "./life.js";
import { type Measure, measure } from "./measure.js";

/** A moment at which something is measured. */
export interface Moment {
  readonly day: Day;
  /** Hours since the day began. */
  readonly hour: number;
  /** What is drawn for this moment. */
  readonly key: Key;
}

/** Systolic and diastolic pressure and pulse: lower in the morning and in summer, higher with age. */
export interface Pressure {
  readonly systolic: number;
  readonly diastolic: number;
  readonly pulse: number;
}

/** The blood pressure at a moment. */
export function pressureAt(life: Life, { day, hour, key }: Moment): Pressure {
  const { body, sickness } = life;
  const own = life.key("pressure");
  const age = ageAt(body, day) - 40;
  const winter = 2.2 * Math.cos(2 * Math.PI * seasonOf(day));
  // Through a day it rises to the late afternoon.
  const course = 4 * Math.sin((2 * Math.PI * (within(hour, 5, 24) - 11)) / 24);
  const tension = 5 * wave(own, day / 11) + 4 * normal(key, 1);
  const systolic = body.systolic + 0.38 * age + winter + course + tension;
  const diastolic =
    body.diastolic + 0.12 * Math.min(age, 20) + 0.6 * (winter + course + tension) + 2 * normal(key, 2);
  const pulse = body.restingRate + 9 + 0.4 * course + 14 * sickness(day) + 4 * normal(key, 3);
  const top = Math.round(within(systolic, 88, 195));
  return {
    systolic: top,
    diastolic: Math.round(within(diastolic, 50, Math.min(120, top - 22))),
    pulse: Math.round(within(pulse, 42, 130)),
  };
}

/** The same as measures. */
export function pressureMeasures(life: Life, moment: Moment): readonly Measure[] {
  const { systolic, diastolic, pulse } = pressureAt(life, moment);
  return [measure("diastolic", diastolic), measure("systolic", systolic), measure("pulse", pulse)];
}

/** How fast the pulse wave runs, what age that is usual at, and the pulse: what some scales find by the feet. */
export function vesselMeasures(life: Life, { day, key }: Moment): readonly Measure[] {
  const { body, sickness } = life;
  const age = ageAt(body, day);
  const usual = 7.1 + 0.062 * (age - 40);
  const velocity = within(
    body.pulseWaveVelocity +
      0.062 * (age - 40) +
      0.25 * wave(life.key("vessels"), day / 45) +
      0.14 * normal(key, 1),
    4.5,
    15,
  );
  const pulse = body.restingRate + 8 + 12 * sickness(day) + 3 * normal(key, 2);
  return [
    measure("pulseWaveVelocity", velocity, { decimals: 3 }),
    measure("vascularAge", within(age + 7 * (velocity - usual), 18, 95), { decimals: 1 }),
    measure("pulse", pulse),
  ];
}

/** Nerve health by the sweat glands of the feet. */
export function nerveMeasures(life: Life, { day, key }: Moment): readonly Measure[] {
  const score = (side: number): number =>
    within(life.body.nerveScore + 3 * wave(life.key("nerves"), day / 60) + 1.5 * normal(key, side), 20, 100);
  const [left, right] = [Math.round(score(1)), Math.round(score(2))];
  const activity = [left, right].map((foot) => foot / 1.25);
  return [
    measure("nerveHealthLeftFoot", left),
    measure("nerveHealthRightFoot", right),
    measure("nerveHealth", (left + right) / 2),
    measure("electrodermalActivity", ((activity[0] ?? 0) + (activity[1] ?? 0)) / 2, { decimals: 3 }),
    measure("electrodermalActivityLeftFoot", activity[0] ?? 0, { decimals: 3 }),
    measure("electrodermalActivityRightFoot", activity[1] ?? 0, { decimals: 3 }),
    measure("skinConductance", 0.9 * ((left + right) / 2)),
  ];
}

/** Temperatures: higher in the evening, and when somebody is ill. */
export function temperatureMeasures(life: Life, { day, hour, key }: Moment): readonly Measure[] {
  const course = 0.28 * Math.sin((2 * Math.PI * (hour - 10)) / 24);
  const fever = 1.9 * life.sickness(day);
  const body = within(life.body.temperature + course + fever + 0.1 * normal(key, 1), 35.4, 40.6);
  const skin = within(body - 2.9 + 0.35 * normal(key, 2), 31, 39);
  return [
    measure("temperature", body, { decimals: 3 }),
    measure("bodyTemperature", body, { decimals: 3 }),
    measure("skinTemperature", skin, { decimals: 3 }),
  ];
}

/** Oxygen saturation in whole per cent. */
export function oxygenMeasures(life: Life, { day, key }: Moment): readonly Measure[] {
  const share = 97.2 - 2.2 * life.sickness(day) + 0.8 * normal(under(key, 3), 1);
  return [measure("spo2", within(share, 86, 100))];
}

/** What a watch finds about fitness once a week. */
export function fitnessMeasures(life: Life, { day }: Moment): readonly Measure[] {
  const ageing = 0.25 * (ageAt(life.body, day) - 40);
  const uptake = life.body.vo2Max - ageing + 1.8 * wave(life.key("fitness"), day / 80);
  return [measure("vo2Max", within(uptake, 18, 68))];
}

/** What urine tells. */
export function urineMeasures({ key }: Pick<Moment, "key">): readonly Measure[] {
  const draw = (index: number, level: number, spread: number): number =>
    Math.max(0, level * (1 + spread * normal(key, index)));
  const calcium = draw(6, 3.4, 0.2);
  const creatinine = draw(7, 9.5, 0.2);
  const ph = within(6.1 + 0.5 * normal(key, 1), 4.6, 8);
  return [
    measure("urinaryPh", ph, { decimals: 1 }),
    measure("urineSpecificGravity", 1.017 + 0.004 * within(normal(key, 2), -3, 3), { decimals: 3 }),
    measure("urinaryNitrites", draw(3, 1.2, 0.3), { decimals: 1 }),
    measure("urinaryKetones", draw(4, 0.3, 0.5), { decimals: 2 }),
    measure("urinaryVitaminC", draw(5, 0.6, 0.4), { decimals: 2 }),
    measure("urinaryCalcium", calcium, { decimals: 2 }),
    measure("urinaryCreatinine", creatinine, { decimals: 2 }),
    measure("urinaryCalciumCreatinineRatio", calcium / creatinine, { decimals: 3 }),
  ];
}
