export { createTestDatabase, type TestDatabase, testServerUrl } from './database.js'
export { createTestProduct, productInput, skuInput } from './products.js'
export { createTestStore, type TestStore } from './store.js'
