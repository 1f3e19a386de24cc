import { idPattern } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import { oneOf, words } from './form/choice.js'
import { goodsFields } from './form/goods.fields.js'
import { valueFields } from './form/value.fields.js'
import { waysFields } from './form/ways.fields.js'

const INSTANT =
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?(Z|[+-][0-9]{2}:[0-9]{2})$'

export const CouponParams = Type.Object({ couponId: Type.String({ pattern: idPattern('plg') }) })
/** Staff paths carry a row's `id`. */
export const StaffCouponParams = Type.Object({ id: Type.String({ pattern: idPattern('plg') }) })

/** What a merchant fills in. The form, its checks and the type all come from here. */
export const CouponBody = Type.Object(
  {
    ...valueFields,
    ...goodsFields,
    ...waysFields,
    claimFrom: Type.String({ ...field('开始领取', 'Claim from', { ui: 'datetime' }), pattern: INSTANT }),
    claimUntil: Type.String({ ...field('结束领取', 'Claim until', { ui: 'datetime' }), pattern: INSTANT }),
    validity: oneOf(['fixed', 'relative'], {
      ...field('有效期', 'Validity', {
        ui: 'choice',
        options: {
          fixed: words('固定日期', 'Fixed dates'),
          relative: words('领取后若干天', 'Days after claiming'),
        },
      }),
      default: 'relative',
    }),
    validFrom: Type.Optional(
      Type.String({
        ...field('生效', 'Valid from', { ui: 'datetime', showWhen: { validity: ['fixed'] } }),
        pattern: INSTANT,
      }),
    ),
    validUntil: Type.Optional(
      Type.String({
        ...field('失效', 'Valid until', { ui: 'datetime', showWhen: { validity: ['fixed'] } }),
        pattern: INSTANT,
      }),
    ),
    validDays: Type.Optional(
      Type.Integer({
        ...field('领取后几天内有效', 'Days after claiming', {
          ui: 'count',
          showWhen: { validity: ['relative'] },
        }),
        minimum: 1,
        maximum: 365,
        default: 7,
      }),
    ),
  },
  { additionalProperties: false },
)
export type CouponBody = Static<typeof CouponBody>

export const CouponUpdate = Type.Object(
  { ...CouponBody.properties, version: Type.Integer({ minimum: 1, 'x-ui': 'hidden' }) },
  { additionalProperties: false },
)
