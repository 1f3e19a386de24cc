import type { CustomerId } from '@mamapu/kernel'
import { EARNINGS_PATH, type EarningFigures, type LinkFigures } from '@mamapu/plugin-sdk'
import { hooks } from '../distributor.settings.js'
import type { Ctx, Distributor } from '../distributor.types.js'
import { inviteTarget, PATHS } from '../paths.js'
import { paragraphsOf } from '../people/join.page.js'
import { findDistributor, listNicknames } from '../people/people.queries.js'
import { termsHash, versionOfTerms } from '../people/terms.js'
import { countCustomers } from '../relation/binding.queries.js'
import { meOf } from './me.js'
import { daysOf, spansOf } from './spans.js'

const CHART_DAYS = 7
const RANKING_MAX = 10
const NO_FIGURES: EarningFigures = { orders: 0, buyers: 0, salesFen: 0, commissionFen: 0 }
const NO_VISITS: LinkFigures = { visits: 0, visitors: 0 }
/** Pages of other mechanics that help her sell, where they are on. */
const TOOLS = [
  { plugin: 'content-kit', url: '/x/content-kit/kit', icon: 'book' },
  { plugin: 'coupons', url: '/x/coupons/centre', icon: 'gift' },
  { plugin: 'bulletin', url: '/x/bulletin/result', icon: 'star' },
  { plugin: 'training', url: '/x/training/lessons', icon: 'mother' },
  { plugin: 'visitor-trail', url: '/x/visitor-trail/visitors', icon: 'clock' },
] as const

/** What each share brought: three numbers first, then where they come from. */
export const centrePage = hooks.page({
  name: 'centre',
  title: { 'zh-CN': '推广中心', en: 'My sharing' },
  block: 'centre',
  signedIn: true,
  async data(ctx) {
    const me = await meOf(ctx)
    if (me === null) return { isOne: false, isWaiting: await isWaiting(ctx), joinUrl: PATHS.join }
    const summary = await ctx.earnings.summary(me.customerId)
    return {
      isOne: true,
      nickname: me.nickname,
      level: levelTitle(ctx, me.level),
      isPaused: me.state === 'frozen',
      note: me.note,
      code: me.code,
      ...(await figuresOf(ctx, me.customerId)),
      summary,
      isOwing: summary.availableFen < 0,
      ...(await chartOf(ctx, me.customerId)),
      ranking: ctx.settings.showsRanking ? await rankingOf(ctx, me) : [],
      customers: (await countCustomers(ctx.tx, [me.customerId], ctx.at)).get(me.customerId) ?? 0,
      ...(await newTerms(ctx, me)),
      tools: await toolsOf(ctx),
      urls: {
        ...PATHS,
        earnings: EARNINGS_PATH,
        invite: `${PATHS.share}?to=${encodeURIComponent(inviteTarget(me.code))}`,
      },
    }
  },
})

/** Whether her application is being looked at. */
async function isWaiting({ tx, customer }: Ctx): Promise<boolean> {
  return customer !== null && (await findDistributor(tx, customer.id))?.state === 'applied'
}

function levelTitle({ settings, locale }: Ctx, level: string): string {
  const found = settings.levels.find((one) => one.level === level)
  return found ? (locale === 'en' ? found.titleEn : found.title) : ''
}

async function figuresOf({ earnings, links, at, zone }: Ctx, me: CustomerId) {
  const spans = spansOf(at, zone)
  const of = async (span: { from: Date; until: Date }) => ({
    ...NO_FIGURES,
    ...(await earnings.figures({ payees: [me], ...span })).get(me),
    ...NO_VISITS,
    ...(await links.figures({ owners: [me], ...span })).get(me),
  })
  return { today: await of(spans.today), month: await of(spans.month), total: await of(spans.total) }
}

/** Commission per day; the longest bar is the best day. */
async function chartOf({ earnings, at, zone }: Ctx, me: CustomerId) {
  const { days, span } = daysOf(at, zone, CHART_DAYS)
  const found = new Map(
    (await earnings.days({ payee: me, ...span })).map((one) => [one.day, one.commissionFen]),
  )
  const bars = days.map((day) => ({ day: day.slice(5), commissionFen: found.get(day) ?? 0 }))
  return { bars, barMax: Math.max(1, ...bars.map(({ commissionFen }) => commissionFen)) }
}

/** Who sold most this month, by the names they share under. */
async function rankingOf({ earnings, tx, at, zone, t }: Ctx, me: Distributor) {
  const top = await earnings.top({ ...spansOf(at, zone).month, limit: RANKING_MAX })
  const names = await listNicknames(
    tx,
    top.map(({ payee }) => payee),
  )
  return top.map(({ payee, salesFen }, index) => ({
    place: index + 1,
    name: payee === me.customerId ? t('centre.me') : (names.get(payee) ?? '**'),
    salesFen,
  }))
}

/** The terms when they read otherwise than what she accepted. */
async function newTerms(ctx: Ctx, me: Distributor) {
  const version = await versionOfTerms(ctx)
  if (version === me.termsVersion) return { hasNewTerms: false }
  const { terms } = ctx.settings
  return {
    hasNewTerms: true,
    terms: paragraphsOf(terms),
    termsHash: termsHash(terms),
    termsUrl: '/x/distributor/terms',
  }
}

async function toolsOf(ctx: Ctx) {
  const on = await ctx.enhancers()
  return TOOLS.filter(({ plugin }) => on.has(plugin)).map(({ plugin, url, icon }) => ({
    url,
    title: ctx.t(`tool.${plugin}`),
    icon,
  }))
}
