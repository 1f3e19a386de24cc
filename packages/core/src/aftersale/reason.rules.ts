import type { Words } from '@mamapu/kernel'
import type { CaseKind } from './case.types.js'

interface Reason {
  readonly words: Words
  readonly kinds: readonly CaseKind[]
  /** Goods still in the shop, goods that were sent, or both. */
  readonly when: 'unsent' | 'sent' | 'both'
  /** The shop is at fault: the longer window, and the postage comes back with the last of the goods. */
  readonly isShopsFault: boolean
}

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })
const back: readonly CaseKind[] = ['return', 'exchange']
const all: readonly CaseKind[] = ['refund', 'return', 'exchange']

/** Why somebody asks; in the order the form shows them. */
export const REASONS = {
  changed_mind: {
    words: words('不想要了', 'I no longer want it'),
    kinds: ['refund'],
    when: 'unsent',
    isShopsFault: false,
  },
  wrong_order: {
    words: words('拍错了', 'I ordered the wrong thing'),
    kinds: ['refund'],
    when: 'unsent',
    isShopsFault: false,
  },
  too_slow: {
    words: words('一直没发货', 'It was not sent for too long'),
    kinds: ['refund'],
    when: 'unsent',
    isShopsFault: true,
  },
  not_received: {
    words: words('没收到货', 'It never came'),
    kinds: ['refund'],
    when: 'sent',
    isShopsFault: true,
  },
  missing: {
    words: words('少发了、漏发了', 'Something is missing'),
    kinds: ['refund', 'exchange'],
    when: 'sent',
    isShopsFault: true,
  },
  no_reason: {
    words: words('七天无理由', 'No reason, within seven days'),
    kinds: ['return'],
    when: 'sent',
    isShopsFault: false,
  },
  wrong_size: {
    words: words('尺码、段位不合适', 'Wrong size or stage'),
    kinds: back,
    when: 'sent',
    isShopsFault: false,
  },
  damaged: { words: words('收到时破损', 'It arrived damaged'), kinds: all, when: 'sent', isShopsFault: true },
  quality: {
    words: words('质量有问题', 'Something is wrong with it'),
    kinds: all,
    when: 'sent',
    isShopsFault: true,
  },
  wrong_item: {
    words: words('发错了', 'The wrong thing was sent'),
    kinds: back,
    when: 'sent',
    isShopsFault: true,
  },
  near_expiry: {
    words: words('临期或过期', 'Expired, or nearly'),
    kinds: all,
    when: 'sent',
    isShopsFault: true,
  },
  not_as_described: {
    words: words('和描述不一样', 'Not as described'),
    kinds: back,
    when: 'sent',
    isShopsFault: true,
  },
  other: { words: words('其他原因', 'Another reason'), kinds: all, when: 'both', isShopsFault: false },
} as const satisfies Readonly<Record<string, Reason>>
export type ReasonCode = keyof typeof REASONS

export const REASON_CODES = Object.keys(REASONS) as readonly ReasonCode[]

/** A reason by its code; one that is no longer known reads as another reason. */
export const reasonOf = (code: string): Reason =>
  Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : REASONS.other

/** Reasons that may be given for this kind, of goods that were sent or not. */
export function reasonsFor(kind: CaseKind, wasSent: boolean): readonly ReasonCode[] {
  return REASON_CODES.filter((code) => {
    const { kinds, when } = REASONS[code] as Reason
    return kinds.includes(kind) && (when === 'both' || (when === 'sent') === wasSent)
  })
}

/** What was promised about sending a product back. */
export const RETURN_RULES = ['seven_days', 'none', 'custom'] as const
export type ReturnRuleKind = (typeof RETURN_RULES)[number]

/** Why the law lets a product be without the seven days (Consumer Protection Law §25), or both agreed to at the purchase. */
export const NO_RETURN_GROUNDS = {
  custom_made: words('定作的商品', 'made to order'),
  perishable: words('鲜活易腐的商品', 'fresh and perishable'),
  opened_hygiene: words('拆封后影响卫生或安全的商品', 'unsafe or unhygienic once opened'),
  digital: words('在线下载、已兑换的数字商品', 'downloaded or redeemed digital goods'),
  press: words('交付的报纸、期刊', 'newspapers and magazines'),
  agreed: words('经购买时确认不宜退货的商品', 'agreed at the purchase as not fit for return'),
} as const satisfies Readonly<Record<string, Words>>
export type NoReturnGround = keyof typeof NO_RETURN_GROUNDS

export interface ReturnRule {
  readonly rule: ReturnRuleKind
  readonly ground: NoReturnGround | null
  /** The shop's own words, for `custom`. */
  readonly words: string
}

export const SEVEN_DAYS: ReturnRule = { rule: 'seven_days', ground: null, words: '' }

/** What holds for virtual goods while the merchant says nothing: what was downloaded or redeemed cannot be sent back. */
export const DIGITAL: ReturnRule = { rule: 'none', ground: 'digital', words: '' }

/** What a product's page and an order say about sending it back. */
export function returnText({ rule, ground, words: own }: ReturnRule, days: number): Words {
  if (rule === 'custom') return words(own, own)
  if (rule === 'none' && ground) {
    const { 'zh-CN': zh, en } = NO_RETURN_GROUNDS[ground]
    return words(
      `不支持七天无理由退货（${zh}）；有质量问题照常退换`,
      `No return without a reason (${en}); faulty goods are taken back as always`,
    )
  }
  return words(`收货后 ${days} 天内无理由退货`, `Return it within ${days} days of receipt, no reason needed`)
}

/** The same in the fewest words. */
export function returnTitle({ rule }: ReturnRule, days: number): Words {
  if (rule === 'custom') return words('退换货有约定', 'Returns as agreed')
  return rule === 'none'
    ? words('不支持无理由退货', 'No returns without a reason')
    : words(`${days} 天无理由退货`, `${days}-day returns`)
}
