import { bindPage, type PageActions } from "../weigh-in-page.ts";

// Of preload.ts.
bindPage((globalThis as unknown as { readonly withings: PageActions }).withings);
