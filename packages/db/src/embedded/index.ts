export { type EmbeddedObstacle, EmbeddedPostgresError } from './errors.js'
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from './start-embedded.js'
