import type { Words } from '@mamapu/kernel'
import type { Category, OutboundChannel } from './channels/channel.types.js'

/**
 * What the shop tells a shopper at one event. `{name}` is filled in from the data; both languages name the same things,
 * and each name is described in `VARIABLES`.
 */
interface Template extends Words {
  /** What the console and an e-mail's subject call it. */
  readonly title: Words
  readonly category: Category
  /** Where it goes besides the inbox (or the log), as long as the merchant says nothing else and the channel is set up. */
  readonly channels: readonly OutboundChannel[]
  /** What a merchant's own wording has to name too. */
  readonly mustName?: readonly string[]
  /** Opens something by itself: its text is for the recipient and the operator's log, never for a shop's staff. */
  readonly isSecret?: true
  /** Minutes after which it is not worth sending any more; a day when left out. */
  readonly worthMinutes?: number
}

/** What the shop tells a shopper, by event. An entry here, and `notify` sends it. */
export const TEMPLATES = {
  'login-code': {
    title: { 'zh-CN': '登录验证码', en: 'Sign-in code' },
    'zh-CN': '验证码 {code},{minutes} 分钟内有效。请勿告诉他人。',
    en: 'Your code is {code}, valid for {minutes} minutes. Do not share it.',
    category: 'secret',
    channels: ['sms'],
    mustName: ['code'],
    isSecret: true,
    worthMinutes: 10,
  },
  'email-code': {
    title: { 'zh-CN': '邮箱验证码', en: 'E-mail code' },
    'zh-CN': '验证码 {code}，{minutes} 分钟内有效。填好后，这个邮箱就能收到订单消息。',
    en: 'Your code is {code}, valid for {minutes} minutes. Enter it to receive order messages at this address.',
    category: 'secret',
    channels: ['email'],
    mustName: ['code'],
    isSecret: true,
    worthMinutes: 10,
  },
  'order-link': {
    title: { 'zh-CN': '下单成功', en: 'Order placed' },
    'zh-CN': '订单 {number} 已提交。查看订单：{url}',
    en: 'Order {number} is placed. View it here: {url}',
    category: 'secret',
    channels: ['sms'],
    mustName: ['url'],
    isSecret: true,
  },
  'order-paid': {
    title: { 'zh-CN': '付款成功', en: 'Order paid' },
    'zh-CN': '订单 {number} 已付款 {amount} 元。{next}',
    en: 'Order {number} is paid ({amount}). {next}',
    category: 'service',
    channels: ['email', 'wechat'],
  },
  'order-shipped': {
    title: { 'zh-CN': '已发货', en: 'Order shipped' },
    'zh-CN': '订单 {number} 已由{carrier}发出，运单号 {tracking}。',
    en: 'Order {number} has been shipped with {carrier}, tracking number {tracking}.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'virtual-delivered': {
    title: { 'zh-CN': '虚拟商品已发放', en: 'Virtual goods delivered' },
    'zh-CN': '订单 {number} 的虚拟商品已发放，打开订单页就能查看。',
    en: 'The virtual goods of order {number} are there: open the order to see them.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'order-price-changed': {
    title: { 'zh-CN': '订单改价', en: 'Price lowered' },
    'zh-CN': '订单 {number} 的价格改为 {amount} 元，请按新的金额付款。',
    en: 'The price of order {number} is now {amount}. Please pay the new amount.',
    category: 'service',
    channels: ['email', 'wechat'],
  },
  'order-address-changed': {
    title: { 'zh-CN': '收货信息已修改', en: 'Address changed' },
    'zh-CN': '订单 {number} 的收货信息已由商家修改，如果不是你要求的，请联系商家。',
    en: 'The shop has changed the delivery details of order {number}. If you did not ask for it, please contact the shop.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'parcel-near': {
    title: { 'zh-CN': '正在派送', en: 'Out for delivery' },
    'zh-CN': '订单 {number} 的包裹正在派送（{carrier} {tracking}），请留意电话。',
    en: 'The parcel of order {number} is out for delivery ({carrier} {tracking}).',
    category: 'service',
    channels: ['wechat'],
    worthMinutes: 240,
  },
  'parcel-delivered': {
    title: { 'zh-CN': '已送达', en: 'Delivered' },
    'zh-CN': '订单 {number} 的包裹已送达（{carrier} {tracking}）。没有收到？请联系我们。',
    en: 'The parcel of order {number} has been delivered ({carrier} {tracking}). Not there? Please tell us.',
    category: 'service',
    channels: ['email', 'wechat'],
  },
  'order-cancelled': {
    title: { 'zh-CN': '订单已取消', en: 'Order cancelled' },
    'zh-CN': '订单 {number} 已取消。',
    en: 'Order {number} has been cancelled.',
    category: 'service',
    channels: ['email', 'wechat'],
  },
  'order-refunded': {
    title: { 'zh-CN': '退款', en: 'Refund' },
    'zh-CN': '订单 {number} 退款 {amount} 元，将原路退回。',
    en: 'Order {number}: {amount} is being refunded the way it was paid.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'order-revived': {
    title: { 'zh-CN': '付款晚到，订单继续', en: 'Late payment, order goes on' },
    'zh-CN': '订单 {number} 的付款晚到了，货还在，订单继续处理。',
    en: 'The payment for order {number} arrived late; the goods are still there, so the order goes on.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'order-late-returned': {
    title: { 'zh-CN': '付款晚到，已退回', en: 'Late payment returned' },
    'zh-CN': '订单 {number} 的付款到得太晚，货已不足，{amount} 元将原路退回。',
    en: 'The payment for order {number} arrived too late; {amount} is being refunded the way it was paid.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'aftersale-accepted': {
    title: { 'zh-CN': '售后已同意', en: 'After-sale accepted' },
    'zh-CN': '订单 {number} 的售后已同意，请在 {until} 前寄回商品；退货地址在订单的售后详情里。',
    en: 'Order {number}: the shop agreed. Please send the goods back by {until}; the address is on the case’s page.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'aftersale-refused': {
    title: { 'zh-CN': '售后未同意', en: 'After-sale refused' },
    'zh-CN': '订单 {number} 的售后申请没有通过，原因在售后详情里；不认可的话，{until} 前可以再申请一次。',
    en: 'Order {number}: the shop refused; its reason is on the case’s page. You may ask once more until {until}.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'aftersale-arrived': {
    title: { 'zh-CN': '退货已签收', en: 'Return arrived' },
    'zh-CN': '订单 {number} 寄回的商品，商家已收到，最晚 {until} 验货完成。',
    en: 'Order {number}: the goods you sent back have arrived and are looked at by {until} at the latest.',
    category: 'service',
    channels: ['email', 'wechat'],
  },
  'aftersale-exchanged': {
    title: { 'zh-CN': '换货已安排', en: 'Exchange on its way' },
    'zh-CN': '订单 {number} 的换货已经安排，新的包裹会尽快发出。',
    en: 'Order {number}: what you get instead will be sent soon.',
    category: 'service',
    channels: ['email', 'wechat'],
  },
  'aftersale-closed': {
    title: { 'zh-CN': '售后已结束', en: 'After-sale closed' },
    'zh-CN': '订单 {number} 的售后已结束，详情在订单里可以看到。',
    en: 'Order {number}: the after-sale is closed; its page says why.',
    category: 'service',
    channels: ['email', 'wechat'],
  },
  'aftersale-remind': {
    title: { 'zh-CN': '售后快到期了', en: 'After-sale nearly due' },
    'zh-CN': '订单 {number} 的售后在等你，{until} 后会自动关闭。',
    en: 'Order {number}: your after-sale waits for you and closes by itself after {until}.',
    category: 'service',
    channels: ['email', 'wechat', 'sms'],
  },
  'aftersale-note': {
    title: { 'zh-CN': '售后有新留言', en: 'A word from the shop' },
    'zh-CN': '订单 {number} 的售后，商家给你留言了。',
    en: 'Order {number}: the shop wrote to you about your after-sale.',
    category: 'service',
    channels: ['email', 'wechat'],
  },
  'invoice-issued': {
    title: { 'zh-CN': '发票已开好', en: 'Invoice ready' },
    'zh-CN': '订单 {number} 的发票开好了，打开订单就能查看和下载。',
    en: 'The invoice for order {number} is ready; open the order to see and download it.',
    category: 'service',
    // By e-mail it goes to the address the invoice was asked for.
    channels: ['wechat'],
  },
  'invoice-mail': {
    title: { 'zh-CN': '发票邮件', en: 'Invoice by e-mail' },
    'zh-CN': '订单 {number} 的发票开好了，发票号码 {invoice}。打开订单就能查看和下载：{url}',
    en: 'The invoice for order {number} is ready, invoice number {invoice}. Open the order to see and download it: {url}',
    category: 'secret',
    channels: ['email'],
    mustName: ['url'],
    isSecret: true,
  },
  'invoice-refused': {
    title: { 'zh-CN': '发票没有开成', en: 'Invoice refused' },
    'zh-CN': '订单 {number} 的发票没有开成，原因写在订单里；改好后可以再申请一次。',
    en: 'The invoice for order {number} was refused; the order says why, and you may ask again.',
    category: 'service',
    channels: ['email', 'wechat'],
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

/** A template of ours by its name; null for a plugin's. */
export function templateOf(name: string): Template | null {
  return Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name as TemplateName] : null
}

/** True when a message's text opens something by itself. */
export function isSecretTemplate(name: string): boolean {
  return templateOf(name)?.isSecret === true
}
