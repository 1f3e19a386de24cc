import { carts, customers, http, links, plugins, prepared } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import type { Locale } from '@mamapu/kernel'
import type { LoginPage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, sendCart, textOf } from './cart-pages.js'
import { campaignsOfPlugin, countLook } from './count-looks.js'
import { layoutOf, slotParts } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { PageNotFound, pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

/** Sign-in by phone and code, sign-out, the language choice, and the pages plugins bring. */
export function accountPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get('/login', options, (request, reply) => {
      const { next } = request.query as { next?: unknown }
      return login(storefront, request, reply, { step: 'phone', phone: '', next: safeNext(next) })
    })

    server.post('/login/code', options, async (request, reply) => {
      const store = storeOf(request)
      const fields = fieldsOf(request)
      const phone = textOf(fields, 'phone', 30)
      const next = safeNext(fields.next)
      await customers.ensureShopper(storefront.app, request, reply)
      const result = await withTenant(storefront.app.db, store.storeId, (tx) =>
        customers.requestCode(tx, store.keys, { phone, at: request.at }),
      )
      const view = { phone, next, here: textOf(fields, 'here', 10) }
      if (result.sent)
        return login(storefront, request, reply, { ...view, step: 'code', resend: result.resendSeconds })
      if (result.reason === 'phone_malformed')
        return login(storefront, request, reply, { ...view, step: 'phone', error: 'phone' })
      return login(storefront, request, reply, {
        ...view,
        step: 'code',
        resend: result.waitSeconds,
        error: 'wait',
      })
    })

    server.post('/login', options, async (request, reply) => {
      const store = storeOf(request)
      const fields = fieldsOf(request)
      const phone = textOf(fields, 'phone', 30)
      const next = safeNext(fields.next)
      const result = await withTenant(storefront.app.db, store.storeId, (tx) =>
        customers.logIn(
          tx,
          store,
          { phone, code: textOf(fields, 'code', 6), guest: request.shopper, at: request.at },
          async (tx, merge) => {
            await carts.mergeCart(tx, merge)
            await prepared.moveToCustomer(tx, merge)
          },
        ),
      )
      if (!result.loggedIn)
        return login(storefront, request, reply, {
          step: 'code',
          phone,
          next,
          here: textOf(fields, 'here', 10),
          error: 'code',
        })
      customers.giveShopper(storefront.app, { request, reply }, result.session)
      storefront.app.nudge(store.storeId)
      return reply.redirect(withNotice(next, 'signed_in'), 303)
    })

    server.post('/logout', options, async (request, reply) => {
      const { shopper } = request
      if (shopper)
        await withTenant(storefront.app.db, storeOf(request).storeId, (tx) => customers.logOut(tx, shopper))
      customers.forgetShopper(storefront.app, { request, reply })
      return reply.redirect(withNotice('/', 'signed_out'), 303)
    })

    server.get('/language', options, async (request, reply) => {
      const { code, next } = request.query as { code?: unknown; next?: unknown }
      const language = code === 'en' ? 'en' : 'zh-CN'
      reply.header('set-cookie', `mamapu-lang=${language}; Path=/; Max-Age=31536000; SameSite=Lax`)
      return reply.redirect(safeNext(next), 303)
    })

    server.get('/x/:plugin/:page', options, (request, reply) => pluginPage(storefront, request, reply))
  }
}

/** Only a path of this shop; anything else leads to the account. */
const safeNext = (next: unknown): string => http.safeNext(next, '/account')

interface LoginView {
  readonly step: LoginPage['step']
  readonly phone: string
  readonly next: string
  /** The page that asked, when it shows the steps itself. */
  readonly here?: string
  readonly resend?: number
  readonly error?: 'phone' | 'wait' | 'code'
}

const LOGIN_ERRORS: Readonly<
  Record<NonNullable<LoginView['error']>, readonly [field: string, zh: string, en: string]>
> = {
  phone: ['phone', '手机号不对，请检查', 'Please check the phone number'],
  wait: ['code', '验证码发得太频繁了，请稍等再试', 'Please wait a moment before asking for another code'],
  code: ['code', '验证码不对或已过期', 'The code is wrong or has expired'],
}

async function login(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  view: LoginView,
): Promise<FastifyReply> {
  const locale = pageLocale(request)
  const isEnglish = locale === 'en'
  const error = view.error && LOGIN_ERRORS[view.error]
  const steps = {
    step: view.step,
    phone: view.phone,
    phoneMasked: view.phone.replace(/^(\d{3})\d{4}/, '$1****'),
    resendInSeconds: view.resend ?? 0,
    errors: error ? { [error[0]]: isEnglish ? error[2] : error[1] } : {},
  }
  if (view.here === 'cart') return sendCart(storefront, request, reply, steps)
  const layout = await layoutOf(storefront, storeOf(request), {
    locale,
    path: '/login',
    tab: 'account',
    title: isEnglish ? 'Sign in' : '登录',
    noindex: true,
    notice: noticeOf(storefront, request, locale),
  })
  return sendOwn(storefront, request, reply, {
    page: 'login',
    locale,
    status: error ? 422 : 200,
    model: {
      layout,
      ...steps,
      next: view.next,
    },
  })
}

async function pluginPage(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale: Locale = pageLocale(request)
  const { plugin, page } = request.params as { plugin: string; page: string }
  const query = Object.fromEntries(
    Object.entries(request.query as Record<string, unknown>).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value.slice(0, 200)]] : [],
    ),
  )
  const customerId = request.shopper?.customerId ?? null
  const result = await plugins.loadPage(storefront.host, store.storeId, {
    plugin,
    page,
    at: request.at,
    locale,
    customerId,
    sessionHash: request.shopper?.sessionHash ?? null,
    visitor: links.visitorOf(request.shopper, request.at),
    query,
  })
  if (!result.found) {
    if (result.reason === 'sign_in')
      return reply.redirect(`/login?next=${encodeURIComponent(`/x/${plugin}/${page}`)}`, 303)
    throw new PageNotFound()
  }
  const [body] = slotParts(storefront, [{ plugin, block: result.block, data: result.data }])
  if (!body) throw new PageNotFound()
  const campaigns = await campaignsOfPlugin(storefront, request, plugin)
  countLook(storefront, request, campaigns)
  const layout = await layoutOf(storefront, store, {
    locale,
    path: `/x/${plugin}/${page}`,
    tab: campaigns.length > 0 ? 'home' : 'account',
    title: result.title,
    notice: noticeOf(storefront, request, locale),
  })
  return sendOwn(storefront, request, reply, {
    page: 'plugin',
    locale,
    model: { layout, heading: result.title, body },
  })
}
