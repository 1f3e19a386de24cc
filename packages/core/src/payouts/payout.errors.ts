import { defineErrors } from '../http/index.js'

export const PAYOUT_ERRORS = defineErrors({
  WITHDRAWAL_NOT_FOUND: { status: 404, 'zh-CN': '没有这笔提现', en: 'There is no such withdrawal' },
  WITHDRAWAL_STATE: {
    status: 409,
    'zh-CN': '这笔提现现在不能这样操作，请刷新看看最新状态',
    en: 'This cannot be done with the withdrawal as it stands; please reload',
  },
  WITHDRAWAL_SECOND_PERSON: {
    status: 409,
    'zh-CN': '金额较大，需要另一位同事复核，不能自己复核自己',
    en: 'An amount this large needs a second person; you approved it already',
  },
  WITHDRAWAL_OWN: {
    status: 409,
    'zh-CN': '这是你自己的提现，请店主或另一位同事审核',
    en: 'This withdrawal is your own; the owner or another colleague has to approve it',
  },
  WITHDRAWAL_BY_PROVIDER: {
    status: 409,
    'zh-CN': '这笔提现由支付服务打款，不能手工标记',
    en: 'This withdrawal is paid by a provider and cannot be marked by hand',
  },
  PAYEE_PAUSED: {
    status: 409,
    'zh-CN': '店家暂停了提现，钱还在余额里，请联系店家',
    en: 'The shop has paused withdrawals for this account; the money stays on the balance',
  },
  PAYEE_OWES: {
    status: 409,
    'zh-CN': '申请之后有订单退款，余额已是负数：先驳回这笔提现，钱回到余额抵扣，剩下的可以再提',
    en: 'Refunds since then have taken the balance below zero; reject this withdrawal so that it covers them, and the rest can be asked for again',
  },
  PAYEE_IDENTITY_NOT_FOUND: { status: 404, 'zh-CN': '还没有填写收款人', en: 'There is no payee yet' },
  PAYEE_IN_USE: {
    status: 409,
    'zh-CN': '还有提现没有完成，等完成后再删除收款人信息',
    en: 'A withdrawal is still under way; the identity can be removed after it',
  },
  IDENTITY_MISSING: {
    status: 409,
    'zh-CN': '第一次提现前，请先填写收款人',
    en: 'Please say who is paid before the first withdrawal',
  },
  IDENTITY_INVALID: {
    status: 400,
    'zh-CN': '收款人信息有些地方不对，请检查',
    en: 'Some of the payee’s details are not right; please check them',
  },
  WAY_CLOSED: {
    status: 409,
    'zh-CN': '店家已不支持这种收款方式，请换一种',
    en: 'The shop no longer pays this way; please choose another',
  },
  WITHDRAWAL_NOTHING: {
    status: 409,
    'zh-CN': '现在没有可以提现的钱',
    en: 'There is nothing to withdraw at present',
  },
  WITHDRAWAL_ABOVE_BALANCE: {
    status: 409,
    'zh-CN': '超过了可提现的金额',
    en: 'That is more than is available',
  },
  WITHDRAWAL_BELOW_MINIMUM: {
    status: 409,
    'zh-CN': '低于最低提现金额',
    en: 'That is below the least amount',
  },
  WITHDRAWAL_TOO_MANY: {
    status: 409,
    'zh-CN': '今天的提现次数用完了，明天再来',
    en: 'No more withdrawals today; please come back tomorrow',
  },
  WITHDRAWAL_TOO_MUCH: {
    status: 409,
    'zh-CN': '超过了每天可提现的金额，请少提一些或明天再提',
    en: 'That is above the amount for one day; ask for less or come back tomorrow',
  },
  WITHDRAWAL_NOTHING_ARRIVES: {
    status: 409,
    'zh-CN': '扣掉手续费和税后没有剩余，请多攒一些再提',
    en: 'After fee and tax nothing would arrive; please ask for more at once',
  },
  REQUEST_REUSED: {
    status: 422,
    'zh-CN': '这个申请编号已用于另一笔提现',
    en: 'This request id was used for another withdrawal',
  },
  BATCH_NOT_FOUND: { status: 404, 'zh-CN': '没有这份打款清单', en: 'There is no such payment list' },
  BATCH_CLOSED: { status: 409, 'zh-CN': '这份打款清单已经结束', en: 'This payment list is closed' },
  BATCH_EMPTY: {
    status: 409,
    'zh-CN': '没有可以打款的提现（收款人被暂停或余额为负的不会列入）',
    en: 'Nothing can be paid now; whoever is paused or below zero is left out',
  },
  BATCH_CHANGED: {
    status: 409,
    'zh-CN': '清单刚刚变了，笔数或金额对不上，请刷新后核对',
    en: 'The list has just changed and the numbers no longer match; please reload and check',
  },
  PICTURE_NOT_FOUND: { status: 409, 'zh-CN': '没有这张图片', en: 'There is no such picture' },
  PAYOUT_SETTINGS_CHANGED: {
    status: 409,
    'zh-CN': '设置刚刚被改动过，请刷新后再改',
    en: 'The settings have just been changed; please reload',
  },
  PAYOUT_ROUTE_UNKNOWN: { status: 400, 'zh-CN': '没有这种打款方式', en: 'There is no such way of paying' },
  TAX_RULES_INVALID: {
    status: 400,
    'zh-CN': '税率表不对：生效日不能重复，各档上限要从小到大，最后一档不设上限',
    en: 'The tax scale is not right: one scale per day, limits rising, the last without one',
  },
  TAX_RULES_NOT_BEGUN: {
    status: 400,
    'zh-CN': '没有一份税率表今天已经生效，今天的提现会漏扣税：请把其中一份的生效日改成今天或更早',
    en: 'No tax scale is in force today, so nothing would be withheld: let one of them begin today or earlier',
  },
  QUARTER_INVALID: {
    status: 400,
    'zh-CN': '季度要写成 2026Q1 这样',
    en: 'Write the quarter like 2026Q1',
  },
  PAYOUT_PROVIDER_DOWN: {
    status: 503,
    'zh-CN': '打款服务暂时连不上，会自动再试',
    en: 'The payout service cannot be reached; it is tried again by itself',
  },
  PAYOUT_PROVIDER_UNKNOWN: { status: 404, 'zh-CN': '没有这种打款服务', en: 'Unknown payout provider' },
  TRANSFER_REFUSED: { status: 401, 'zh-CN': '通知签名不正确', en: 'The notification is not authentic' },
  TRANSFER_MISMATCH: {
    status: 409,
    'zh-CN': '通知内容与提现不符',
    en: 'The notification does not match our records',
  },
})

export type PayoutErrorCode = keyof typeof PAYOUT_ERRORS
