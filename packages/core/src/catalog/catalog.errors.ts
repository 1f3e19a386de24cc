import { defineErrors } from '../http/index.js'

export const CATALOG_ERRORS = defineErrors({
  PRODUCT_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这个商品', en: 'No such product' },
  PRODUCT_CHANGED: {
    status: 409,
    'zh-CN': '这个商品刚刚被别人改过，请刷新后再改',
    en: 'Somebody has just changed this product; please reload',
  },
  PRODUCT_TITLE: {
    status: 422,
    'zh-CN': '商品名称要 1 到 120 个字',
    en: 'The title needs 1 to 120 characters',
  },
  PRODUCT_TEXT_TOO_LONG: { status: 422, 'zh-CN': '有些文字太长了', en: 'Some of the text is too long' },
  PRODUCT_SLUG: {
    status: 422,
    'zh-CN': '网址只能用小写字母、数字和短横线',
    en: 'The address may have lower-case letters, digits and dashes',
  },
  PRODUCT_SLUG_TAKEN: {
    status: 409,
    'zh-CN': '这个网址已被别的商品使用',
    en: 'Another product has this address',
  },
  PRODUCT_OPTIONS: {
    status: 422,
    'zh-CN': '规格最多 3 种，名称不能重复',
    en: 'At most three options, each with its own name',
  },
  PRODUCT_SKUS: { status: 422, 'zh-CN': '要有 1 到 100 个规格组合', en: 'A product has 1 to 100 variants' },
  PRODUCT_SKU_VALUES: {
    status: 422,
    'zh-CN': '每个规格组合都要填全，且不能重复',
    en: 'Every variant needs one value per option, and none may repeat',
  },
  PRODUCT_SKU_CODE: {
    status: 422,
    'zh-CN': '规格编码或条码不对，或有重复',
    en: 'A SKU code or barcode is wrong or repeats',
  },
  PRODUCT_SKU_UNKNOWN: {
    status: 422,
    'zh-CN': '有规格不属于这个商品',
    en: 'One of the variants is not of this product',
  },
  PRODUCT_CODE_TAKEN: { status: 409, 'zh-CN': '规格编码已被使用', en: 'A SKU code is already in use' },
  PRODUCT_PRICE: { status: 422, 'zh-CN': '价格不对，请检查', en: 'A price is not valid' },
  PRODUCT_FLOOR: {
    status: 422,
    'zh-CN': '最低价不能高于售价',
    en: 'The floor price cannot exceed the price',
  },
  PRODUCT_WEIGHT: { status: 422, 'zh-CN': '重量不对，请检查', en: 'The weight is not valid' },
  PRODUCT_STOCK: {
    status: 422,
    'zh-CN': '库存要填整数，且不能太大',
    en: 'Stock must be a whole number within range',
  },
  PRODUCT_WINDOW: {
    status: 422,
    'zh-CN': '下架时间要晚于上架时间',
    en: 'The end of the listing must be after its start',
  },
  PRODUCT_AGE: { status: 422, 'zh-CN': '月龄或保质期不对', en: 'The age range or shelf life is not valid' },
  PRODUCT_LIMIT: {
    status: 422,
    'zh-CN': '限购要同时填数量和天数',
    en: 'A purchase limit needs both units and days',
  },
  PRODUCT_TAGS: { status: 422, 'zh-CN': '标签最多 20 个，不能重复', en: 'At most 20 different tags' },
  PRODUCT_CATEGORIES: {
    status: 422,
    'zh-CN': '分类不存在或太多',
    en: 'A category does not exist, or there are too many',
  },
  PRODUCT_PICTURES: {
    status: 422,
    'zh-CN': '图片不存在或超过 20 张',
    en: 'A picture does not exist, or there are over 20',
  },
  CATEGORY_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这个分类', en: 'No such category' },
  CATEGORY_NAME: { status: 422, 'zh-CN': '分类名称要 1 到 40 个字', en: 'The name needs 1 to 40 characters' },
  CATEGORY_WORDS: {
    status: 422,
    'zh-CN': '分类名称里有不能说的话（如与母乳相比、能治病），请换一个名称',
    en: 'The name says what may not be said (compared with breast milk, a cure); please choose another',
  },
  CATEGORY_SLUG: { status: 422, 'zh-CN': '分类网址不对', en: 'The address of the category is not valid' },
  CATEGORY_SLUG_TAKEN: {
    status: 409,
    'zh-CN': '这个分类网址已被使用',
    en: 'Another category has this address',
  },
  CATEGORY_PICTURE: { status: 422, 'zh-CN': '分类图片不存在', en: 'The picture does not exist' },
  CATEGORY_TOO_MANY: { status: 409, 'zh-CN': '分类最多 200 个', en: 'A shop has at most 200 categories' },
})
