import { defineErrors } from '../http/index.js'

export const RECONCILIATION_ERRORS = defineErrors({
  DIFFERENCE_NOT_FOUND: { status: 404, 'zh-CN': '没有这条差异', en: 'There is no such difference' },
  DIFFERENCE_DECIDED: {
    status: 409,
    'zh-CN': '这条差异已经处理过了，请刷新看看',
    en: 'This difference has been dealt with; please reload',
  },
  DIFFERENCE_NOT_ASKABLE: {
    status: 409,
    'zh-CN': '这一笔支付平台查不到我们的单号，请到支付平台的后台核对，再写明原因',
    en: 'The provider has no number of ours for it; please look there yourself and note why',
  },
  BILL_CLOCK_NOT_FOUND: {
    status: 404,
    'zh-CN': '这种收款方式还没有账可对',
    en: 'There is nothing to compare for this provider yet',
  },
})
