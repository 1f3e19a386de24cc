import { media, payouts } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { type CustomerId, type Id, must, parseId } from '@mamapu/kernel'
import type { WithdrawalPage } from '@mamapu/theme-engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, textOf } from './cart-pages.js'
import { withNotice } from './notices.js'
import { type PurseAsk as Ask, purseLayout as layout } from './purse-layout.js'
import { PageNotFound, pageLocale, sendOwn } from './send-page.js'
import { storeOf } from './storefront.js'

/** In these the money is on the balance again. */
export const BACK: ReadonlySet<payouts.WithdrawalState> = new Set([
  'rejected',
  'cancelled',
  'failed',
  'expired',
  'returned',
])
/** In these the reason is somebody’s own words. */
const REASON_BY: Readonly<Partial<Record<payouts.WithdrawalState, 'payee' | 'shop'>>> = {
  disputed: 'payee',
  rejected: 'shop',
  returned: 'shop',
}

/** The withdrawal an address names. */
export function idIn(request: FastifyRequest): Id<'wdr'> {
  const { id } = request.params as { id: string }
  const known = parseId('wdr', id)
  if (!known) throw new PageNotFound()
  return known
}

/** One withdrawal: where it stands, what she may do about it, and everything that happened to it. */
export async function one(
  [storefront, request, reply]: Ask,
  payeeId: CustomerId,
  errors: WithdrawalPage['errors'],
): Promise<FastifyReply> {
  const { app } = storefront
  const store = storeOf(request)
  const locale = pageLocale(request)
  const id = idIn(request)
  const found = await withTenant(app.db, store.storeId, async (tx) => {
    const row = await payouts.findWithdrawal(tx, id)
    return row?.payeeId === payeeId ? { row, steps: await payouts.listSteps(tx, id) } : null
  })
  if (!found) throw new PageNotFound()
  const { row, steps } = found
  const url = payouts.withdrawalPath(id)
  const where = (isOpen: boolean, name: string) => (isOpen ? `${url}/${name}` : null)
  const picture =
    row.paidPicture &&
    (await media.findPictures(app.db, store.storeId, [row.paidPicture])).get(row.paidPicture)
  const model: WithdrawalPage = {
    layout: await layout([storefront, request, reply], url, { 'zh-CN': '提现详情', en: 'Withdrawal' }),
    state: row.state,
    isBack: BACK.has(row.state),
    amountFen: row.amountFen,
    feeFen: row.feeFen,
    taxFen: row.taxFen,
    netFen: row.netFen,
    payee: { name: row.nameMasked, way: row.way, account: row.accountMasked },
    askedAt: row.askedAt.toISOString(),
    autoConfirmsAt: row.state === 'paid' ? (row.dueAt?.toISOString() ?? null) : null,
    reference: row.paidReference,
    picture: picture ? media.pictureOf(picture) : null,
    reason: payouts.whyText(row, locale),
    waits: row.waitsFor !== null,
    reasonBy: row.waitsFor ? null : (REASON_BY[row.state] ?? null),
    triesAgainAt: row.waitsFor && (payouts.triesAgainAt(row)?.toISOString() ?? null),
    takeUrl: where(row.state === 'awaiting' && row.confirmUrl !== null, 'take'),
    confirmUrl: where(row.state === 'paid' || row.state === 'disputed', 'confirm'),
    disputeUrl: where(row.state === 'paid', 'dispute'),
    cancelUrl: where(row.state === 'review' || row.state === 'second', 'cancel'),
    timeline: steps
      .map((step) => ({
        text: payouts.stepText(step, locale),
        note: payouts.reasonText(step.note, locale),
        at: step.at.toISOString(),
      }))
      .reverse(),
    errors,
  }
  const status = Object.keys(errors).length > 0 ? 422 : 200
  return sendOwn(storefront, request, reply, { page: 'withdrawal', locale, model, status })
}

/** Leads to the provider's own page, where she takes the money. */
export async function take(
  [storefront, request, reply]: Ask,
  payeeId: CustomerId,
  id: Id<'wdr'>,
): Promise<FastifyReply> {
  const row = await withTenant(storefront.app.db, storeOf(request).storeId, (tx) =>
    payouts.findWithdrawal(tx, id),
  )
  if (row?.payeeId !== payeeId) throw new PageNotFound()
  const isOpen = row.state === 'awaiting' && row.confirmUrl !== null
  return reply.redirect(isOpen ? must(row.confirmUrl, 'an address') : payouts.withdrawalPath(id), 303)
}

type Decide = typeof payouts.confirmWithdrawal

/** Her yes, her no, her taking it back: what she decides is done or told to be too late. */
export const decide =
  (work: Decide, notice: string) =>
  async ([storefront, request, reply]: Ask, payeeId: CustomerId, id: Id<'wdr'>): Promise<FastifyReply> => {
    const result = await withTenant(storefront.app.db, storeOf(request).storeId, (tx) =>
      work(tx, { id, payeeId, at: request.at }),
    )
    if (!result.done && result.reason === 'not_found') throw new PageNotFound()
    return reply.redirect(
      withNotice(payouts.withdrawalPath(id), result.done ? notice : 'WITHDRAWAL_STATE'),
      303,
    )
  }

/** Nothing came: she says so in words of her own. */
export async function dispute(ask: Ask, payeeId: CustomerId, id: Id<'wdr'>): Promise<FastifyReply> {
  const [, request] = ask
  const reason = textOf(fieldsOf(request), 'reason', 300).trim()
  if (reason === '') {
    const words = {
      'zh-CN': '请写一句，例如：银行卡还没有收到',
      en: 'Please say in a few words, e.g. nothing on my card yet',
    }
    return one(ask, payeeId, { reason: words[pageLocale(request)] })
  }
  return decide(
    (tx, decision) => payouts.disputeWithdrawal(tx, { ...decision, reason }),
    'withdrawal_disputed',
  )(ask, payeeId, id)
}
