import { formatFen, type Locale } from '@mamapu/kernel'
import type { CampaignResult } from '@mamapu/plugin-sdk'
import type { Counted, Line, Report } from './bulletin.types.js'

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string

/** What of a round's result a bulletin may tell: only what was kept. */
export function countedOf(result: CampaignResult): Counted {
  return {
    units: result.units,
    orders: result.keptOrders,
    buyers: result.keptBuyers,
    salesFen: result.salesFen,
    discountFen: result.discountFen,
    refundedFen: result.refundedFen,
    paidOrders: result.orders,
  }
}

/** Its numbers, the units first; money only where the merchant shows it, and then what was refunded too. */
export function linesOf(report: Counted & Pick<Report, 'showsSales'>, t: Say): Line[] {
  const { units, orders, buyers, salesFen, discountFen, refundedFen, showsSales } = report
  const count = (key: string, number: number) => ({
    label: t(`line.${key}`),
    value: t(`value.${key}`, { n: number.toLocaleString('en-US') }),
  })
  const money = (key: string, fen: Counted['salesFen']) => ({
    label: t(`line.${key}`),
    value: `¥${formatFen(fen)}`,
  })
  return [
    count('units', units),
    count('buyers', buyers),
    count('orders', orders),
    ...(discountFen > 0 ? [money('saved', discountFen)] : []),
    ...(showsSales ? [money('sales', salesFen)] : []),
    ...(showsSales && refundedFen > 0 ? [money('refunded', refundedFen)] : []),
  ]
}

/** From when to when, in the shop's zone, saying nothing twice. */
export function periodOf(
  { startsAt, endsAt }: Pick<Report, 'startsAt' | 'endsAt'>,
  { zone, locale }: { readonly zone: string; readonly locale: Locale },
): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })
  const day = format({ month: 'long', day: 'numeric' })
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const from = `${day.format(startsAt)} ${time.format(startsAt)}`
  const isSameDay = day.format(startsAt) === day.format(endsAt)
  return `${from}–${isSameDay ? '' : `${day.format(endsAt)} `}${time.format(endsAt)}`
}

/** How many orders it was counted from, and that refunds are off: said wherever its numbers are. */
export function sampleOf({ orders, paidOrders }: Pick<Counted, 'orders' | 'paidOrders'>, t: Say): string {
  const whole = paidOrders - orders
  return whole > 0 ? t('sample.whole', { n: paidOrders, whole }) : t('sample.all', { n: paidOrders })
}
