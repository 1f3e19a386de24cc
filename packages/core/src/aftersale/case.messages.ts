import type { TenantTx } from '@mamapu/db'
import { type Locale, newId, type Words } from '@mamapu/kernel'
import { insertStaffNotice, type TemplateName } from '../notifications/index.js'
import { tellBuyer } from '../orders/index.js'
import type { Case, CaseActor } from './case.types.js'
import type { Ground } from './ground.js'

interface News {
  readonly action: string
  readonly actor: CaseActor
  readonly at: Date
}

/** Tells the side that did not do it what has become of a case: the shopper by her channels, the shop on its first page. */
export async function tellAbout(tx: TenantTx, ground: Ground, one: Case, news: News): Promise<void> {
  await tellShopper(tx, ground, one, news)
  await tellShop(tx, one, news)
}

async function tellShopper(tx: TenantTx, { app, zone }: Ground, one: Case, news: News): Promise<void> {
  const template = templateOf(one, news)
  if (!template) return
  const about = `${one.id}:${news.at.getTime()}`
  const told = { app, orderId: one.orderId, at: news.at, about }
  const until = (locale: Locale) => (one.dueAt ? dayText(one.dueAt, zone, locale) : '')
  await tellBuyer(tx, { ...told, template }, ({ number, locale }) => ({ number, until: until(locale) }))
}

type Template = Extract<TemplateName, `aftersale-${string}`>

function templateOf({ state, ending }: Case, { action, actor }: News): Template | null {
  if (action === 'remind') return state === 'sending' || state === 'refused' ? 'aftersale-remind' : null
  if (actor === 'shopper') return null
  if (action === 'note') return 'aftersale-note'
  if (state === 'sending') return 'aftersale-accepted'
  if (state === 'refused') return 'aftersale-refused'
  if (state === 'arrived') return 'aftersale-arrived'
  if (state === 'exchanged') return 'aftersale-exchanged'
  // A refund says itself that it is on its way.
  return state === 'closed' && ending !== 'nothing_left' ? 'aftersale-closed' : null
}

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

async function tellShop(tx: TenantTx, one: Case, { action, actor, at }: News): Promise<void> {
  const text = shopText(one, { action, actor })
  if (!text) return
  const key = `${one.id}:${action}:${at.getTime()}`
  const notice = { id: newId('msg', at), source: 'aftersale', key, words: text, createdAt: at }
  await insertStaffNotice(tx, { ...notice, isUrgent: action === 'remind' || action === 'escalate' })
}

function shopText(one: Case, { action, actor }: Pick<News, 'action' | 'actor'>): Words | null {
  if (action === 'remind' && one.state !== 'sending' && one.state !== 'refused')
    return words(
      '有售后快到期了，不处理会自动同意或退款',
      'A case is nearly due; unanswered it ends by itself',
    )
  if (actor !== 'shopper') return null
  switch (action) {
    case 'ask':
      return words('有新的售后申请，请尽快处理', 'A shopper asks for after-sale')
    case 'escalate':
      return words('顾客对拒绝有异议，请再看一眼', 'A shopper disagrees with a refusal; please look again')
    case 'send':
      return words('退货已寄出，请留意收货', 'Goods are on their way back')
    case 'note':
      return words('顾客在售后里留了言', 'A shopper wrote in an after-sale case')
    default:
      return null
  }
}

/** Tells the shop, once, that it has to pay back by itself what a case would have. */
export async function tellNotRefundable(
  tx: TenantTx,
  one: Case,
  { number, at }: { readonly number: string; readonly at: Date },
): Promise<void> {
  await insertStaffNotice(tx, {
    id: newId('msg', at),
    source: 'aftersale',
    key: `${one.id}:not_refundable`,
    words: words(
      `订单 ${number} 有一笔售后到期该退款，但这个订单的退款次数已到上限，系统退不了；请联系顾客，用别的方式退给他`,
      `A case of order ${number} is due to be paid back, but the order has had as many refunds as it can; please get in touch and pay another way`,
    ),
    isUrgent: true,
    createdAt: at,
  })
}

/** A day and time of the shop's calendar, in words. */
export function dayText(at: Date, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: zone,
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(at)
}
