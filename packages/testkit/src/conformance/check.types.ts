import type { campaigns } from '@mamapu/core'
import type { SkuId, Words } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { House } from '../shop/open-shop.js'
import type { PluginShop, TestCustomer } from './plugin-shop.js'
import type { ConformanceSamples } from './samples.js'

/** What is tried: a plugin with its samples, and shops in which it is installed, opened when a check asks for one. */
export interface ConformanceSubject {
  readonly plugin: Plugin
  readonly samples: ConformanceSamples
  readonly at: Date
  /** Its sample configs, naming SKUs of no shop. */
  readonly configs: readonly object[]
  /** A shop with the samples' rows that checks only look at, or leave as it was. */
  filled(): Promise<FilledShop>
  /** A new shop with the samples' rows and one running campaign: of the sample config with this number, if there is one. */
  sampleShop(config?: number | 'no campaign'): Promise<SampleShop>
  /** The same database served without the plugin, or with this one in its place. */
  served(instead: Plugin | null): Promise<House>
}

export interface FilledShop extends PluginShop {
  /** Whom the samples' rows are for; somebody new when they are for nobody. */
  readonly filledFor: TestCustomer
  /** Delivers what was told in this shop, the oldest or the latest first. */
  deliver(direction?: 'in order' | 'backwards'): Promise<void>
}

export interface SampleShop extends FilledShop {
  /** On sale, the first ones named by the config. */
  readonly skuIds: readonly SkuId[]
  readonly running: campaigns.Campaign | null
}

/** Faults in English, for developers; empty when the plugin keeps it, null when it has nothing this looks at. */
export type Faults = readonly string[] | null

/** One thing every plugin must keep. */
export interface ConformanceCheck {
  /** `<group>.<what>`, stable. */
  readonly id: string
  readonly title: Words
  /** What to do when it is not kept. */
  readonly remedy: Words
  run(subject: ConformanceSubject): Faults | Promise<Faults>
}

/** What a check found. */
export interface Verdict {
  readonly check: ConformanceCheck
  readonly faults: Faults
}
