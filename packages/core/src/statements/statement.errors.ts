import { defineErrors } from '../http/index.js'

export const STATEMENT_ERRORS = defineErrors({
  STATEMENT_MONTH_UNKNOWN: {
    status: 400,
    'zh-CN': '没有这个月份，请重新选择',
    en: 'There is no such month; please choose again',
  },
})
