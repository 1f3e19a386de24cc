import type { Words } from '@mamapu/kernel'

/** What a `{name}` in a message stands for. Add yours here when a template names something new. */
interface Variable {
  /** What a merchant reads on its chip. */
  readonly title: Words
  readonly kind: 'text' | 'money' | 'time' | 'code' | 'link'
  /** Letters that are kept of a value; what is longer ends in …; codes and links are never cut. */
  readonly max: number
  /** What a preview shows. */
  readonly sample: Words
}

const same = (text: string): Words => ({ 'zh-CN': text, en: text })

/** Everything messages name, by its name in the text. */
export const VARIABLES = {
  number: {
    title: { 'zh-CN': '订单号', en: 'Order number' },
    kind: 'text',
    max: 30,
    sample: same('202611230815'),
  },
  amount: { title: { 'zh-CN': '金额', en: 'Amount' }, kind: 'money', max: 20, sample: same('128.40') },
  carrier: {
    title: { 'zh-CN': '快递公司', en: 'Carrier' },
    kind: 'text',
    max: 20,
    sample: { 'zh-CN': '顺丰速运', en: 'SF Express' },
  },
  tracking: {
    title: { 'zh-CN': '运单号', en: 'Tracking number' },
    kind: 'text',
    max: 40,
    sample: same('SF1234567890'),
  },
  url: {
    title: { 'zh-CN': '订单链接', en: 'Order link' },
    kind: 'link',
    max: 300,
    sample: same('https://shop.example/o/…'),
  },
  code: { title: { 'zh-CN': '验证码', en: 'Code' }, kind: 'code', max: 12, sample: same('482913') },
  until: {
    title: { 'zh-CN': '截止时间', en: 'Until' },
    kind: 'time',
    max: 30,
    sample: { 'zh-CN': '11月30日 18:00', en: '30 November, 18:00' },
  },
  invoice: {
    title: { 'zh-CN': '发票号码', en: 'Invoice number' },
    kind: 'text',
    max: 30,
    sample: same('24312000000012345678'),
  },
  next: {
    title: { 'zh-CN': '接下来怎么样', en: 'What comes next' },
    kind: 'text',
    max: 60,
    sample: { 'zh-CN': '我们会尽快发货。', en: 'We will ship it soon.' },
  },
  minutes: { title: { 'zh-CN': '有效分钟数', en: 'Minutes' }, kind: 'text', max: 6, sample: same('10') },
} as const satisfies Readonly<Record<string, Variable>>

export type VariableName = keyof typeof VARIABLES

/** Whether a name means the same in every message. */
export function isKnownName(name: string): name is VariableName {
  return Object.hasOwn(VARIABLES, name)
}

/** What is known of a name; a plugin's own names are short texts. */
export function variableOf(name: string): Variable {
  return isKnownName(name)
    ? VARIABLES[name]
    : { title: same(name), kind: 'text', max: 60, sample: same(`{${name}}`) }
}
