/** What `GET /_sandbox` says of itself. */
export const endpoints: Readonly<Record<string, string>> = {
  "GET /_sandbox": "this description and the state of the sandbox",
  "GET /_sandbox/clock": "the sandbox's time",
  "PUT /_sandbox/clock": '{ "now": "2026-12-24T18:00:00Z", "flowing": true }, each optional',
  "POST /_sandbox/clock/advance": '{ "days", "hours", "minutes", "seconds", "milliseconds" }, each optional',
  "GET /_sandbox/faults": "the faults that are switched on, and the kinds and operations that there are",
  "POST /_sandbox/faults":
    '{ "operation": "oauth2 requesttoken", "kind": "drop", "when": "after", "times": 1 }',
  "DELETE /_sandbox/faults": "switches all faults off",
  "DELETE /_sandbox/faults/:id": "switches one fault off",
  "GET /_sandbox/requests": "the request log, secrets masked",
  "DELETE /_sandbox/requests": "empties the request log",
  "GET /_sandbox/applications": "the registered applications",
  "POST /_sandbox/applications":
    '{ "redirectUris": ["http://localhost:8765/callback"], "name", "contract", "restricted", "probe" }; with "probe": true each URL must answer a HEAD',
  "GET /_sandbox/people": "the people, and the logins that hold them",
  "POST /_sandbox/people":
    '{ "email", "password", "firstName", "lastName", ... }; what is left out is invented',
  "POST /_sandbox/people/:id/disconnect":
    '{ "clientID" }: the person ends the link to the application, which is told if it subscribed to 46',
  "POST /_sandbox/people/:id/weighin":
    '{ "kg": 71.4, "date" }: as the person\'s scale would find it; now, without a date',
  "POST /_sandbox/people/:id/measures":
    '{ "measures": [{ "type": 10, "value": 128, "unit": 0, "position" }, ...], "date", "deviceid", "attrib", "category" }',
  "PUT /_sandbox/people/:id/measures/:grpid": '{ "measures": [...] }: in the place of those of the group',
  "DELETE /_sandbox/people/:id/measures/:grpid": "deletes a measure group",
  "GET /_sandbox/notifications": "what was posted to callback URLs, and what waits to be",
  "POST /_sandbox/notifications":
    '{ "appli": 1, "userid", "startdate", "enddate", "date", "deviceid", "action" }: sends one, as if it had happened',
  "POST /_sandbox/notifications/settle": "answers when nothing is under way and nothing is due",
  "DELETE /_sandbox/notifications": "forgets them, and what waits",
  "POST /_sandbox/codes":
    '{ "scopes": ["user.metrics"], "personId", "clientID", "redirectUri" }: an authorization code without the pages',
  "POST /_sandbox/signal-tokens":
    '{ "personId", "signalId" }: a token for an ECG, for a signed call of heart v2 get',
  "GET /_sandbox/options": "how the sandbox behaves where Withings is in doubt, and what each option takes",
  "PATCH /_sandbox/options": '{ "forkPolicy": "strict" }',
  "POST /_sandbox/reset": "everything as it was at the start",
};
