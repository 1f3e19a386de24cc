import { defineErrors } from '../http/index.js'

export const STAFF_ERRORS = defineErrors({
  LOGIN_MALFORMED: {
    status: 400,
    'zh-CN': '请填写手机号或邮箱',
    en: 'Please give a phone number or an e-mail',
  },
  LOGIN_TAKEN: {
    status: 409,
    'zh-CN': '这个手机号或邮箱已经注册过了',
    en: 'This phone or e-mail is already in use',
  },
  PASSWORD_TOO_SHORT: { status: 400, 'zh-CN': '密码至少 8 个字', en: 'A password has at least 8 characters' },
  PASSWORD_TOO_LONG: {
    status: 400,
    'zh-CN': '密码最多 128 个字',
    en: 'A password has at most 128 characters',
  },
  PASSWORD_TOO_COMMON: {
    status: 400,
    'zh-CN': '这个密码太常见，容易被猜到',
    en: 'This password is too common and easily guessed',
  },
  WRONG_LOGIN: { status: 401, 'zh-CN': '账号或密码不对', en: 'The account or the password is wrong' },
  WRONG_PASSWORD: { status: 403, 'zh-CN': '原密码不对', en: 'The current password is wrong' },
  SIGN_IN_LOCKED: {
    status: 429,
    'zh-CN': '错误次数太多，请过一会儿再试',
    en: 'Too many wrong attempts; please wait a while',
  },
  SESSION_NOT_FOUND: { status: 404, 'zh-CN': '没有这个登录', en: 'There is no such session' },
  INVITE_NOT_FOUND: {
    status: 404,
    'zh-CN': '邀请无效、已使用或已过期，或不是发给这个账号的',
    en: 'The invitation is unknown, used, expired, or for another account',
  },
  ALREADY_MEMBER: { status: 409, 'zh-CN': '已经是这家店的成员', en: 'Already a member of this shop' },
  MEMBER_NOT_FOUND: { status: 404, 'zh-CN': '没有这位成员', en: 'There is no such member' },
  LAST_OWNER: {
    status: 409,
    'zh-CN': '店铺至少要有一位店主',
    en: 'A shop keeps at least one owner',
  },
  STORE_NOT_FOUND: { status: 404, 'zh-CN': '没有这家店', en: 'There is no such shop' },
})
