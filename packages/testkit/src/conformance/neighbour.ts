import { toFen, ZERO_FEN } from '@mamapu/kernel'
import { definePlugin, forSettings, type Plugin } from '@mamapu/plugin-sdk'
import type { OrderOffer } from '@mamapu/pricing'
import { Type } from 'typebox'
import type { ConformanceSamples } from './samples.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const settings = Type.Object({}, { additionalProperties: false })
const hooks = forSettings(settings)

/** Greedy and careless: many offers that stand beside nothing, a slot and an event that fail. Others must keep well beside it. */
export const neighbour: Plugin = definePlugin({
  id: 'neighbour',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('强势邻居', 'Neighbour'),
  description: words('一致性检查用', 'For the conformance suite'),
  category: 'tool',
  settings,
  prices: [
    hooks.price({
      name: 'greedy',
      stage: 'order',
      facts: {},
      offers: ({ cart }): OrderOffer[] =>
        [1, 2, 3, 5, 8, 13].map((amount) => ({
          id: `neighbour:${amount}`,
          plugin: 'neighbour',
          stage: 'order',
          label: words(`减 ${amount}`, `${amount} off`),
          class: 'neighbour',
          combinesWith: [],
          lineIds: cart.lines.map(({ lineId }) => lineId),
          tiers: [{ thresholdFen: ZERO_FEN, reduction: { amountFen: toFen(amount) } }],
          applies: 'always',
          priority: 1000,
        })),
    }),
  ],
  slots: [
    hooks.slot({
      slot: 'home.top',
      block: 'none',
      facts: {},
      data: () => {
        throw new Error('the neighbour fails')
      },
    }),
  ],
  blocks: { none: { title: words('无', 'None') } },
  blocksDir: new URL('../../fixture/neighbour/', import.meta.url),
}) as Plugin

export const neighbourSamples: ConformanceSamples = {}
