export { deliverHere } from './deliver-here.js'
export { emit } from './emit.js'
export { cleanEventsJob, deliverEventJob, eventSchedules } from './event.jobs.js'
export type {
  BoughtLine,
  EventHandler,
  EventMap,
  EventName,
  HandlerContext,
  HandlerRegistry,
  PricedProduct,
  RefundedLine,
  StoreEvent,
} from './event.types.js'
export type { AppJob, AppSchedule, Due, Sweeper } from './job.types.js'
export { EVENT_JOB, Relay, type RelayOptions } from './relay.js'
export { handlerRegistry, runHandlers } from './run-handlers.js'
