import { formatFen, type Locale } from '@mamapu/kernel'
import { type OrderParcel, type OrderView, unitsToShip } from '../../orders/index.js'
import { barcodeSvg } from './code128.rules.js'
import { escapeHtml, say } from './print-page.js'

interface Look {
  readonly shop: string
  readonly locale: Locale
  readonly zone: string
}

const dayOf = (at: Date, { locale, zone }: Look) =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(at)

const numberWithBars = (number: string) => `${barcodeSvg(number)}<p class="row"><b>${number}</b></p>`

function receiver({ address, contactMasked }: OrderView): string {
  if (!address) return `<p>${escapeHtml(contactMasked)}</p>`
  const { name, phone, region, street } = address
  return `<p><b>${escapeHtml(name)}</b> ${escapeHtml(phone)}</p><p>${escapeHtml(`${region} ${street}`)}</p>`
}

const nameOf = (line: { title: string; options: string }) =>
  `${escapeHtml(line.title)}${line.options ? ` <span class="quiet">${escapeHtml(line.options)}</span>` : ''}`

/** One of the parcels an order is planned to go in. */
export interface SlipPart {
  /** From one; null for what no parcel was planned for. */
  readonly index: number | null
  readonly of: number
  readonly units: ReadonlyMap<string, number>
  /** Numbers of the orders that go in the same parcel. */
  readonly together: readonly string[]
}

interface SlipLook extends Look {
  readonly hasPrices: boolean
  readonly part: SlipPart | null
}

/** What goes into a parcel, line by line; prices only when asked for, so that a present tells nobody what it cost. */
export function packingSlip(view: OrderView, look: SlipLook): string {
  const { locale, hasPrices, part } = look
  const lines = view.lines.filter(
    (line) =>
      line.deliveryKind === 'physical' &&
      line.quantity > line.refundedUnits &&
      (part === null || part.units.has(line.id)),
  )
  const rows = lines
    .map(
      (line) =>
        `<tr><td>${nameOf(line)}${line.gift ? ` <b>${say(locale, ['赠品', 'Gift'])}</b>` : ''}</td><td>${escapeHtml(line.code)}</td>
<td class="n">${line.quantity - line.refundedUnits}</td><td class="n">${part?.units.get(line.id) ?? unitsToShip(line)}</td>${hasPrices ? `<td class="n">¥${formatFen(line.paidFen)}</td>` : ''}</tr>`,
    )
    .join('')
  const price = hasPrices ? `<th class="n">${say(locale, ['金额', 'Amount'])}</th>` : ''
  return `<div class="row"><h1>${escapeHtml(look.shop)}</h1><span>${say(locale, ['装箱单', 'Packing slip'])}</span></div>
<div class="row"><div>${receiver(view)}</div><div class="code">${numberWithBars(view.number)}</div></div>
<p class="quiet">${say(locale, ['下单时间', 'Placed'])} ${dayOf(view.placedAt, look)}</p>
${part ? partLine(part, locale) : ''}
<table><thead><tr><th>${say(locale, ['商品', 'Item'])}</th><th>${say(locale, ['编码', 'Code'])}</th><th class="n">${say(locale, ['数量', 'Units'])}</th><th class="n">${part ? say(locale, ['本包裹', 'This parcel']) : say(locale, ['待发', 'To ship'])}</th>${price}</tr></thead><tbody>${rows}</tbody></table>
${view.remark ? `<h2>${say(locale, ['买家留言', 'Remark'])}</h2><p>${escapeHtml(view.remark)}</p>` : ''}`
}

function partLine({ index, of, together }: SlipPart, locale: Locale): string {
  const name =
    index === null
      ? say(locale, ['还没排进包裹的商品', 'Not planned into a parcel yet'])
      : say(locale, [`第 ${index} 个包裹，共 ${of} 个`, `Parcel ${index} of ${of}`])
  const numbers = together.join(locale === 'en' ? ', ' : '、')
  const also =
    together.length > 0
      ? say(locale, [`和订单 ${numbers} 装在一起`, `Goes together with order ${numbers}`])
      : ''
  return `<p><b>${name}</b> ${escapeHtml(also)}</p>`
}

export const SLIP_STYLE = '@page{size:A4;margin:0}.sheet{width:210mm;min-height:280mm}.code{width:60mm}'

/** A label of 10 × 15 cm for one parcel, or for an order that has none yet. */
export function label(view: OrderView, parcel: OrderParcel | null, look: Look): string {
  const { locale } = look
  const titles = new Map(view.lines.map((line) => [line.id, line]))
  const items = (
    parcel?.lines.map(({ lineId, units }) => ({ line: titles.get(lineId), units })) ??
    view.lines
      .filter(({ deliveryKind }) => deliveryKind === 'physical')
      .map((line) => ({ line, units: unitsToShip(line) }))
  )
    .filter(({ units }) => units > 0)
    .map(({ line, units }) => `<li>${line ? nameOf(line) : ''} × ${units}</li>`)
  const shown = items.slice(0, 6)
  const more = items.length - shown.length
  const carrier = parcel
    ? `<p><b>${escapeHtml(parcel.carrier)}</b> ${escapeHtml(parcel.trackingNumber)}</p>${barcodeSvg(parcel.trackingNumber)}`
    : `<p class="quiet">${say(locale, ['还没有快递单号', 'No tracking number yet'])}</p>`
  return `${carrier}<div class="to">${receiver(view)}</div><ul>${shown.join('')}</ul>
${more > 0 ? `<p class="quiet">${say(locale, [`还有 ${more} 种`, `and ${more} more`])}</p>` : ''}
<div class="foot">${numberWithBars(view.number)}<p class="quiet">${escapeHtml(look.shop)}</p></div>`
}

export const LABEL_STYLE =
  '@page{size:100mm 150mm;margin:0}.sheet{width:100mm;height:150mm;padding:5mm;overflow:hidden;display:flex;flex-direction:column;gap:2mm}.to{font-size:18px;border:2px solid #000;padding:3mm}.sheet ul{margin:0;padding-left:5mm;flex:1;overflow:hidden}.foot .barcode{height:10mm}'

/** What was bought and paid: for the shopper's papers, no invoice. */
export function receipt(view: OrderView, look: Look): string {
  const { locale } = look
  const row = (text: string, fen: number, isMinus = false) =>
    `<p class="row"><span>${escapeHtml(text)}</span><span>${isMinus ? '−' : ''}¥${formatFen(fen as never)}</span></p>`
  const rows = view.lines
    .map(
      (line) =>
        `<tr><td>${nameOf(line)}</td><td class="n">¥${formatFen(line.unitFen)}</td><td class="n">${line.quantity}</td><td class="n">¥${formatFen(line.paidFen)}</td></tr>`,
    )
    .join('')
  const paid = view.paidAt ? dayOf(view.paidAt, look) : say(locale, ['未付款', 'Not paid'])
  return `<div class="row"><h1>${escapeHtml(look.shop)}</h1><span>${say(locale, ['订单收据', 'Receipt'])}</span></div>
<p>${say(locale, ['订单号', 'Order'])} <b>${view.number}</b></p><p class="quiet">${say(locale, ['付款时间', 'Paid'])} ${paid}</p>
<table><thead><tr><th>${say(locale, ['商品', 'Item'])}</th><th class="n">${say(locale, ['单价', 'Price'])}</th><th class="n">${say(locale, ['数量', 'Units'])}</th><th class="n">${say(locale, ['实付', 'Paid'])}</th></tr></thead><tbody>${rows}</tbody></table>
${row(say(locale, ['商品总价', 'Goods']), view.goodsFen)}
${view.discountFen > 0 ? row(say(locale, ['优惠', 'Discounts']), view.discountFen, true) : ''}
${row(say(locale, ['运费', 'Delivery']), view.shippingFen)}
<p class="row total"><b>${say(locale, ['实付', 'Paid'])}</b><b>¥${formatFen(view.paidFen)}</b></p>
${view.refundedFen > 0 ? row(say(locale, ['已退款', 'Refunded']), view.refundedFen, true) : ''}
<p class="quiet">${say(locale, ['这是购物凭据，不是发票。', 'A receipt, not a tax invoice.'])}</p>`
}

export const RECEIPT_STYLE =
  '@page{size:A5;margin:0}.sheet{width:148mm}.total{font-size:18px;border-top:2px solid #111;padding-top:6px}'
