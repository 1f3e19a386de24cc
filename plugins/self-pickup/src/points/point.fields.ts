import { field } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import { words } from '../method/words.js'

const DAYS = [
  ['mon', '周一', 'Monday'],
  ['tue', '周二', 'Tuesday'],
  ['wed', '周三', 'Wednesday'],
  ['thu', '周四', 'Thursday'],
  ['fri', '周五', 'Friday'],
  ['sat', '周六', 'Saturday'],
  ['sun', '周日', 'Sunday'],
] as const

/** The fields of the hours, Monday first. */
export const HOUR_FIELDS = DAYS.map(([name]) => name)

const hours = (zh: string, en: string) =>
  Type.String({
    ...field(`${zh}营业`, `Hours on ${en}`, {
      ui: 'text',
      ...(zh === '周一'
        ? {
            help: words(
              '例如 09:00-12:00 13:30-18:00；不营业就留空',
              'Like 09:00-12:00 13:30-18:00; leave it empty when closed',
            ),
          }
        : {}),
    }),
    maxLength: 60,
    default: '10:00-20:00',
  })

/** What a merchant says of a point. */
export const PointBody = Type.Object(
  {
    name: Type.String({
      ...field('名称', 'Name', { help: words('顾客看到的，例如 滨江店', 'What shoppers read'), ui: 'text' }),
      minLength: 1,
      maxLength: 40,
      pattern: '\\S',
    }),
    nameEn: Type.Optional(
      Type.String({ ...field('英文名称', 'Name in English', { ui: 'text' }), maxLength: 60, default: '' }),
    ),
    city: Type.Optional(
      Type.String({
        ...field('城市', 'City', {
          help: words(
            '有几个城市的点时，顾客先选城市',
            'With points in several cities shoppers choose one first',
          ),
          ui: 'text',
        }),
        maxLength: 40,
        default: '',
      }),
    ),
    address: Type.String({
      ...field('地址', 'Address', { ui: 'long-text' }),
      minLength: 1,
      maxLength: 160,
      pattern: '\\S',
    }),
    position: Type.Optional(
      Type.String({
        ...field('坐标', 'Position', {
          help: words(
            '从地图复制，纬度在前，例如 30.27415,120.15515；填了顾客才能按远近排序、打开导航',
            'From a map, latitude first: 30.27415,120.15515; for sorting by distance and the way there',
          ),
          ui: 'text',
        }),
        maxLength: 60,
        default: '',
      }),
    ),
    phone: Type.Optional(
      Type.String({ ...field('电话', 'Phone', { ui: 'text' }), maxLength: 30, default: '' }),
    ),
    guide: Type.Optional(
      Type.String({
        ...field('取货提示', 'What to bring, how to find it', { ui: 'long-text' }),
        maxLength: 300,
        default: '',
      }),
    ),
    mon: hours('周一', 'Monday'),
    tue: hours('周二', 'Tuesday'),
    wed: hours('周三', 'Wednesday'),
    thu: hours('周四', 'Thursday'),
    fri: hours('周五', 'Friday'),
    sat: hours('周六', 'Saturday'),
    sun: hours('周日', 'Sunday'),
    slotMinutes: Type.Integer({
      ...field('一个时段多长（分钟）', 'Minutes of a slot', { ui: 'count' }),
      minimum: 10,
      maximum: 1440,
      default: 120,
    }),
    capacity: Type.Integer({
      ...field('一个时段最多', 'A slot takes', { ui: 'count' }),
      minimum: 1,
      maximum: 10_000,
      default: 10,
    }),
    countBy: Type.Union([Type.Literal('orders'), Type.Literal('items')], {
      ...field('按什么算', 'Counted by', {
        ui: 'choice',
        options: { orders: words('订单数', 'Orders'), items: words('商品件数', 'Items') },
      }),
      default: 'orders',
    }),
    leadMinutes: Type.Integer({
      ...field('备货要多久（分钟）', 'Minutes to have it ready', {
        help: words(
          '下单后至少过这么久才能取；一天是 1440',
          'A slot begins so long after the order; a day is 1,440',
        ),
        ui: 'count',
      }),
      minimum: 0,
      maximum: 10_080,
      default: 120,
    }),
    cutOff: Type.Optional(
      Type.String({
        ...field('当天截单时间', 'Same-day orders until', {
          help: words(
            '例如 16:00，过了只能约第二天；不限就留空',
            'Like 16:00, later ones are for the next day; empty for none',
          ),
          ui: 'text',
        }),
        maxLength: 5,
        default: '',
      }),
    ),
    daysAhead: Type.Integer({
      ...field('最多约到几天内', 'Days ahead', {
        help: words('1 表示只能约当天', '1 is today alone'),
        ui: 'count',
      }),
      minimum: 1,
      maximum: 30,
      default: 7,
    }),
    hasOwnStock: Type.Boolean({
      ...field('单独算库存', 'Stock of its own', {
        help: words(
          '打开后，只有在「到店库存」里填了数量的商品才能在这个点自提，并且不占网店库存',
          'Then only goods with units under “Stock at points” can be collected here, and the shelf of the shop is left alone',
        ),
        ui: 'yes-no',
      }),
      default: false,
    }),
  },
  { additionalProperties: false },
)

export type PointInput = Static<typeof PointBody>
