import { type CustomerId, type Locale, offText } from '@mamapu/kernel'
import { coreFacts, type PluginContext } from '@mamapu/plugin-sdk'
import { findProtection, listGrowth } from './levels.queries.js'
import { ladderOf, progressOf, rankOf } from './levels.rules.js'
import { type Level, type LevelSettings, levelHooks } from './levels.settings.js'

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string
interface Speech {
  readonly t: Say
  readonly locale: Locale
}

const GROWTH_SHOWN = 50
const CHANGES_SHOWN = 20

const titleOf = (level: Level, locale: Locale) => (locale === 'en' ? level.titleEn : level.title)

/** What a level brings, in words. */
function benefitsOf(level: Level, { t, locale }: Speech): string[] {
  return [
    ...(level.offBps > 0 ? [t('benefit.price', { off: offText(level.offBps, locale) })] : []),
    ...(level.pointsBps > 10_000 ? [t('benefit.points', { times: level.pointsBps / 10_000 })] : []),
    ...(level.freeShipping ? [t('benefit.shipping')] : []),
  ]
}

function cardOf(settings: LevelSettings, standing: { level: string; growth: number }, { t, locale }: Speech) {
  const { level, next, missing, percent } = progressOf(settings, standing.level, standing.growth)
  return {
    url: '/x/levels/levels',
    title: level ? titleOf(level, locale) : t('none'),
    growth: standing.growth,
    percent,
    note: next ? t('to_next', { missing, level: titleOf(next, locale) }) : t('highest'),
  }
}

/** Level and the way to the next one, on the shopper's own page. */
export const accountCard = levelHooks.slot({
  slot: 'account.links',
  block: 'card',
  personal: true,
  facts: { level: coreFacts.level, growth: coreFacts.growth },
  data: ({ customer, settings, facts, t, locale }) =>
    customer === null ? null : cardOf(settings, facts, { t, locale }),
})

/** All levels with what they bring; signed in also what the next one needs, and how level and growth came about. */
export const levelsPage = levelHooks.page({
  name: 'levels',
  title: { 'zh-CN': '会员等级', en: 'Levels' },
  block: 'levels',
  async data(ctx) {
    const { locale, settings, tx } = ctx
    const speech: Speech = { t: (key, values) => ctx.t(key, values), locale }
    const customer = ctx.customer && (await ctx.customers.find(ctx.customer.id))
    const entries = ctx.customer ? await listGrowth(tx, ctx.customer.id, GROWTH_SHOWN) : []
    const ladder = ladderOf(settings)
    const rank = rankOf(ladder, customer?.level ?? '')
    const next = ladder[rank]
    return {
      isGuest: customer === null,
      card: customer && cardOf(settings, customer, speech),
      nextTitle: next ? titleOf(next, locale) : '',
      nextBenefits: next ? benefitsOf(next, speech) : [],
      keptUntil: customer && rank > 1 ? await keptUntil(ctx, customer.id) : '',
      rule: ctx.t('rule', { growth: settings.growthPerYuan }),
      levels: ladder.map((level, index) => ({
        title: titleOf(level, locale),
        growth: ctx.t('from_growth', { growth: level.growth }),
        benefits: benefitsOf(level, speech).join(' · ') || ctx.t('benefit.none'),
        isHere: index + 1 === rank,
      })),
      changes: customer ? await changesOf(ctx, customer.id, speech) : [],
      entries: entries.map(({ growth, receivedAt }) => ({ growth, at: receivedAt.toISOString() })),
    }
  },
})

type Ctx = PluginContext<LevelSettings>

/** The end of the protection while it lasts. */
async function keptUntil({ tx, at }: Ctx, customerId: CustomerId): Promise<string> {
  const until = await findProtection(tx, customerId)
  return until !== null && until > at ? until.toISOString() : ''
}

/** Every rise and fall, in the words of the ladder as it is now; a level that is no longer on it has its own name. */
async function changesOf({ customers, settings }: Ctx, customerId: CustomerId, { t, locale }: Speech) {
  const ladder = ladderOf(settings)
  const nameOf = (level: string) => {
    const found = ladder[rankOf(ladder, level) - 1]
    return level === '' ? t('none') : found ? titleOf(found, locale) : level
  }
  const changes = await customers.levelChanges(customerId, CHANGES_SHOWN)
  return changes.map(({ from, to, at }) => ({
    words: t(rankOf(ladder, to) >= rankOf(ladder, from) ? 'rose' : 'fell', { level: nameOf(to) }),
    from: from === '' ? '' : nameOf(from),
    at: at.toISOString(),
  }))
}
