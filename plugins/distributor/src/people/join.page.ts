import { toFen } from '@mamapu/kernel'
import { hooks } from '../distributor.settings.js'
import type { Ctx } from '../distributor.types.js'
import { inviteTarget, loginPath, PATHS } from '../paths.js'
import { bookOf, earnedBy, scaleOf, shareOf } from '../rates/rate.rules.js'
import { findByCode, findDistributor } from './people.queries.js'
import { termsHash, versionOfTerms } from './terms.js'

/** What the example on the page is reckoned with. */
const EXAMPLE_FEN = toFen(100_00)
const DONTS = ['promise', 'heads', 'fee', 'formula', 'advert'] as const
const STEPS = ['apply', 'share', 'earn'] as const

/** The recruit page: open to everybody, says what it is, what one earns by an example, and what one may not do. */
export const joinPage = hooks.page({
  name: 'join',
  title: { 'zh-CN': '成为分销员', en: 'Become a distributor' },
  block: 'join',
  async data(ctx, { query }) {
    const { settings, customer, tx } = ctx
    const code = readCode(query['code'])
    const inviter = code === '' ? null : await findByCode(tx, code)
    const me = customer && (await findDistributor(tx, customer.id))
    const next = code === '' ? PATHS.join : inviteTarget(code)
    const mayApply = me === null || me.state === 'declined' || me.state === 'left'
    return {
      heading: settings.heading,
      pitch: paragraphsOf(settings.pitch),
      ...exampleOf(ctx),
      steps: STEPS.map((step, index) => ({ number: index + 1, text: ctx.t(`join.step.${step}`) })),
      donts: DONTS.map((dont) => ctx.t(`join.dont.${dont}`)),
      terms: paragraphsOf(settings.terms),
      termsVersion: await versionOfTerms(ctx),
      termsHash: termsHash(settings.terms),
      from: inviter?.state === 'approved' ? inviter.nickname : '',
      code: inviter?.state === 'approved' ? code : '',
      isGuest: customer === null,
      loginUrl: loginPath(next),
      applyUrl: '/x/distributor/apply',
      centreUrl: me && !mayApply && me.state !== 'applied' ? PATHS.centre : '',
      isWaiting: me?.state === 'applied',
      isDeclined: me?.state === 'declined',
      note: me?.state === 'declined' ? me.note : '',
      nickname: me?.nickname ?? '',
      isReviewed: settings.joining === 'review',
      mayApply: mayApply && settings.isRecruiting && customer !== null,
      isClosed: mayApply && !settings.isRecruiting,
    }
  },
})

/** A friend buys for a hundred: what the shop's usual rate makes of it. */
function exampleOf({ settings }: Ctx) {
  const sold = { productId: '', categoryIds: [], campaign: { mode: 'usual' as const } }
  const earned = earnedBy(sold, '', scaleOf(settings, bookOf([])))
  return { exampleFen: EXAMPLE_FEN, earnedFen: earned === null ? 0 : shareOf(earned, EXAMPLE_FEN) }
}

/** A code as people type it; empty for none. */
export function readCode(text: string | undefined): string {
  const code = (text ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '')
  return code.length === 8 ? code : ''
}

const PARAGRAPHS_MAX = 40

export function paragraphsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, PARAGRAPHS_MAX)
}
