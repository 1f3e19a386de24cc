export { type DatabaseClock, startDatabaseClock } from './clock.js'
export { fen, id, instant, tenantId } from './columns.js'
export {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Sql,
  type TransactionSql,
} from './database.js'
export { callPlatform, callTenant, isConnectionLoss, readTenant, type TenantTx, withTenant } from './doors.js'
// The embedded PostgreSQL
export {
  type EmbeddedObstacle,
  type EmbeddedOptions,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbedded,
} from './embedded/index.js'
export {
  DB_MIGRATIONS,
  type MigrationReport,
  type MigrationSet,
  migrate,
  readStructure,
  type Structure,
} from './migrate.js'
export { readOnly } from './read-only.js'
export { ensureRoles, ROLES, type RoleUrls, roleUrls, setRolePasswords } from './roles.js'
