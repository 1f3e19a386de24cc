import { DAY, later, localDateOf, type Words } from '@mamapu/kernel'
import { lockEnding, markTold } from './proof.queries.js'
import { type Stage, stageToTell } from './proof.rules.js'
import { job, KIND_WORDS } from './proof.settings.js'
import type { Proof } from './proof.types.js'

const AHEAD_MS = 31 * DAY
const BATCH = 50

/** Tells the staff what ends in 30 days, in 7, today, and what is over: each once. */
export const tellEnding = job({
  name: 'tell-ending',
  every: '1h',
  async run(ctx) {
    const today = localDateOf(ctx.at, ctx.zone)
    const proofs = await lockEnding(ctx.tx, later(ctx.at, AHEAD_MS), BATCH)
    let told = 0
    for (const proof of proofs) {
      const stage = stageToTell(proof, today)
      if (stage === null) continue
      await ctx.tellStaff({
        key: `${proof.id}:${proof.validUntil}:${stage}`,
        words: wordsOf(proof, stage),
        isUrgent: stage <= 0,
      })
      await markTold(ctx.tx, proof.id, stage)
      told += 1
    }
    return told === BATCH ? 'more' : undefined
  },
})

function wordsOf({ brand, kind, validUntil }: Proof, stage: Stage): Words {
  const zh = `${brand} 的${KIND_WORDS[kind]['zh-CN']}`
  const en = `${brand}: ${KIND_WORDS[kind].en}`
  if (stage < 0)
    return {
      'zh-CN': `${zh}已过期（到 ${validUntil}），已从商品页撤下，换上新的再展示。`,
      en: `${en} ended on ${validUntil} and left the product pages; upload the new one to show it again.`,
    }
  if (stage === 0)
    return {
      'zh-CN': `${zh}今天到期，今晚 24 点自动从商品页撤下。`,
      en: `${en} ends today; at midnight it leaves the product pages.`,
    }
  return {
    'zh-CN': `${zh}将在 ${validUntil} 到期，请提前续办，到期会自动从商品页撤下。`,
    en: `${en} ends on ${validUntil}; renew it in time, it leaves the product pages by itself.`,
  }
}
