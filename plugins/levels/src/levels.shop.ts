import { coreFacts } from '@mamapu/plugin-sdk'
import { listGrowth } from './levels.queries.js'
import { ladderOf, progressOf, rankOf } from './levels.rules.js'
import { type Level, type LevelSettings, levelHooks } from './levels.settings.js'

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string
const GROWTH_SHOWN = 50

const titleOf = (level: Level, locale: 'zh-CN' | 'en') => (locale === 'en' ? level.titleEn : level.title)

/** What a level brings, in words. */
function benefitsOf(level: Level, t: Say): string[] {
  return [
    ...(level.offBps > 0 ? [t('benefit.price', { off: level.offBps / 100 })] : []),
    ...(level.pointsBps > 10_000 ? [t('benefit.points', { times: level.pointsBps / 10_000 })] : []),
    ...(level.freeShipping ? [t('benefit.shipping')] : []),
  ]
}

function cardOf(
  settings: LevelSettings,
  standing: { level: string; growth: number },
  { t, locale }: { t: Say; locale: 'zh-CN' | 'en' },
) {
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

/** All levels with what they bring; signed in also where one stands and which orders brought growth. */
export const levelsPage = levelHooks.page({
  name: 'levels',
  title: { 'zh-CN': '会员等级', en: 'Levels' },
  block: 'levels',
  async data(ctx) {
    const { locale, settings, tx } = ctx
    const t: Say = (key, values) => ctx.t(key, values)
    const customer = ctx.customer && (await ctx.customers.find(ctx.customer.id))
    const entries = ctx.customer ? await listGrowth(tx, ctx.customer.id, GROWTH_SHOWN) : []
    const ladder = ladderOf(settings)
    const rank = rankOf(ladder, customer?.level ?? '')
    return {
      isGuest: customer === null,
      card: customer && cardOf(settings, customer, { t, locale }),
      rule: t('rule', { growth: settings.growthPerYuan }),
      levels: ladder.map((level, index) => ({
        title: titleOf(level, locale),
        growth: t('from_growth', { growth: level.growth }),
        benefits: benefitsOf(level, t).join(' · ') || t('benefit.none'),
        isHere: index + 1 === rank,
      })),
      entries: entries.map(({ growth, receivedAt }) => ({ growth, at: receivedAt.toISOString() })),
    }
  },
})
