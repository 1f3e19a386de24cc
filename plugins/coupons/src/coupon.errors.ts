/** Everything this plugin refuses with. */
export const couponErrors = {
  COUPONS_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这张优惠券', en: 'This coupon does not exist' },
  COUPONS_INVALID: {
    status: 422,
    'zh-CN': '优惠券有内容填得不对,请检查',
    en: 'Some of the coupon’s fields are not valid',
  },
  COUPONS_CHANGED: {
    status: 409,
    'zh-CN': '这张券刚刚被别人改过,请刷新后再试',
    en: 'This coupon has just been changed by someone else; please reload',
  },
  COUPONS_CODE_TAKEN: {
    status: 409,
    'zh-CN': '这个券码已被另一张券使用,请换一个',
    en: 'Another coupon already uses this code; choose a different one',
  },
  COUPONS_TOTAL_BELOW_ISSUED: {
    status: 409,
    'zh-CN': '发放总量不能少于已领取的数量',
    en: 'The total cannot be lower than what has been claimed',
  },
  COUPONS_CODE_UNKNOWN: {
    status: 404,
    'zh-CN': '没有这个券码,请检查后再输入',
    en: 'There is no such code; please check it and try again',
  },
  COUPONS_NEEDS_CODE: {
    status: 409,
    'zh-CN': '这张券要用券码兑换',
    en: 'This coupon is claimed with a code',
  },
  COUPONS_STOPPED: {
    status: 409,
    'zh-CN': '这张券已停止发放,看看其他优惠吧',
    en: 'This coupon is no longer given out; have a look at the others',
  },
  COUPONS_NOT_STARTED: {
    status: 409,
    'zh-CN': '还没到领取时间,请稍后再来',
    en: 'It cannot be claimed yet; please come back later',
  },
  COUPONS_ENDED: {
    status: 409,
    'zh-CN': '领取时间已过,看看其他优惠吧',
    en: 'The time to claim it is over; have a look at the others',
  },
  COUPONS_SOLD_OUT: {
    status: 409,
    'zh-CN': '这张券已被领完,看看其他优惠吧',
    en: 'All of these coupons are gone; have a look at the others',
  },
  COUPONS_LIMIT_REACHED: {
    status: 409,
    'zh-CN': '你已经领过这张券了',
    en: 'You have already claimed as many of this coupon as one person may',
  },
} as const

export type CouponErrorCode = keyof typeof couponErrors
