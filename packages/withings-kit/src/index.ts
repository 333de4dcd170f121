export type { AuthorizationEvent, AuthorizeOptions } from "./authorize.js";
export type { ClientOptions } from "./client-options.js";
export type { Cloud, CloudAddresses } from "./cloud.js";
export * as WithingsConnector from "./connector.js";
export { type StoredCredentials, WithingsCredentials } from "./credentials.js";
export type { Activity } from "./api/activity.js";
export type {
  ActivityDay,
  ActivityDayFacts,
  ActivityField,
  ActivityValues,
  ListActivityDaysOptions,
} from "./api/activity-days.js";
export type {
  ActivityMoment,
  ActivityMomentFacts,
  IntradayField,
  IntradayValues,
  ListIntradayOptions,
} from "./api/activity-intraday.js";
export type { Connection } from "./api/connection.js";
export type { DecodeOptions, OnStrangeRow, StrangeRow, StrangeRowEvent } from "./api/decoding.js";
export type { DeviceModel, MeasuringDevice } from "./api/device.js";
export type { Device, Devices } from "./api/devices.js";
export type { Ecg } from "./api/ecg.js";
export type { Goals, PersonGoals } from "./api/goals.js";
export type { EcgOptions, Heart, HeartRecording, ListRecordingsOptions } from "./api/heart.js";
export type { Listing, ListingPage } from "./api/listing.js";
export type { Measure, NamedMeasure } from "./api/measure.js";
export type { MeasureGroup, NamedMeasures, Segment } from "./api/measure-group.js";
export type { ListMeasuresOptions, Measures } from "./api/measures.js";
export type { MissingFields, MissingReason } from "./api/missing.js";
export type { NightEvent, NightField, NightValues } from "./api/night-values.js";
export type { ListSubscriptionsOptions, Notifications, SubscriptionChange } from "./api/notifications.js";
export type { OneOptions } from "./api/one.js";
export type { ListOptions } from "./api/paged.js";
export type { DayRange, Period } from "./api/period.js";
export type { ReconcileOptions, Reconciliation, SubscriptionDone } from "./api/reconcile.js";
export type { LocalMoment } from "./api/row.js";
export type { Sleep } from "./api/sleep.js";
export type { ListNightsOptions, Night, NightFacts } from "./api/sleep-nights.js";
export type {
  ListSegmentsOptions,
  Sample,
  SegmentField,
  SegmentSeries,
  SleepSegment,
  SleepSegmentFacts,
} from "./api/sleep-segments.js";
export type { ListSoundsOptions, Stetho, StethoRecording, StethoSound } from "./api/stetho.js";
export type { Subscription, WantedSubscription } from "./api/subscription.js";
export type { CoreBodyTemperatureStatus } from "./api/temperature-status.js";
export type {
  ListWorkoutsOptions,
  Workout,
  WorkoutFacts,
  WorkoutField,
  Workouts,
  WorkoutValues,
} from "./api/workouts.js";
export type { CallOptions } from "./calls/caller.js";
export type { CallHooks, RequestEvent, ResponseEvent, RetryEvent } from "./calls/hooks.js";
export type { StandingConnection, WaitOptions } from "./connection/connection.js";
export type { Disconnection } from "./connection/disconnect.js";
export type { ConnectionEvent } from "./connection/event.js";
export type { UnreadableConnection } from "./connection/list.js";
export {
  encrypted,
  type EncryptedStore,
  type EncryptionOptions,
} from "./connection/encrypted/encrypted-store.js";
export type {
  EncryptionKey,
  EncryptionKeyInput,
  EncryptionKeyRequest,
  EncryptionKeys,
  EncryptionKeySource,
} from "./connection/encrypted/key.js";
export type { Reencryption, ReencryptOptions } from "./connection/encrypted/reencrypt.js";
export { memoryStore } from "./connection/memory-store.js";
export type {
  ConnectionStore,
  Lease,
  LeaseOptions,
  StoreChange,
  StoreEntry,
  StoreReading,
} from "./connection/store.js";
export type { ConnectionStatus } from "./connection/status.js";
export {
  type OldRefreshToken,
  ReauthorizationRequired,
  type ReauthorizationReason,
  WithingsApiError,
  WithingsAuthorizationError,
  WithingsConfigurationError,
  WithingsConnectionError,
  WithingsDecodingError,
  WithingsError,
  type WithingsErrorCode,
  type WithingsErrorFields,
  WithingsStoreError,
  WithingsTokenError,
  WithingsTransportError,
} from "./errors.js";
export type { AttributionName } from "./model/attribution.js";
export type { BodyPositionName } from "./model/body-position.js";
export type { NotificationName } from "./model/notification-name.js";
export type { RhythmClassName } from "./model/rhythm-class.js";
export { type KnownScope, knownScopes, type WithingsScope } from "./model/scope.js";
export type { NightEventName, SleepStateName, SleepWatcherName } from "./model/sleep.js";
export type { StatusFamily } from "./model/status.js";
export type { WorkoutCategoryName } from "./model/workout-category.js";
export type { CallbackIgnoredReason } from "./oauth/callback.js";
export type { ClientAuthentication, Clock } from "./oauth/token-request.js";
export type { RefreshTokenOptions } from "./refresh-token.js";
export type { LoginAttempt, StartedLogin, StartLoginOptions } from "./two-step-login.js";
export type { CallbackVerdict, WebView, WebViewRequest, WebViewResult } from "./web-view/contract.js";
export {
  type ConnectOptions,
  createWithings,
  type FinishLoginOptions,
  type Withings,
  type WithingsEvent,
  type WithingsOptions,
} from "./withings.js";
