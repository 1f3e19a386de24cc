import { customers } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { type CustomerId, type Locale, must } from '@mamapu/kernel'
import type { Choice, ProfilePage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, textOf } from './cart-pages.js'
import { layoutOf } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

const PATH = '/account/profile'

interface Typed {
  readonly name: string
  readonly month: string
  readonly day: string
  readonly hasConsent: boolean
}

/** What a customer tells of herself: how she is called, and her birthday when she agrees that it is kept. */
export function profilePages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get(PATH, options, async (request, reply) => {
      const customerId = request.shopper?.customerId
      if (!customerId) return reply.redirect(`/login?next=${PATH}`, 303)
      const { name, birthday } = await read(storefront, request, customerId)
      const [month = '', day = ''] = birthday?.split('-') ?? []
      const typed = { name, month, day, hasConsent: birthday !== null }
      return show(storefront, request, reply, { typed, hasBirthday: birthday !== null, errors: {} })
    })

    server.post(PATH, options, async (request, reply) => {
      const customerId = request.shopper?.customerId
      if (!customerId) return reply.redirect(`/login?next=${PATH}`, 303)
      const fields = fieldsOf(request)
      const typed: Typed = {
        name: textOf(fields, 'name', 20).trim(),
        month: textOf(fields, 'month', 2),
        day: textOf(fields, 'day', 2),
        hasConsent: textOf(fields, 'consent') === 'yes',
      }
      const birthday = birthdayOf(typed)
      const errors = faultsOf(typed, birthday, pageLocale(request))
      if (Object.keys(errors).length > 0) {
        const before = await read(storefront, request, customerId)
        return show(storefront, request, reply, { typed, hasBirthday: before.birthday !== null, errors })
      }
      await withTenant(storefront.app.db, storeOf(request).storeId, async (tx) => {
        await customers.writeName(tx, customerId, typed.name)
        await customers.writeBirthday(tx, customerId, birthday)
      })
      return reply.redirect(withNotice('/account', 'profile_saved'), 303)
    })
  }
}

const isEmpty = ({ month, day }: Typed) => month === '' && day === ''
const birthdayOf = ({ month, day }: Typed) => customers.readBirthday(`${month}-${day}`)

function faultsOf(typed: Typed, birthday: number | null, locale: Locale): ProfilePage['errors'] {
  if (isEmpty(typed)) return {}
  if (birthday === null) return { birthday: customers.CUSTOMER_ERRORS.BIRTHDAY_UNKNOWN[locale] }
  return typed.hasConsent ? {} : { consent: customers.CUSTOMER_ERRORS.BIRTHDAY_CONSENT[locale] }
}

async function read({ app }: Storefront, request: FastifyRequest, customerId: CustomerId) {
  const store = storeOf(request)
  const view = await withTenant(app.db, store.storeId, (tx) =>
    customers.getCustomerView(tx, store.keys, customerId),
  )
  return must(view, 'a session has its customer')
}

async function show(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  { typed, hasBirthday, errors }: { typed: Typed; hasBirthday: boolean; errors: ProfilePage['errors'] },
): Promise<FastifyReply> {
  const locale = pageLocale(request)
  const isEnglish = locale === 'en'
  const layout = await layoutOf(storefront, storeOf(request), {
    locale,
    path: PATH,
    tab: 'account',
    title: isEnglish ? 'About me' : '我的资料',
    noindex: true,
    notice: noticeOf(storefront, request, locale),
  })
  return sendOwn(storefront, request, reply, {
    page: 'profile',
    locale,
    status: Object.keys(errors).length > 0 ? 422 : 200,
    model: {
      layout,
      name: typed.name,
      months: choices(12, typed.month, { none: isEnglish ? 'None' : '不填', unit: isEnglish ? '' : ' 月' }),
      days: choices(31, typed.day, { none: isEnglish ? 'None' : '不填', unit: isEnglish ? '' : ' 日' }),
      hasBirthday,
      hasConsent: typed.hasConsent,
      errors,
    },
  })
}

function choices(last: number, chosen: string, words: { none: string; unit: string }): Choice[] {
  const numbers = Array.from({ length: last }, (_, index) => String(index + 1).padStart(2, '0'))
  return [
    { value: '', text: words.none, selected: chosen === '' },
    ...numbers.map((value) => ({
      value,
      text: `${Number(value)}${words.unit}`,
      selected: value === chosen,
    })),
  ]
}
