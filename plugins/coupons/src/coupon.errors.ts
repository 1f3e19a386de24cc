/** Everything this plugin refuses with. */
export const couponErrors = {
  COUPONS_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这张优惠券', en: 'This coupon does not exist' },
  COUPONS_INVALID: {
    status: 422,
    'zh-CN': '优惠券有内容填得不对，请检查',
    en: 'Some of the coupon’s fields are not valid',
  },
  COUPONS_CHANGED: {
    status: 409,
    'zh-CN': '这张券刚刚被别人改过，请刷新后再试',
    en: 'This coupon has just been changed by someone else; please reload',
  },
  COUPONS_CODE_TAKEN: {
    status: 409,
    'zh-CN': '这个券码已被另一张券使用，请换一个',
    en: 'Another coupon already uses this code; choose a different one',
  },
  COUPONS_TOTAL_BELOW_ISSUED: {
    status: 409,
    'zh-CN': '发放总量不能少于已领取的数量',
    en: 'The total cannot be lower than what has been claimed',
  },
  COUPONS_CODE_UNKNOWN: {
    status: 404,
    'zh-CN': '没有这个券码，请检查后再输入',
    en: 'There is no such code; please check it and try again',
  },
  COUPONS_NEEDS_CODE: {
    status: 409,
    'zh-CN': '这张券要用券码兑换',
    en: 'This coupon is claimed with a code',
  },
  COUPONS_STOPPED: {
    status: 409,
    'zh-CN': '这张券已停止发放，看看其他优惠吧',
    en: 'This coupon is no longer given out; have a look at the others',
  },
  COUPONS_NOT_STARTED: {
    status: 409,
    'zh-CN': '还没到领取时间，请稍后再来',
    en: 'It cannot be claimed yet; please come back later',
  },
  COUPONS_ENDED: {
    status: 409,
    'zh-CN': '领取时间已过，看看其他优惠吧',
    en: 'The time to claim it is over; have a look at the others',
  },
  COUPONS_SOLD_OUT: {
    status: 409,
    'zh-CN': '这张券已被领完，看看其他优惠吧',
    en: 'All of these coupons are gone; have a look at the others',
  },
  COUPONS_LIMIT_REACHED: {
    status: 409,
    'zh-CN': '你已经领过这张券了',
    en: 'You have already claimed as many of this coupon as one person may',
  },
  COUPONS_BUDGET_BELOW_GIVEN: {
    status: 409,
    'zh-CN': '预算不能少于已发出的金额',
    en: 'The budget cannot be lower than what has been given',
  },
  COUPONS_BUDGET_TOO_LATE: {
    status: 409,
    'zh-CN': '已经发出的券没有封顶金额，算不出要占多少预算。请停止发放这张券，另建一张带预算的',
    en: 'Coupons that are out already have no cap, so a budget cannot count them. Stop this coupon and make a new one with a budget',
  },
  COUPONS_NOT_HERE: {
    status: 409,
    'zh-CN': '这张券不在这里领取',
    en: 'This coupon is not claimed here',
  },
  COUPONS_NO_CODES: {
    status: 409,
    'zh-CN': '这张券不是「一码一用」，不能生成券码',
    en: 'This coupon does not go by codes that work once',
  },
  COUPONS_CODE_USED: {
    status: 409,
    'zh-CN': '这个券码已经用过了',
    en: 'This code has been used already',
  },
  COUPONS_CODE_NOT_YOURS: {
    status: 409,
    'zh-CN': '这个券码是发给另一位顾客的，只有本人能兑换',
    en: 'This code was made for another customer, and only they can redeem it',
  },
  COUPONS_TOO_FEW_LEFT: {
    status: 409,
    'zh-CN': '剩余的券或预算不够，请减少数量',
    en: 'There are not enough coupons or budget left; choose fewer',
  },
  COUPONS_NOT_GIVEABLE: {
    status: 409,
    'zh-CN': '这张券不能发红包',
    en: 'No gift link can be made of this coupon',
  },
  COUPONS_GIFT_LIMIT: {
    status: 409,
    'zh-CN': '你能送出的数量已经用完',
    en: 'You have given away as many as one person may',
  },
  COUPONS_GIFT_UNKNOWN: {
    status: 404,
    'zh-CN': '没有找到这个红包',
    en: 'This gift does not exist',
  },
  COUPONS_GIFT_OVER: {
    status: 409,
    'zh-CN': '红包已结束，看看其他优惠吧',
    en: 'This gift is over; have a look at the other offers',
  },
  COUPONS_GIFT_EMPTY: {
    status: 409,
    'zh-CN': '红包已被领完，看看其他优惠吧',
    en: 'All coupons of this gift are gone; have a look at the other offers',
  },
  COUPONS_GIFT_ONCE: {
    status: 409,
    'zh-CN': '你已经领过这个红包了',
    en: 'You have taken one from this gift already',
  },
  COUPONS_GIFT_OWN: {
    status: 409,
    'zh-CN': '这是你自己发的红包，送给朋友吧',
    en: 'This is your own gift; send it to friends',
  },
  COUPONS_NOBODY: {
    status: 422,
    'zh-CN': '请选择要发给谁',
    en: 'Choose whom to give it to',
  },
  COUPONS_STOP_FIRST: {
    status: 409,
    'zh-CN': '请先停止发放，再收回未使用的券',
    en: 'Stop giving it out first, then take unused ones back',
  },
  COUPONS_NOTHING_RUNNING: {
    status: 409,
    'zh-CN': '没有正在进行的发放',
    en: 'Nothing is being given at the moment',
  },
} as const

export type CouponErrorCode = keyof typeof couponErrors
