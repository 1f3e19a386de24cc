import { field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** What holds for all points of the shop. */
export const pickupSettings = Type.Object(
  {
    changeMinutes: Type.Integer({
      ...field('改期截止（分钟）', 'Changes until (minutes)', {
        help: words(
          '顾客最晚在约定时间前多久可以自己改期',
          'Shoppers may choose another time until so long before the one agreed',
        ),
        ui: 'count',
      }),
      minimum: 0,
      maximum: 10_080,
      default: 120,
    }),
    keepDays: Type.Integer({
      ...field('逾期保留（天）', 'Days goods are kept', {
        help: words(
          '过了约定时间没来取，提醒顾客；保留期满后请你决定延长、退款还是改快递',
          'Who does not come is reminded; when the days are over you decide: longer, a refund, or by express',
        ),
        ui: 'count',
      }),
      minimum: 1,
      maximum: 60,
      default: 7,
    }),
    reminders: Type.Integer({
      ...field('逾期最多提醒几次', 'Reminders at most', {
        help: words('每天最多一次', 'One a day at most'),
        ui: 'count',
      }),
      minimum: 0,
      maximum: 7,
      default: 3,
    }),
  },
  { additionalProperties: false },
)

export type PickupSettings = Static<typeof pickupSettings>
export const hooks = forSettings(pickupSettings)
