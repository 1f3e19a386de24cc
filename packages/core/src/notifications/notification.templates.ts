import type { Words } from '@mamapu/kernel'

interface Template extends Words {
  /** Opens something by itself: its text is for the recipient and the operator's log, never for a shop's staff. */
  readonly isSecret?: true
}

/** What the shop tells a shopper. `{name}` is filled in from the data; both languages name the same things. */
export const TEMPLATES = {
  'login-code': {
    'zh-CN': '验证码 {code},{minutes} 分钟内有效。请勿告诉他人。',
    en: 'Your code is {code}, valid for {minutes} minutes. Do not share it.',
    isSecret: true,
  },
  'order-link': {
    'zh-CN': '订单 {number} 已提交。查看订单：{url}',
    en: 'Order {number} is placed. View it here: {url}',
    isSecret: true,
  },
  'order-paid': {
    'zh-CN': '订单 {number} 已付款 {amount} 元，我们会尽快发货。',
    en: 'Order {number} is paid ({amount}). We will ship it soon.',
  },
  'order-shipped': {
    'zh-CN': '订单 {number} 已由{carrier}发出，运单号 {tracking}。',
    en: 'Order {number} has been shipped with {carrier}, tracking number {tracking}.',
  },
  'order-cancelled': {
    'zh-CN': '订单 {number} 已取消。',
    en: 'Order {number} has been cancelled.',
  },
  'order-refunded': {
    'zh-CN': '订单 {number} 退款 {amount} 元，将原路退回。',
    en: 'Order {number}: {amount} is being refunded the way it was paid.',
  },
  'order-revived': {
    'zh-CN': '订单 {number} 的付款晚到了，货还在，订单继续处理。',
    en: 'The payment for order {number} arrived late; the goods are still there, so the order goes on.',
  },
  'order-late-returned': {
    'zh-CN': '订单 {number} 的付款到得太晚，货已不足，{amount} 元将原路退回。',
    en: 'The payment for order {number} arrived too late; {amount} is being refunded the way it was paid.',
  },
} as const satisfies Readonly<Record<string, Template>>

export type TemplateName = keyof typeof TEMPLATES

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never

/** Exactly what a template's text names. */
export type TemplateData<T extends TemplateName> = Readonly<
  Record<Names<(typeof TEMPLATES)[T]['zh-CN']>, string>
>

/** True when a message's text opens something by itself. */
export function isSecretTemplate(template: string): boolean {
  if (!Object.hasOwn(TEMPLATES, template)) return false
  return 'isSecret' in TEMPLATES[template as keyof typeof TEMPLATES]
}
