export type { Answered, Asked, Person, Shop as PluginShop, TestCustomer } from '../shop/shop.types.js'
