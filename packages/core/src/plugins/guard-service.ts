import type { TenantTx } from '@mamapu/db'
import { GUARD_PLACES, type GuardService, PluginError } from '@mamapu/plugin-sdk'
import { goodsToGuard } from '../catalog/index.js'
import { allowTexts, GUARDED_TEXT_MAX, rulesAt } from '../compliance/index.js'

const FIELDS_MAX = 100
const GOODS_MAX = 50
const SUBJECT_MAX = 60

/** The guard of words as a plugin meets it: what it names is its own, and who acknowledges is whoever works. */
export function guardService(
  plugin: string,
  tx: TenantTx,
  { actor, at, onCheck }: { readonly actor: string; readonly at: Date; readonly onCheck: () => void },
): GuardService {
  return {
    async check(given, { place, products = [], acknowledged = false, subject }) {
      onCheck()
      const texts = typeof given === 'string' ? { '': given } : given
      const fault = whyNotAsked(texts, { place, products: products.length, subject })
      if (fault) throw new PluginError(`plugin ${plugin}: ${fault}`)
      const goods = await goodsToGuard(tx, products)
      const whose = subject === undefined ? null : `${plugin}:${subject}`
      return allowTexts(tx, texts, { place, goods, subject: whose, acknowledged, actor, at })
    },
    rules: (place) => rulesAt(place),
  }
}

function whyNotAsked(
  texts: Readonly<Record<string, string>>,
  asked: { readonly place: string; readonly products: number; readonly subject: string | undefined },
): string | null {
  if (!(GUARD_PLACES as readonly string[]).includes(asked.place)) return `there is no place ${asked.place}`
  if (asked.products > GOODS_MAX) return `a text speaks of at most ${GOODS_MAX} products`
  if (asked.subject !== undefined && (asked.subject === '' || asked.subject.length > SUBJECT_MAX))
    return `a subject has 1 to ${SUBJECT_MAX} letters`
  const all = Object.values(texts)
  if (all.length > FIELDS_MAX) return `at most ${FIELDS_MAX} texts are looked at together`
  return all.every((text) => typeof text === 'string' && text.length <= GUARDED_TEXT_MAX)
    ? null
    : `a text has at most ${GUARDED_TEXT_MAX} letters`
}
