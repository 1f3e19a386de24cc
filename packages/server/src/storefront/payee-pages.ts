import { http, payouts } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import type { CustomerId, Locale, Words } from '@mamapu/kernel'
import { EARNINGS_PATH } from '@mamapu/plugin-sdk'
import type { PayeeCard, PayeePage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, textOf } from './cart-pages.js'
import { layoutOf } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

export const PAYEE_PATH = `${EARNINGS_PATH}/payee`

const WAYS: Readonly<Record<payouts.PayoutWay, Words>> = {
  wechat: { 'zh-CN': '微信', en: 'WeChat' },
  alipay: { 'zh-CN': '支付宝', en: 'Alipay' },
  bank: { 'zh-CN': '银行卡', en: 'Bank card' },
}

const FAULTS: Readonly<Record<payouts.IdentityFault | 'consent_missing' | 'way_closed', Words>> = {
  name_malformed: { 'zh-CN': '请填写身份证上的姓名', en: 'Please write the name on the identity card' },
  number_malformed: { 'zh-CN': '身份证号是 18 位，请检查', en: 'The number has 18 characters; please check' },
  number_checksum: { 'zh-CN': '身份证号不对，可能打错了一位', en: 'One character of the number seems wrong' },
  too_young: { 'zh-CN': '收款人要年满 16 周岁', en: 'The payee has to be at least 16' },
  account_malformed: {
    'zh-CN': '收款账号不对：微信号、支付宝的手机号或邮箱、或银行卡号',
    en: 'Please check the account: a WeChat id, an Alipay phone or mail, or a card number',
  },
  bank_missing: { 'zh-CN': '请填写开户行', en: 'Please name the bank' },
  consent_missing: { 'zh-CN': '要保存收款人，请先勾选同意', en: 'Please agree before it is kept' },
  way_closed: {
    'zh-CN': '店家不支持这种收款方式，请换一种',
    en: 'The shop does not pay this way; please choose another',
  },
}

/** What a page shows of who is paid. */
export const payeeCard = (payee: payouts.PayeeRow, next: string): PayeeCard => ({
  name: payee.nameMasked,
  way: payee.way,
  account: payee.accountMasked,
  editUrl: `${PAYEE_PATH}?next=${encodeURIComponent(next)}`,
})

interface Typed extends payouts.PayeeIdentity {
  readonly hasConsent: boolean
  readonly next: string
}

const NOTHING: payouts.PayeeIdentity = { name: '', idNumber: '', way: 'wechat', account: '', bank: '' }

/** Who is paid and where to: asked before the first withdrawal, kept with consent, shown masked, removed at a wish. */
export function payeePages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get(PAYEE_PATH, options, async (request, reply) => {
      const payeeId = request.shopper?.customerId
      if (!payeeId) return toLogin(reply)
      const { next } = request.query as { next?: unknown }
      const typed = { ...NOTHING, hasConsent: false, next: http.safeNext(next, EARNINGS_PATH) }
      return show(storefront, request, reply, { payeeId, typed, errors: {} })
    })

    server.post(PAYEE_PATH, options, async (request, reply) => {
      const payeeId = request.shopper?.customerId
      if (!payeeId) return toLogin(reply)
      const typed = typedIn(request)
      const store = storeOf(request)
      const { hasConsent, next, ...identity } = typed
      const result = await withTenant(storefront.app.db, store.storeId, async (tx) => {
        const { ways } = await payouts.getPayoutSettings(tx)
        return payouts.savePayee(tx, store, {
          customerId: payeeId,
          identity,
          hasConsent,
          ways,
          at: request.at,
        })
      })
      if (result.saved) return reply.redirect(withNotice(next, 'payee_saved'), 303)
      const locale = pageLocale(request)
      const errors = Object.fromEntries(
        Object.entries(result.faults).map(([field, fault]) => [field, FAULTS[fault][locale]]),
      )
      return show(storefront, request, reply, { payeeId, typed, errors })
    })

    server.post(`${PAYEE_PATH}/remove`, options, async (request, reply) => {
      const payeeId = request.shopper?.customerId
      if (!payeeId) return toLogin(reply)
      const isGone = await withTenant(storefront.app.db, storeOf(request).storeId, (tx) =>
        payouts.deletePayee(tx, payeeId),
      )
      return reply.redirect(withNotice(EARNINGS_PATH, isGone ? 'payee_removed' : 'PAYEE_IN_USE'), 303)
    })
  }
}

const toLogin = (reply: FastifyReply) =>
  reply.redirect(`/login?next=${encodeURIComponent(EARNINGS_PATH)}`, 303)

function typedIn(request: FastifyRequest): Typed {
  const fields = fieldsOf(request)
  const way = textOf(fields, 'way', 10)
  return {
    name: textOf(fields, 'name', 60),
    idNumber: textOf(fields, 'idNumber', 40),
    way: payouts.PAYOUT_WAYS.find((one) => one === way) ?? 'wechat',
    account: textOf(fields, 'account', 80),
    bank: textOf(fields, 'bank', 60),
    hasConsent: textOf(fields, 'consent') === 'yes',
    next: http.safeNext(fields.next, EARNINGS_PATH),
  }
}

async function show(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  { payeeId, typed, errors }: { payeeId: CustomerId; typed: Typed; errors: PayeePage['errors'] },
): Promise<FastifyReply> {
  const locale: Locale = pageLocale(request)
  const store = storeOf(request)
  const { kept, ways } = await withTenant(storefront.app.db, store.storeId, async (tx) => ({
    kept: await payouts.findPayee(tx, payeeId),
    ways: (await payouts.getPayoutSettings(tx)).ways,
  }))
  const model: PayeePage = {
    layout: await layoutOf(storefront, store, {
      locale,
      path: PAYEE_PATH,
      tab: 'account',
      title: locale === 'en' ? 'Who is paid' : '收款人',
      noindex: true,
      notice: noticeOf(storefront, request, locale),
    }),
    name: typed.name,
    idNumber: typed.idNumber,
    account: typed.account,
    bank: typed.bank,
    ways: ways.map((way) => ({ value: way, text: WAYS[way][locale], selected: way === typed.way })),
    hasConsent: typed.hasConsent,
    kept: kept && { name: kept.nameMasked, idNumber: kept.numberMasked, account: kept.accountMasked },
    removeUrl: `${PAYEE_PATH}/remove`,
    next: typed.next,
    errors,
  }
  const status = Object.keys(errors).length > 0 ? 422 : 200
  return sendOwn(storefront, request, reply, { page: 'payee', locale, model, status })
}
