import { defineErrors } from '../http/index.js'

/** What core's own methods of delivery refuse, and what is wrong with how a shop sets them up. */
export const FULFILMENT_ERRORS = defineErrors({
  EXPRESS_NOT_THERE: {
    status: 409,
    'zh-CN': '这个地区快递送不到，请换一个地址或配送方式',
    en: 'Courier delivery does not go there; please choose another address or way',
  },
  LOCAL_NOT_THERE: {
    status: 409,
    'zh-CN': '这个地址不在同城配送范围内，请选别的配送方式',
    en: 'This address is outside our local delivery area; please choose another way',
  },
  LOCAL_NO_SLOT: {
    status: 409,
    'zh-CN': '最近几天的送货时间都约满了，请选别的配送方式',
    en: 'All delivery times of the next days are taken; please choose another way',
  },
  LOCAL_SLOT_CLOSED: {
    status: 409,
    'zh-CN': '这个送货时间已经截止，请选一个新的时间',
    en: 'This delivery time has closed; please choose another',
  },
  LOCAL_SLOT_FULL: {
    status: 409,
    'zh-CN': '这个送货时间刚刚约满，请选一个新的时间',
    en: 'This delivery time has just filled up; please choose another',
  },
  DELIVERY_TEMPLATE_INVALID: {
    status: 422,
    'zh-CN': '运费模板有填得不对的地方，请检查',
    en: 'Something in the template is not valid; please check',
  },
  DELIVERY_TEMPLATES_FULL: {
    status: 409,
    'zh-CN': '运费模板已经够多了，请先删掉不用的',
    en: 'There are too many templates; please remove some first',
  },
  DELIVERY_TEMPLATE_NOT_FOUND: {
    status: 404,
    'zh-CN': '没有这个运费模板，或它是不能删的默认模板',
    en: 'No such template, or it is the usual one, which stays',
  },
  DELIVERY_PRODUCT_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这个商品', en: 'No such product' },
  DELIVERY_CHANGED: {
    status: 409,
    'zh-CN': '刚刚有人改过配送设置，请刷新后再改',
    en: 'Somebody has just changed this; please reload',
  },
  LOCAL_SETTINGS: {
    status: 422,
    'zh-CN': '同城配送有填得不对的地方，请检查',
    en: 'Something in local delivery is not valid; please check',
  },
  LOCAL_SETTINGS_NOWHERE: {
    status: 422,
    'zh-CN': '请选可以送到的地区，或标出店的位置和送货半径',
    en: 'Please choose regions, or mark where the shop is and how far you go',
  },
  LOCAL_SETTINGS_SLOTS: {
    status: 422,
    'zh-CN': '送货时间要从早到晚、互不重叠，每段至少能送 1 单',
    en: 'Times must follow each other without overlap, each for one order at least',
  },
})

export type FulfilmentErrorCode = keyof typeof FULFILMENT_ERRORS
