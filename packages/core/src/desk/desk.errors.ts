import { defineErrors } from '../http/index.js'

export const DESK_ERRORS = defineErrors({
  ORDER_TAG_NOT_FOUND: {
    status: 404,
    'zh-CN': '没有这个标签，可能刚被删除',
    en: 'No such tag; it may have just been deleted',
  },
  ORDER_TAG_TAKEN: { status: 409, 'zh-CN': '已经有同名的标签了', en: 'There is a tag of that name already' },
  ORDER_TAGS_TOO_MANY: {
    status: 409,
    'zh-CN': '标签最多 50 个，先删掉不用的吧',
    en: 'A shop has 50 tags at most; delete one you no longer use',
  },
  ORDER_NOTES_TOO_MANY: {
    status: 409,
    'zh-CN': '这个订单的备注已经有 50 条了',
    en: 'This order has 50 notes already',
  },
  ORDER_VIEW_NOT_FOUND: { status: 404, 'zh-CN': '没有这个常用筛选', en: 'No such saved filter' },
  ORDER_VIEWS_TOO_MANY: {
    status: 409,
    'zh-CN': '常用筛选最多 20 个，先删掉不用的吧',
    en: 'You can keep 20 filters; delete one you no longer use',
  },
  PRICE_CHANGE_TOO_HIGH: {
    status: 409,
    'zh-CN': '只能改低，不能高过下单时的价格',
    en: 'A price can only be lowered, never above what it was when the order was placed',
  },
  PRICE_CHANGE_NOTHING: {
    status: 409,
    'zh-CN': '改完要比现在的价格有变化，而且至少收 0.01 元',
    en: 'The new total must differ from the old one and be at least 0.01',
  },
  PRICE_CHANGES_TOO_MANY: {
    status: 409,
    'zh-CN': '这个订单已经改过 10 次价了',
    en: 'The price of this order has been changed 10 times already',
  },
  ADDRESS_FEE_DIFFERS: {
    status: 409,
    'zh-CN': '换到这个地区运费不一样，请让顾客重新下单',
    en: 'Delivery to that region costs something else; please ask the shopper to order again',
  },
  ORDER_EXPORT_NOT_FOUND: {
    status: 404,
    'zh-CN': '没有这个文件，可能已过 24 小时，请重新导出',
    en: 'No such file; it may be older than 24 hours, please export again',
  },
  ORDER_EXPORTS_TOO_MANY: {
    status: 409,
    'zh-CN': '已经有 3 个导出在做了，等一个做好再来',
    en: 'Three exports are being made; wait for one of them',
  },
  ORDER_RISK_CHANGED: {
    status: 409,
    'zh-CN': '订单提醒设置刚刚被别人改过，请刷新后再改',
    en: 'Somebody has just changed from when on orders are pointed out; please reload',
  },
  PACK_NOT_FOUND: {
    status: 404,
    'zh-CN': '没有这个包裹，可能已经发走或取消了',
    en: 'No such parcel; it may have been sent or dropped',
  },
  PACK_CHANGED: {
    status: 409,
    'zh-CN': '包裹里有商品退款、售后或已经发走，请取消后重新排',
    en: 'Something in the parcel was refunded, asked back or sent; drop it and plan anew',
  },
  PACK_RECEIVERS: {
    status: 409,
    'zh-CN': '收货人、地址或配送方式不一样，不能装在一起',
    en: 'Receiver, address or delivery differ; these cannot go together',
  },
  PACK_TOO_MUCH: {
    status: 409,
    'zh-CN': '超过了还没排进包裹的数量',
    en: 'That is more than is left to plan',
  },
  ADDRESS_SAME: { status: 409, 'zh-CN': '地址没有变化', en: 'The address is the same as before' },
})
