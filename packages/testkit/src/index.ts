export { createTestDatabase, type TestDatabase, testServerUrl } from './database.js'
export { createTestStore, type TestStore } from './store.js'
