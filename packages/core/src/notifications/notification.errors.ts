import { defineErrors } from '../http/index.js'

export const MESSAGE_ERRORS = defineErrors({
  MESSAGE_SETTINGS_CHANGED: {
    status: 409,
    'zh-CN': '消息设置刚刚被改动过，请刷新后再试',
    en: 'The message settings have just been changed; please reload',
  },
  MESSAGE_EVENT_UNKNOWN: { status: 404, 'zh-CN': '没有这种消息', en: 'There is no such message' },
  MESSAGE_CHANNEL_NOT_SET_UP: {
    status: 422,
    'zh-CN': '这个渠道还没填好服务商资料，先填好再启用',
    en: 'Fill in how this channel signs in before switching it on',
  },
  MESSAGE_CREDENTIALS_INVALID: {
    status: 422,
    'zh-CN': '服务商资料填得不对，请检查',
    en: 'Some of the sign-in details are not valid',
  },
  MESSAGE_TEXT_INVALID: {
    status: 422,
    'zh-CN': '这段文字不能用，请检查',
    en: 'This wording cannot be used',
  },
  MESSAGE_NOT_AGAIN: {
    status: 409,
    'zh-CN': '这条消息现在不能重发：验证码、已经送达的，或重发太多次的都不行',
    en: 'This message cannot be sent again: codes, what arrived, and what was asked for too often cannot',
  },
  MESSAGE_PROVIDER_UNKNOWN: {
    status: 404,
    'zh-CN': '没有这个消息服务商',
    en: 'There is no such message provider',
  },
  DELIVERY_NOTICE_REFUSED: {
    status: 401,
    'zh-CN': '回执没有通过验证',
    en: 'The delivery notice is not authentic',
  },
  DELIVERY_NOTICE_MISMATCH: {
    status: 409,
    'zh-CN': '回执和我们的记录对不上',
    en: 'The delivery notice does not match our records',
  },
})
