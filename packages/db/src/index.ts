// The embedded PostgreSQL
export {
  type EmbeddedObstacle,
  type EmbeddedOptions,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbedded,
} from './embedded/index.js'
