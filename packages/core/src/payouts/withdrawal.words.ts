import type { Locale, Words } from '@mamapu/kernel'
import type { WithdrawalAction } from './withdrawal.rules.js'
import type { SeenWithdrawal, WaitReason, WithdrawalStep } from './withdrawal.types.js'

/** What a step is called on her page. */
const STEPS: Readonly<Record<WithdrawalAction | 'ask', Words>> = {
  ask: { 'zh-CN': '你申请了提现', en: 'You asked for it' },
  approve: { 'zh-CN': '店家审核通过', en: 'The shop approved it' },
  second: { 'zh-CN': '第二位同事复核通过', en: 'A second person approved it' },
  reject: { 'zh-CN': '店家没有通过，钱已退回余额', en: 'Not approved; the money is back on your balance' },
  cancel: { 'zh-CN': '你取消了，钱已退回余额', en: 'You cancelled it; the money is back on your balance' },
  list: { 'zh-CN': '排进打款清单', en: 'On the list to be paid' },
  unlist: { 'zh-CN': '移到下一份打款清单', en: 'Moved to the next list' },
  pay: { 'zh-CN': '店家已打款', en: 'The shop paid it' },
  send: { 'zh-CN': '交给支付服务打款', en: 'Given to the payout service' },
  accept: { 'zh-CN': '等你确认收款', en: 'Waiting for you to take it' },
  arrive: { 'zh-CN': '已到账', en: 'It arrived' },
  expire: {
    'zh-CN': '超时没有收款，钱已退回余额',
    en: 'Not taken in time; the money is back on your balance',
  },
  fail: { 'zh-CN': '没有打成功，钱已退回余额', en: 'It failed; the money is back on your balance' },
  confirm: { 'zh-CN': '确认到账', en: 'Confirmed as arrived' },
  dispute: { 'zh-CN': '你说没有收到', en: 'You said it did not arrive' },
  insist: { 'zh-CN': '店家补充了打款凭证', en: 'The shop added proof' },
  return: {
    'zh-CN': '确认没有到账，钱已退回余额',
    en: 'It had not arrived; the money is back on your balance',
  },
}

/** What she is written when somebody else took a step; the rest she knows or need not. */
const MESSAGES: Readonly<Partial<Record<WithdrawalAction, Words>>> = {
  pay: {
    'zh-CN': '提现 {net} 元已打款，请看看有没有到账，到了点一下确认：{path}',
    en: 'Your withdrawal of {net} has been paid. Please check that it arrived and confirm it: {path}',
  },
  accept: {
    'zh-CN': '提现 {net} 元等你确认收款，24 小时内没确认会退回余额：{path}',
    en: 'Your withdrawal of {net} is waiting for you to take it. After 24 hours it goes back to your balance: {path}',
  },
  arrive: {
    'zh-CN': '提现 {net} 元已到账：{path}',
    en: 'Your withdrawal of {net} has arrived: {path}',
  },
  reject: {
    'zh-CN': '提现 {amount} 元没有通过审核，钱已退回余额。原因在这里：{path}',
    en: 'Your withdrawal of {amount} was not approved and the money is back on your balance. Why: {path}',
  },
  expire: {
    'zh-CN': '提现 {amount} 元超过 24 小时没有确认收款，已退回余额，可以再提一次：{path}',
    en: 'Your withdrawal of {amount} was not taken in time and is back on your balance; you may ask again: {path}',
  },
  fail: {
    'zh-CN': '提现 {amount} 元没有成功，钱已退回余额，请看看收款账户对不对：{path}',
    en: 'Your withdrawal of {amount} did not succeed and is back on your balance. Please check your account: {path}',
  },
  insist: {
    'zh-CN': '店家补充了提现 {net} 元的打款凭证，请再核对一下：{path}',
    en: 'The shop added proof that your withdrawal of {net} was paid. Please check again: {path}',
  },
  return: {
    'zh-CN': '提现 {amount} 元确认没有到账，已退回余额：{path}',
    en: 'Your withdrawal of {amount} did not arrive and is back on your balance: {path}',
  },
}

const SILENT: Words = { 'zh-CN': '到期自动确认到账', en: 'Confirmed by itself after some days' }
const REASONS: Readonly<Record<string, Words>> = {
  ACCOUNT_REFUSED: { 'zh-CN': '收款账户不能收这笔钱', en: 'The account did not take the money' },
  PAYOUT_PROVIDER_UNKNOWN: {
    'zh-CN': '店家原来的打款服务停用了，这笔先等一等，请联系店家',
    en: 'The shop’s payout service is no longer there, so this waits; please ask the shop',
  },
  PAYOUT_PROVIDER_DOWN: {
    'zh-CN': '打款服务暂时连不上，会自动再试',
    en: 'The payout service is away; it is tried again',
  },
}

const WAITS: Readonly<Record<WaitReason, Words>> = {
  payee_owes: {
    'zh-CN':
      '你申请之后有订单退款，余额现在是负数，所以这笔先不打款，钱没有少。等新的佣金补平，或者请店家驳回这笔来抵扣，就能继续提。',
    en: 'Refunds since you asked have taken your balance below zero, so this waits; nothing is lost. It goes on once new earnings cover them, or the shop can reject it to cover them.',
  },
  payee_paused: {
    'zh-CN': '店家暂停了你的提现，所以这笔先不打款，钱没有少。想知道原因，请联系店家。',
    en: 'The shop has paused your withdrawals, so this waits; nothing is lost. Please ask the shop why.',
  },
}

/** Of one that is with no provider yet but can no longer be rejected. */
const UNSENT_OWES: Words = {
  'zh-CN':
    '你申请之后有订单退款，余额现在是负数，所以这笔先不打款，钱没有少。等新的佣金补平，会自动接着打款。',
  en: 'Refunds since you asked have taken your balance below zero, so this waits; nothing is lost. It goes on by itself once new earnings cover them.',
}

/** Why a withdrawal stands where it is: what it waits for, or the reason somebody gave; empty when there is none. */
export function whyText({ state, waitsFor, reason }: SeenWithdrawal, locale: Locale): string {
  if (waitsFor === 'payee_owes' && state === 'sending') return UNSENT_OWES[locale]
  return waitsFor ? WAITS[waitsFor][locale] : reasonText(reason, locale)
}

/** What happened to a withdrawal, as its payee reads it; who of the staff it was is not hers to know. */
export function stepText({ action, actor }: WithdrawalStep, locale: Locale): string {
  if (action === 'confirm' && actor === 'system') return SILENT[locale]
  return STEPS[action as WithdrawalAction]?.[locale] ?? action
}

/** A reason in her language where it is a code of ours; else as the shop wrote it. */
export const reasonText = (reason: string, locale: Locale): string => REASONS[reason]?.[locale] ?? reason

/** What she is written of a step, with `{net}`, `{amount}` and `{path}` to be filled in; null where she is written nothing. */
export const messageText = (action: WithdrawalAction, locale: Locale): string | null =>
  MESSAGES[action]?.[locale] ?? null
