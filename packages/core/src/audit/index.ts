export { type AuditInput, audit } from './audit.js'
export { type AuditEntry, actsQuery, listEntries } from './audit.queries.js'
export { auditRoutes } from './audit.routes.js'
