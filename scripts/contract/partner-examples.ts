import type { PageHead } from "./examples.ts";

/** Heads of the pages about what partners may call, by the service's name without a version. */
export const partnerHeads: Readonly<Record<string, PageHead>> = {
  rawdata: {
    about: "What the sensors of a ScanWatch see, sample by sample.",
    example: {
      code: `
import { rawdata } from "withings-kit/operations";

const devices = await connection.devices.list().toArray();
const watch = devices.find(({ model }) => model.name?.startsWith("ScanWatch"));
const recording = { hash_deviceid: watch?.id ?? "", rawdata_type: 1 } as const;
await connection.call(rawdata.activate, recording);

const today = { startdate: new Date(Date.now() - 86_400_000), enddate: new Date() };
const body = await connection.call(rawdata.get, { ...recording, ...today });
console.log(body.rawdata.length); // it has only just begun`,
      prints: `
0`,
    },
  },
  device: {
    about: "Features and cellular service of members' devices.",
    example: {
      code: `
import { device } from "withings-kit/operations";

const pulseWaveVelocity = { feature_name: "feature_pwv", model: 17 };
await withings.call(device.enableFeature, { userid: connection.userID, ...pulseWaveVelocity });
console.log("on");`,
      prints: `
on`,
    },
  },
  dropshipment: {
    about: "Orders of devices for members.",
    example: {
      code: `
import { dropshipment } from "withings-kit/operations";

const { orders } = await withings.call(dropshipment.createOrder, {
  order: [
    {
      customer_ref_id: "order-1",
      address: {
        name: "Ada Example",
        email: "ada@example.com",
        address1: "1 Example Street",
        city: "Springfield",
        zip: "12345",
        country: "US",
      },
      products: [{ ean: "3700546702518", quantity: 2 }],
    },
  ],
});
console.log(orders?.map(({ customer_ref_id, status }) => [customer_ref_id, status]));`,
      prints: `
[ [ 'order-1', 'CREATED' ] ]`,
    },
  },
  order: {
    about: "Orders, and what became of them. [dropshipment](dropshipment.md) makes them.",
    example: {
      code: `
import { dropshipment, order } from "withings-kit/operations";

const [name, email] = ["Ada Example", "ada@example.com"];
const address = { name, email, address1: "1 Example Street", city: "Springfield", zip: "12345", country: "US" };
const products = [{ ean: "3700546702518", quantity: 2 }];
await withings.call(dropshipment.createOrder, { order: [{ customer_ref_id: "order-1", address, products }] });

const { orders } = await withings.call(order.getDetail, { customer_ref_ids: ["order-1"] });
console.log(orders[0]?.status, orders[0]?.products[0]?.quantity);`,
      prints: `
CREATED 2`,
    },
  },
  nudge: {
    about:
      "Screens that devices can show: icons and two lines of text. [nudgecampaign](nudgecampaign.md) shows them.",
    example: {
      code: `
import { nudge } from "withings-kit/operations";

await withings.call(nudge.create, { iconids: [1], content: ["Drink", "water"], model: 17 });
const { nudges } = await withings.call(nudge.list, {});
console.log(nudges.map(({ content, position }) => [content, position]));`,
      prints: `
[ [ [ 'Drink', 'water' ], 'last' ] ]`,
    },
  },
  nudgecampaign: {
    about: "Campaigns, which show a [screen](nudge.md) to users for a time.",
    example: {
      code: `
import { nudge, nudgecampaign } from "withings-kit/operations";

const screen = { iconids: [1], content: ["Drink", "water"], model: 17 };
const { nudgeid } = await withings.call(nudge.create, screen);
const { campaignid } = await withings.call(nudgecampaign.create, {
  nudgeid,
  startdate: new Date(),
  enddate: new Date(Date.now() + 30 * 86_400_000),
  max_display_count: 3,
});
await withings.call(nudgecampaign.addUsers, {
  nudgecampaignid: campaignid,
  userids: [Number(connection.userID)],
});
const { users } = await withings.call(nudgecampaign.listUsers, { nudgecampaignid: campaignid });
console.log(users.map(({ userid }) => userid));`,
      prints: `
[ 16387308 ]`,
    },
  },
  survey: {
    about: "Surveys that devices ask, and for whom. [answers](answers.md) has what was answered.",
    example: {
      code: `
import { survey } from "withings-kit/operations";

const { surveys } = await withings.call(survey.list, {});
await withings.call(survey.activate, { surveyid: 1, userids: [Number(connection.userID)] });
const { users } = await withings.call(survey.listUsers, { surveyid: 1 });
console.log(surveys.length, users.map(({ userid }) => userid));`,
      prints: `
3 [ 16387308 ]`,
    },
  },
  answers: {
    about: "What users answered to [surveys](survey.md).",
    example: {
      code: `
import { answers } from "withings-kit/operations";

const since = new Date("2026-03-01");
const body = await withings.call(answers.get, { userid: connection.userID, startdate: since });
console.log(body.answers.length); // no survey was started for this person`,
      prints: `
0`,
    },
  },
};
