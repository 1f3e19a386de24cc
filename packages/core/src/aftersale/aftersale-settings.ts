import type { TenantTx } from '@mamapu/db'
import { type Static, Type } from 'typebox'
import { type StoreKeys, sealJson, unsealJson } from '../stores/index.js'
import { findVersioned, saveVersioned } from '../versioned/index.js'
import type { ReturnAddress } from './case.types.js'

const closed = { additionalProperties: false }
const Days = (minimum: number, maximum: number, title: string) => Type.Integer({ minimum, maximum, title })

/** How a shop answers after-sale, as a merchant sets it. Whole days. */
export const AftersaleSettingsBody = Type.Object(
  {
    noReasonDays: Days(7, 90, '无理由退货天数（收货后）Days for a return without a reason'),
    faultDays: Days(7, 365, '质量问题受理天数（收货后）Days for what is the shop’s fault'),
    answerDays: Days(1, 7, '商家未处理，几天后自动同意 Days until silence accepts'),
    escalateDays: Days(1, 15, '被拒绝后，几天内可再申请一次 Days to ask once more'),
    sendDays: Days(3, 30, '同意后，几天内寄回 Days to send it back'),
    arriveDays: Days(3, 30, '寄回后，几天自动视为签收 Days until it counts as arrived'),
    inspectDays: Days(1, 10, '签收后未验货，几天自动退款 Days until silence refunds'),
    isInstantBeforeSending: Type.Boolean({
      title: '未发货的退款申请自动同意 Accept at once what was not sent',
    }),
  },
  closed,
)

export const ReturnAddressBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' }),
    phone: Type.String({ minLength: 5, maxLength: 20, pattern: '^[0-9+ -]+$' }),
    region: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    street: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
    hint: Type.String({ maxLength: 200 }),
  },
  closed,
)

export const RETURN_ADDRESSES_MAX = 10

export type AftersaleSettings = Static<typeof AftersaleSettingsBody>

/** What holds until a merchant says otherwise. */
export const DEFAULT_AFTERSALE_SETTINGS: AftersaleSettings = {
  noReasonDays: 7,
  faultDays: 30,
  answerDays: 2,
  escalateDays: 7,
  sendDays: 7,
  arriveDays: 10,
  inspectDays: 3,
  isInstantBeforeSending: false,
}

export interface SavedAftersaleSettings {
  readonly settings: AftersaleSettings
  /** 0 while the merchant has set nothing. */
  readonly version: number
}

/** The shop's settings as they stand in this transaction; what an older version left out has its default. */
export async function getAftersaleSettings(tx: TenantTx): Promise<SavedAftersaleSettings> {
  const row = await findVersioned(tx, 'aftersale')
  const saved = (row?.settings ?? {}) as Partial<AftersaleSettings>
  return { settings: { ...DEFAULT_AFTERSALE_SETTINGS, ...saved }, version: row?.version ?? 0 }
}

/** Where this shop takes goods back; the first is the usual one. */
export async function listReturnAddresses(tx: TenantTx, keys: StoreKeys): Promise<readonly ReturnAddress[]> {
  const row = await findVersioned(tx, 'aftersale')
  return row?.sealed ? unsealJson<ReturnAddress[]>(keys, row.sealed) : []
}

/** Sets all of it on the version the merchant saw; false when somebody changed it meanwhile. Open cases keep their deadlines. */
export async function saveAftersaleSettings(
  tx: TenantTx,
  keys: StoreKeys,
  ask: {
    readonly version: number
    readonly settings: AftersaleSettings
    readonly addresses: readonly ReturnAddress[]
    readonly at: Date
  },
): Promise<boolean> {
  const { version, settings, addresses, at } = ask
  const sealed = addresses.length === 0 ? null : sealJson(keys, addresses)
  return saveVersioned(tx, 'aftersale', { version, settings, sealed, at })
}
