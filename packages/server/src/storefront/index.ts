export { problemPage } from './other-pages.js'
export { shelfOf } from './shelf.js'
export { shopPages } from './shop-pages.js'
export { createStorefront, type Storefront } from './storefront.js'
