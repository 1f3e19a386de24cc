import { deepFreeze, SLOTS, type SlotName, type SlotPart } from '@mamapu/plugin-sdk'
import type { ConformanceSubject } from '../check.types.js'
import { sampleCampaigns } from '../sample-rounds.js'
import { subjectsOf } from './slot-subjects.js'
import { trialCustomer, trialFacts, usualSettings } from './trial-inputs.js'

/** What a slot of the plugin answered by itself; `thrown` when it did not. */
export interface SlotAnswer {
  readonly slot: SlotName
  readonly input: { readonly locale: 'zh-CN' | 'en' }
  readonly answer: unknown
  readonly thrown: string | null
}

const asked = new WeakMap<ConformanceSubject, readonly SlotAnswer[]>()

/** Every slot asked without a shop, once per subject: full and empty, in both languages, with every fact and campaign of the samples. */
export function slotAnswers(subject: ConformanceSubject): readonly SlotAnswer[] {
  const known =
    asked.get(subject) ?? (subject.plugin.slots ?? []).flatMap((part) => ask(subject, part as SlotPart))
  asked.set(subject, known)
  return known
}

function ask(subject: ConformanceSubject, part: SlotPart): SlotAnswer[] {
  const { at, configs } = subject
  return sampleCampaigns(configs).flatMap((campaigns) =>
    circumstances(subject, part).map((given) => {
      const fixed = deepFreeze({ ...given, campaigns, settings: usualSettings(subject.plugin) })
      const input = { ...fixed, at: new Date(at), zone: 'Asia/Shanghai', goods: new Map(), t: String }
      return { slot: part.slot, input, ...answerOf(() => part.data(input as never)) }
    }),
  )
}

function circumstances({ plugin, at, configs, samples }: ConformanceSubject, part: SlotPart) {
  const skuIds = configs.flatMap((config) => plugin.campaign?.skusOf?.(config as never) ?? [])
  const full = subjectsOf([...skuIds.slice(0, 3), 'sku_1'])[part.slot]
  const empty = part.slot === 'cart.line' ? full : subjectsOf([])[part.slot]
  const customers = SLOTS[part.slot].cached ? [null] : [null, trialCustomer(at)]
  return trialFacts(part.facts, { samples }).flatMap((facts) =>
    customers.flatMap((customer) =>
      [full, empty].flatMap((subject) =>
        (['zh-CN', 'en'] as const).map((locale) => ({ facts, customer, subject, locale })),
      ),
    ),
  )
}

function answerOf(data: () => unknown): Pick<SlotAnswer, 'answer' | 'thrown'> {
  try {
    return { answer: data(), thrown: null }
  } catch (error) {
    return { answer: null, thrown: String((error as Error).message) }
  }
}
