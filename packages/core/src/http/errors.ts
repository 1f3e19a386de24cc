import type { Words } from '@mamapu/kernel'

/** A refusal as the outside sees it: a status, and what it says in both languages. */
export interface ErrorEntry extends Words {
  readonly status: number
}

/** The codes of one domain, each listed once; the reference in docs/errors.md is made from these lists. */
export function defineErrors<const T extends Record<string, ErrorEntry>>(errors: T): T {
  return Object.freeze(errors)
}

/** Codes that belong to no single domain. */
export const HTTP_ERRORS = defineErrors({
  BAD_REQUEST: { status: 400, 'zh-CN': '请求格式不对，请检查后再试', en: 'The request is malformed' },
  VALIDATION_FAILED: { status: 400, 'zh-CN': '有些内容填得不对，请检查', en: 'Some fields are not valid' },
  SIGN_IN_REQUIRED: { status: 401, 'zh-CN': '请先登录', en: 'Please sign in first' },
  FORBIDDEN: { status: 403, 'zh-CN': '你没有做这件事的权限', en: 'You are not allowed to do this' },
  CSRF_FAILED: {
    status: 403,
    'zh-CN': '页面已过期，请刷新后再试',
    en: 'This page has expired; please reload and try again',
  },
  PREVIEW_ONLY: {
    status: 403,
    'zh-CN': '这是预览，只能看，不能下单、领取或登录。请先退出预览',
    en: 'This is a preview: nothing can be ordered, claimed or signed in to. Leave the preview first',
  },
  NOT_FOUND: { status: 404, 'zh-CN': '没有找到', en: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, 'zh-CN': '不支持这样的请求', en: 'Method not allowed' },
  CONFLICT: {
    status: 409,
    'zh-CN': '内容刚刚被改动过，请刷新后再试',
    en: 'It has just been changed; please reload',
  },
  PAYLOAD_TOO_LARGE: { status: 413, 'zh-CN': '内容太大了', en: 'The payload is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, 'zh-CN': '不支持这种格式', en: 'Unsupported content type' },
  IDEMPOTENCY_KEY_REQUIRED: {
    status: 400,
    'zh-CN': '缺少防重复提交的编号',
    en: 'An Idempotency-Key header is required',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    'zh-CN': '这个编号已用于另一个请求',
    en: 'This Idempotency-Key was used for another request',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    'zh-CN': '操作太频繁了，请稍等一会儿',
    en: 'Too many requests; please wait a moment',
  },
  INTERNAL: {
    status: 500,
    'zh-CN': '我们这边出了点问题，请稍后再试',
    en: 'Something went wrong on our side; please try again later',
  },
  UNAVAILABLE: {
    status: 503,
    'zh-CN': '店铺正忙，请稍后再试',
    en: 'The shop is busy; please try again in a moment',
  },
})
