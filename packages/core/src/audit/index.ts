export { type AuditInput, audit } from './audit.js'
export { type AuditEntry, listEntries } from './audit.queries.js'
export { auditRoutes } from './audit.routes.js'
