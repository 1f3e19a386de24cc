import type { Plugin } from '@mamapu/plugin-sdk'
import { openShop } from '../shop/open-shop.js'
import type { Shop } from '../shop/shop.types.js'

export type { Answered, Asked, Person, TestCustomer } from '../shop/shop.types.js'
export type PluginShop = Shop

/** A shop with one plugin and those that are to stand beside it: the older way to `openShop`. */
export function createPluginShop(
  t: { teardown(work: () => unknown): void },
  plugin: Plugin,
  { beside = [], ...options }: { at?: Date; max?: number; beside?: readonly Plugin[] } = {},
): Promise<Shop> {
  return openShop(t, { plugins: [plugin, ...beside], ...options })
}
