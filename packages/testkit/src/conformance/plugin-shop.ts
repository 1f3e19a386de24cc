export type { Answered, Person, Shop as PluginShop, TestCustomer } from '../shop/shop.types.js'
