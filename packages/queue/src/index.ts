export { migrateQueue } from './backend.postgres.js'
export { openQueue, type QueueOptions } from './open-queue.js'
export {
  type JobDefinition,
  type JobPayload,
  type JobQueue,
  type JobRequest,
  type JobRun,
  LANES,
  type Lane,
  type LaneCounts,
  type ParkedJob,
  type QueueLog,
  type Schedule,
} from './queue.types.js'
export { openTokens, type TokenStore, type Tokens, type TokensAnswer } from './tokens.redis.js'
