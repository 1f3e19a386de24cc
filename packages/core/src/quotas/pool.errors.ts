import { defineErrors } from '../http/index.js'

export const POOL_ERRORS = defineErrors({
  POOL_STOCK_LACKING: {
    status: 409,
    'zh-CN': '库存不够划给活动，请减少活动数量或先补货',
    en: 'There is not enough stock to set these units aside; offer fewer or restock first',
  },
  POOL_SKU_UNKNOWN: {
    status: 422,
    'zh-CN': '活动里有不存在的规格',
    en: 'The campaign names a variant that does not exist',
  },
  POOL_BELOW_TAKEN: {
    status: 409,
    'zh-CN': '活动数量不能少于已经被订单占用的数量',
    en: 'The campaign cannot offer fewer units than orders already hold',
  },
  POOL_MODE_FIXED: {
    status: 409,
    'zh-CN': '已经有人下单，不能再改变活动库存的方式',
    en: 'Orders already hold units of it: how its units are counted can no longer change',
  },
  POOL_CLOSED: { status: 409, 'zh-CN': '这一场已经结束', en: 'This round is over' },
})
