import { plugins } from '@mamapu/core'
import { deepFreeze, type SlotName, type SlotPart } from '@mamapu/plugin-sdk'
import type { ConformanceCheck, ConformanceSubject } from '../check.types.js'
import { sampleCampaigns } from '../sample-rounds.js'
import { subjectsOf } from './slot-subjects.js'
import { check } from './words-of.js'

/** What slots keep by themselves: in the shop one that fails shows nothing, and nobody would see that it does. */
export const SLOT_CHECKS: readonly ConformanceCheck[] = [
  check(
    'slots.answer',
    [
      '每个位置对空车、无规格商品和两种语言都当场作答',
      'Slots answer at once, also for an empty cart and both languages',
    ],
    ['没有可显示的就返回 null', 'Answer null where there is nothing to show'],
    (subject) => {
      const { slots = [] } = subject.plugin
      if (slots.length === 0) return null
      return [...new Set(slots.flatMap((part) => ask(subject, part as SlotPart)))]
    },
  ),
]

function ask({ plugin, at, configs }: ConformanceSubject, part: SlotPart): string[] {
  const settings = plugins.readSettings({ id: plugin.id, plugin } as plugins.LoadedPlugin, {})
  const facts = Object.fromEntries(Object.entries(part.facts).map(([name, fact]) => [name, fact.none]))
  const skuIds = configs.flatMap((config) => plugin.campaign?.skusOf?.(config as never) ?? [])
  const full = subjectsOf([...skuIds.slice(0, 3), 'sku_1'])[part.slot]
  const empty = part.slot === 'cart.line' ? full : subjectsOf([])[part.slot]
  const faults: string[] = []
  for (const campaigns of sampleCampaigns(configs))
    for (const subject of [full, empty] as const)
      for (const locale of ['zh-CN', 'en'] as const) {
        const given = deepFreeze({ subject, settings, facts, locale, campaigns, customer: null })
        const input = { ...given, at: new Date(at), zone: 'Asia/Shanghai', goods: new Map(), t: String }
        const fault = whyNoAnswer(() => part.data(input as never))
        if (fault) faults.push(`${part.slot satisfies SlotName}: ${fault}`)
      }
  return faults
}

function whyNoAnswer(data: () => unknown): string | null {
  try {
    const answer = data()
    return typeof answer !== 'object' || answer instanceof Promise ? 'gives no object at once' : null
  } catch (error) {
    return `throws: ${String((error as Error).message).slice(0, 160)}`
  }
}
