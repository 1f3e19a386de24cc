import { notifications } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import type { CustomerId, Locale } from '@mamapu/kernel'
import type { NotifyPage, UnsubscribePage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, textOf } from './cart-pages.js'
import { layoutOf } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

const { contacts } = notifications
const PATH = '/account/notify'

/** How the shop reaches a customer and where she wants offers; and the way out of them that every offer by e-mail carries. */
export function notifyPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get(PATH, options, async (request, reply) => {
      const customerId = request.shopper?.customerId
      if (!customerId) return reply.redirect(`/login?next=${PATH}`, 303)
      return show(storefront, request, reply, { customerId })
    })

    server.post(PATH, options, async (request, reply) => {
      const customerId = request.shopper?.customerId
      if (!customerId) return reply.redirect(`/login?next=${PATH}`, 303)
      return change(storefront, request, reply, customerId)
    })

    server.get('/unsubscribe', { schema: {}, config: { audience: 'public' as const } }, (request, reply) => {
      const { t } = request.query as { t?: unknown }
      return unsubscribe(storefront, request, reply, { token: typeof t === 'string' ? t : '', ends: false })
    })

    // A mail program posts here by itself (RFC 8058): the signed token is all it has.
    server.post('/unsubscribe', { schema: {}, config: { audience: 'peer' as const } }, (request, reply) => {
      const { t } = request.query as { t?: unknown }
      const typed = textOf(fieldsOf(request), 't', 200)
      const token = typed || (typeof t === 'string' ? t : '')
      return unsubscribe(storefront, request, reply, { token, ends: true })
    })
  }
}

async function change(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  customerId: CustomerId,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const fields = fieldsOf(request)
  const { at } = request
  const locale = pageLocale(request)
  const channel = textOf(fields, 'channel', 10)
  const inShop = <R>(work: Parameters<typeof withTenant<R>>[2]) =>
    withTenant(storefront.app.db, store.storeId, work)
  const done = (notice: 'notify_saved' | 'email_verified') => reply.redirect(withNotice(PATH, notice), 303)
  switch (textOf(fields, 'do', 10)) {
    case 'offers': {
      const wants = textOf(fields, 'wants', 3) === 'yes'
      if (channel === 'sms' || channel === 'email' || channel === 'wechat')
        await inShop((tx) => contacts.setOffers(tx, { customerId, channel, wants, by: 'settings', at }))
      return done('notify_saved')
    }
    case 'forget':
      if (channel === 'email' || channel === 'wechat')
        await inShop((tx) => contacts.forget(tx, { customerId, channel, at }))
      return done('notify_saved')
    case 'wechat': {
      const reach = await inShop((tx) => contacts.reachOf(tx, store.keys, customerId))
      if (reach.some((one) => one.channel === 'wechat' && one.isSandbox))
        await inShop((tx) => contacts.linkSandboxWechat(tx, store.keys, { customerId, at }))
      return done('notify_saved')
    }
    case 'email': {
      const email = textOf(fields, 'email', 120)
      const reach = await inShop((tx) => contacts.reachOf(tx, store.keys, customerId))
      if (!reach.some((one) => one.channel === 'email')) return done('notify_saved')
      const asked = await inShop((tx) => contacts.askEmail(tx, store.keys, { customerId, email, locale, at }))
      if (asked !== 'sent')
        return show(storefront, request, reply, { customerId, email, fault: ['email', FAULTS[asked]] })
      storefront.app.nudge(store.storeId)
      return reply.redirect(PATH, 303)
    }
    case 'code': {
      const code = textOf(fields, 'code', 6)
      const isHers = await inShop((tx) => contacts.confirmEmail(tx, store.keys, { customerId, code, at }))
      if (isHers) return done('email_verified')
      return show(storefront, request, reply, { customerId, fault: ['code', FAULTS.code] })
    }
    default:
      return reply.redirect(PATH, 303)
  }
}

const FAULTS = {
  malformed: { 'zh-CN': '邮箱地址不对，请检查', en: 'Please check the e-mail address' },
  too_soon: {
    'zh-CN': '验证码发得太频繁了，请过一会儿再试',
    en: 'Please wait a while before asking for another code',
  },
  code: { 'zh-CN': '验证码不对或已过期', en: 'The code is wrong or has expired' },
} as const

const CHANNELS = {
  sms: {
    title: { 'zh-CN': '短信', en: 'Text messages' },
    help: { 'zh-CN': '发到你登录用的手机号。', en: 'To the phone you sign in with.' },
  },
  email: {
    title: { 'zh-CN': '邮件', en: 'E-mail' },
    help: { 'zh-CN': '订单消息也发到邮箱，方便留底。', en: 'Order messages by e-mail too, to keep.' },
  },
  wechat: {
    title: { 'zh-CN': '微信', en: 'WeChat' },
    help: { 'zh-CN': '订单消息发到微信服务通知。', en: 'Order messages in WeChat.' },
  },
} as const

async function show(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    customerId,
    email = '',
    fault,
  }: {
    readonly customerId: CustomerId
    readonly email?: string
    readonly fault?: readonly [field: string, words: Readonly<Record<Locale, string>>]
  },
): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale = pageLocale(request)
  const reach = await withTenant(storefront.app.db, store.storeId, (tx) =>
    contacts.reachOf(tx, store.keys, customerId),
  )
  const model: NotifyPage = {
    layout: await layoutOf(storefront, store, {
      locale,
      path: PATH,
      tab: 'account',
      title: locale === 'en' ? 'Notifications' : '通知设置',
      noindex: true,
      notice: noticeOf(storefront, request, locale),
    }),
    channels: reach.map(({ channel, address, pending, wantsOffers, isSandbox }) => ({
      key: channel,
      title: CHANNELS[channel].title[locale],
      help: CHANNELS[channel].help[locale],
      address,
      pending: channel === 'email' ? pending : null,
      canOffer: address !== null,
      wantsOffers,
      isEmail: channel === 'email',
      canLink: channel === 'wechat' && isSandbox && address === null,
      canForget: channel !== 'sms' && address !== null,
    })),
    email,
    errors: fault ? { [fault[0]]: fault[1][locale] } : {},
  }
  return sendOwn(storefront, request, reply, { page: 'notify', locale, status: fault ? 422 : 200, model })
}

async function unsubscribe(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  { token, ends }: { readonly token: string; readonly ends: boolean },
): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale = pageLocale(request)
  const whose = contacts.readUnsubscribe(store.keys, token)
  if (whose && ends)
    await withTenant(storefront.app.db, store.storeId, (tx) =>
      contacts.setOffers(tx, { ...whose, wants: false, by: 'link', at: request.at }),
    )
  const model: UnsubscribePage = {
    layout: await layoutOf(storefront, store, {
      locale,
      path: '/unsubscribe',
      tab: 'account',
      title: locale === 'en' ? 'Unsubscribe' : '退订',
      noindex: true,
    }),
    state: whose ? (ends ? 'ended' : 'ask') : 'invalid',
    token: whose ? token : '',
    channel: whose ? CHANNELS[whose.channel].title[locale] : '',
  }
  return sendOwn(storefront, request, reply, {
    page: 'unsubscribe',
    locale,
    status: whose ? 200 : 404,
    model,
  })
}
