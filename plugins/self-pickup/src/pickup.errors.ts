import type { PluginErrorEntry } from '@mamapu/plugin-sdk'

export const pickupErrors = {
  SELF_PICKUP_NO_POINT: {
    status: 409,
    'zh-CN': '店家暂时没有开放的自提点',
    en: 'No pickup point is open at the moment',
  },
  SELF_PICKUP_NO_SLOT: {
    status: 409,
    'zh-CN': '近期的自提时间都约满了，可以换别的配送方式',
    en: 'All pickup times are taken; please choose another way of delivery',
  },
  SELF_PICKUP_POINT_CLOSED: {
    status: 409,
    'zh-CN': '这个自提点当天不开放，请换一天或换一个点',
    en: 'This point is closed that day; choose another day or point',
  },
  SELF_PICKUP_SLOT_UNKNOWN: {
    status: 409,
    'zh-CN': '这个时间不在营业时间内，请重新选择',
    en: 'This time is not within the opening hours; please choose again',
  },
  SELF_PICKUP_TOO_SOON: {
    status: 409,
    'zh-CN': '这个时间太近了，店里来不及准备，请选晚一点的',
    en: 'That is too soon to have it ready; please choose a later time',
  },
  SELF_PICKUP_TOO_FAR: {
    status: 409,
    'zh-CN': '还不能约这么远的日子',
    en: 'That day cannot be booked yet',
  },
  SELF_PICKUP_SLOT_FULL: {
    status: 409,
    'zh-CN': '这个时间刚刚约满了，请选别的时间',
    en: 'This time has just filled up; please choose another',
  },
  SELF_PICKUP_OUT_OF_STOCK: {
    status: 409,
    'zh-CN': '这个自提点的货不够，请换一个点或改用快递',
    en: 'This point has not enough of it; choose another point or express',
  },
  SELF_PICKUP_COLLECTOR: {
    status: 422,
    'zh-CN': '请别人代取时，姓名和手机号后四位都要填',
    en: 'For somebody else to collect, give a name and the last four digits of the phone',
  },
  SELF_PICKUP_NOT_FOUND: {
    status: 404,
    'zh-CN': '没有找到这份自提单',
    en: 'There is no such pickup',
  },
  SELF_PICKUP_NOT_YOURS: {
    status: 403,
    'zh-CN': '这份自提单不在你负责的自提点',
    en: 'This pickup is not at a point of yours',
  },
  SELF_PICKUP_CHANGED: {
    status: 409,
    'zh-CN': '这份自提单刚刚有变动，请看一眼新的状态再操作',
    en: 'This pickup has just changed; look at it again first',
  },
  SELF_PICKUP_NOT_READY: {
    status: 409,
    'zh-CN': '还没有备好货，先点「备好了」再交付',
    en: 'It is not ready yet; mark it ready first',
  },
  SELF_PICKUP_HANDED: {
    status: 409,
    'zh-CN': '这份自提单已经取走了',
    en: 'This pickup was collected already',
  },
  SELF_PICKUP_OVER: {
    status: 409,
    'zh-CN': '这份自提单已经结束，没有要交付的商品',
    en: 'This pickup is over; there is nothing to hand over',
  },
  SELF_PICKUP_ASKED_BACK: {
    status: 409,
    'zh-CN': '顾客正在为这些商品申请售后，先处理完再交付',
    en: 'The shopper has asked for an after-sale of these goods; settle that first',
  },
  SELF_PICKUP_TOO_MANY: {
    status: 409,
    'zh-CN': '交付的数量超过了剩下的',
    en: 'That is more than what is left',
  },
  SELF_PICKUP_CHANGE_LATE: {
    status: 409,
    'zh-CN': '离约定时间太近，不能自己改期了，请联系店家',
    en: 'It is too close to the agreed time to change it here; please ask the shop',
  },
  SELF_PICKUP_PART_GONE: {
    status: 409,
    'zh-CN': '已经取走或发出了一部分，不能再改；剩下的请联系店家',
    en: 'Some of it was collected or sent already, so it stays as it is; please ask the shop about the rest',
  },
  SELF_PICKUP_ADDRESS: {
    status: 422,
    'zh-CN': '请把收件人、手机号、地区和详细地址填完整',
    en: 'Please give name, phone, region and street in full',
  },
  SELF_PICKUP_NOT_SENT: {
    status: 409,
    'zh-CN': '这份自提单不能改快递：店家没有开放，或者这个地址送不到',
    en: 'It cannot be sent instead: the shop does not offer it, or nobody delivers there',
  },
  SELF_PICKUP_UNDO_LATE: {
    status: 409,
    'zh-CN': '交付超过 10 分钟，不能撤销了；可以走售后',
    en: 'It was handed over more than 10 minutes ago and cannot be undone; use after-sale instead',
  },
  SELF_PICKUP_POINTS_MAX: {
    status: 409,
    'zh-CN': '最多 50 个自提点',
    en: 'There are 50 points at most',
  },
  SELF_PICKUP_HOURS: {
    status: 422,
    'zh-CN': '营业时间写法不对，例如 09:00-12:00 13:30-18:00',
    en: 'These are no opening hours; write them like 09:00-12:00 13:30-18:00',
  },
  SELF_PICKUP_POSITION: {
    status: 422,
    'zh-CN': '坐标写法不对，例如 30.27415,120.15515（纬度在前）',
    en: 'This is no position; write it like 30.27415,120.15515, latitude first',
  },
  SELF_PICKUP_CUT_OFF: {
    status: 422,
    'zh-CN': '截单时间写法不对，例如 16:00',
    en: 'This is no time; write it like 16:00',
  },
  SELF_PICKUP_STOCK_TAKEN: {
    status: 409,
    'zh-CN': '不能少于已经被预订的数量',
    en: 'It cannot be less than what is booked already',
  },
} as const satisfies Readonly<Record<string, PluginErrorEntry>>

export type PickupError = keyof typeof pickupErrors
