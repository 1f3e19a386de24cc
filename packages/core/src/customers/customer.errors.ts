import { defineErrors } from '../http/index.js'

export const CUSTOMER_ERRORS = defineErrors({
  PHONE_MALFORMED: { status: 400, 'zh-CN': '手机号不对', en: 'The phone number is not valid' },
  CODE_TOO_SOON: {
    status: 429,
    'zh-CN': '验证码刚刚发过，请稍后再发',
    en: 'A code has just been sent; please wait a moment',
  },
  CODE_TOO_MANY: {
    status: 429,
    'zh-CN': '验证码发得太多了，请一小时后再试',
    en: 'Too many codes; please try again in an hour',
  },
  CODE_WRONG: { status: 401, 'zh-CN': '验证码不对或已过期', en: 'The code is wrong or no longer valid' },
  ADDRESS_NOT_FOUND: { status: 404, 'zh-CN': '没有这个地址', en: 'There is no such address' },
  TOO_MANY_ADDRESSES: { status: 409, 'zh-CN': '最多保存 20 个地址', en: 'At most 20 addresses are kept' },
  BIRTHDAY_INVALID: {
    status: 400,
    'zh-CN': '生日不对，请按 03-08 的样子填写',
    en: 'The birthday is no day of a year; write it like 03-08',
  },
  BIRTHDAY_UNKNOWN: {
    status: 400,
    'zh-CN': '没有这一天，请重新选择月和日',
    en: 'There is no such day; please choose month and day again',
  },
  BIRTHDAY_CONSENT: {
    status: 400,
    'zh-CN': '要保存生日，请先勾选同意',
    en: 'Please agree before the birthday is kept',
  },
  TAGS_INVALID: {
    status: 400,
    'zh-CN': '标签为 1 到 30 个字，每位顾客最多 50 个',
    en: 'A tag has 1 to 30 letters; a customer has at most 50',
  },
  CUSTOMER_NOT_FOUND: { status: 404, 'zh-CN': '没有这位顾客', en: 'There is no such customer' },
})
