import type { SkuId } from '@mamapu/kernel'
import type { PluginShop, TestCustomer } from './plugin-shop.js'

/** Values of a plugin's facts for its rules to be tried with; without them each fact is what it is for a guest. */
export type SampleFacts = Readonly<Record<string, readonly unknown[]>>

/** SKUs on sale in the shop a sample is for. */
export type SampleSkus = readonly [SkuId, SkuId, SkuId, SkuId]

/** All a plugin gives the suite besides itself. Kept in `src/conformance.samples.ts` as `samples`. */
export interface ConformanceSamples {
  /** Values for the plugin's facts, by their names (`core:level` for core's), for its rules to be tried with. */
  readonly facts?: SampleFacts
  /** Whole configs of its campaigns that name these SKUs where they name any, each of which lowers some price. */
  readonly campaigns?: (skuIds: SampleSkus) => readonly object[]
  /** Does in the shop what gives the plugin rows, and gives back whom it did it for: they also buy there. */
  readonly fill?: (shop: PluginShop) => Promise<TestCustomer>
  /** Shopper routes with an id that any shopper may use with any id, as `POST /coupons/:couponId/claim`. */
  readonly publicRoutes?: readonly string[]
  /** Settings and campaign configs as versions before this one kept them: they must be readable still. */
  readonly previous?: {
    readonly settings?: readonly object[]
    readonly campaigns?: readonly object[]
  }
}
