export { findVersioned, saveVersioned, versionedQuery } from './versioned.queries.js'
