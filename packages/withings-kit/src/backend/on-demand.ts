// What WithingsConnector.authorize loads for a backend. Published as one file with all that it needs: see scripts/stage-library.ts.
export { authorizeWithBackend as authorize } from "./authorize-with-backend.js";
