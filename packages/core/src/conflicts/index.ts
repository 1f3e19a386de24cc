export { conflictRoutes } from './conflict.routes.js'
export type { Conflict, Conflicts, Example, Verdict } from './conflict.types.js'
export { type ConflictDeps, findConflicts } from './find-conflicts.js'
