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
export { openTables } from './plugin-structure.js'
export { readOnly } from './read-only.js'
// SQL as it is written
export { type Blanked, blankOut } from './reading/blank-out.js'
export { type Fault, foreignUses, type Known, unnamedTenants, unsoundInserts } from './reading/judge.js'
export { knownOf } from './reading/known.js'
export { MIGRATION_FILE, type Migration, migrationFaults, ownPrefix } from './reading/migration-faults.js'
export type { MigrationFault } from './reading/migration-look.js'
export type { MigrationRule } from './reading/migration-words.js'
export {
  renamedSql,
  statementsOfFunctions,
  statementsOfSource,
  unreadableStatements,
  type WrittenStatement,
} from './reading/source-statements.js'
export type { Token } from './reading/tokens.js'
export { ensureRoles, ROLES, type RoleUrls, roleUrls, setRolePasswords } from './roles.js'
