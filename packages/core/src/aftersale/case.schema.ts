import type { Fen, Locale } from '@mamapu/kernel'
import { Type } from 'typebox'
import { Instant } from '../http/index.js'
import { isMediaHash, pictureOf } from '../media/index.js'
import { Money, Nullable } from '../orders/index.js'
import { turnOf } from './case.rules.js'
import type { CaseRow } from './case-list.queries.js'
import type { CaseView } from './case-view.js'
import { reasonOf } from './reason.rules.js'

const Goods = Type.Object({
  title: Type.String(),
  options: Type.String(),
  units: Type.Integer(),
  mediaHash: Nullable(Type.String()),
})

export const CaseReply = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  orderNumber: Type.String(),
  contactMasked: Type.String(),
  kind: Type.String(),
  state: Type.String(),
  /** Who is waited for: `shop`, `shopper`, or nobody. */
  turn: Nullable(Type.String()),
  reason: Type.String(),
  ending: Nullable(Type.String()),
  dueAt: Nullable(Instant),
  openedAt: Instant,
  movedAt: Instant,
  goods: Type.Array(Goods),
})

export const CaseDetail = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  orderNumber: Type.String(),
  kind: Type.String(),
  wasSent: Type.Boolean(),
  state: Type.String(),
  turn: Nullable(Type.String()),
  reason: Type.String(),
  isShopsFault: Type.Boolean(),
  ending: Nullable(Type.String()),
  refusals: Type.Integer(),
  dueAt: Nullable(Instant),
  openedAt: Instant,
  text: Type.String(),
  pictures: Type.Array(Type.Object({ url: Type.String(), width: Type.Integer(), height: Type.Integer() })),
  returnTo: Nullable(
    Type.Object({
      name: Type.String(),
      phone: Type.String(),
      region: Type.String(),
      street: Type.String(),
      hint: Type.String(),
    }),
  ),
  carrier: Nullable(Type.String()),
  trackingNumber: Nullable(Type.String()),
  refundId: Nullable(Type.String()),
  replacementId: Nullable(Type.String()),
  /** What it would give back, while it goes on; what it gave, once it did. */
  amount: Money,
  /** Why the provider has not paid it back. */
  fault: Nullable(Type.Object({ kind: Type.String(), text: Type.String() })),
  less: Money,
  lines: Type.Array(
    Type.Object({
      lineId: Type.String(),
      title: Type.String(),
      options: Type.String(),
      mediaHash: Nullable(Type.String()),
      units: Type.Integer(),
      doneUnits: Type.Integer(),
      restockedUnits: Type.Integer(),
      less: Money,
    }),
  ),
  steps: Type.Array(
    Type.Object({
      action: Type.String(),
      from: Nullable(Type.String()),
      to: Type.String(),
      actor: Type.String(),
      note: Type.String(),
      at: Instant,
    }),
  ),
})

interface Reading {
  readonly currency: string
  readonly locale: Locale
}

const iso = (at: Date | null) => at?.toISOString() ?? null

export function caseReply(row: CaseRow, { locale }: Reading) {
  return {
    id: row.id,
    orderId: row.orderId,
    orderNumber: row.orderNumber,
    contactMasked: row.contactMasked,
    kind: row.kind,
    state: row.state,
    turn: turnOf(row.state),
    reason: reasonOf(row.reason).words[locale],
    ending: row.ending,
    dueAt: iso(row.dueAt),
    openedAt: row.openedAt.toISOString(),
    movedAt: row.movedAt.toISOString(),
    goods: row.goods.map((one) => ({ ...one })),
  }
}

export function caseDetail(
  view: CaseView,
  { currency, locale, origin }: Reading & { readonly origin: string },
) {
  const { case: one } = view
  const money = (amount: Fen) => ({ amount, currency })
  const goodsOf = (lineId: string) => view.goods.find((goods) => goods.lineId === lineId)
  return {
    id: one.id,
    orderId: one.orderId,
    orderNumber: view.order.number,
    kind: one.kind,
    wasSent: one.wasSent,
    state: one.state,
    turn: turnOf(one.state),
    reason: reasonOf(one.reason).words[locale],
    isShopsFault: reasonOf(one.reason).isShopsFault,
    ending: one.ending,
    refusals: one.refusals,
    dueAt: iso(one.dueAt),
    openedAt: one.openedAt.toISOString(),
    text: view.text,
    pictures: view.pictures
      .filter(({ hash }) => isMediaHash(hash))
      .map((one) => pictureOf({ ...one, alt: '' }))
      .map(({ url, width, height }) => ({ url: `${origin}${url}`, width, height })),
    returnTo: view.returnTo && { ...view.returnTo },
    carrier: one.carrier,
    trackingNumber: one.trackingNumber,
    refundId: one.refundId,
    replacementId: one.replacementId,
    amount: money(view.amountFen),
    fault: view.fault,
    less: money(view.lessFen),
    lines: one.lines.map((line) => ({
      lineId: line.lineId,
      title: goodsOf(line.lineId)?.title ?? '',
      options: goodsOf(line.lineId)?.options ?? '',
      mediaHash: goodsOf(line.lineId)?.mediaHash ?? null,
      units: line.units,
      doneUnits: line.doneUnits,
      restockedUnits: line.restockedUnits,
      less: money(line.lessFen),
    })),
    steps: view.steps.map(({ action, from, to, actor, note, at }) => ({
      action,
      from,
      to,
      actor,
      note,
      at: at.toISOString(),
    })),
  }
}
