import { call } from './client.js'
import { adminPath } from './store.js'

export type ExpressCharge = 'weight' | 'piece' | 'fixed'

/** One line of a template; regions are leading digits of region codes, none means everywhere else. */
export interface ExpressRule {
  readonly regions: readonly string[]
  /** Grams or pieces, by the template's charge. */
  readonly first: number
  readonly firstFen: number
  readonly step: number
  readonly stepFen: number
  readonly freeOverFen: number | null
  readonly freeOverPieces: number | null
  readonly excluded: boolean
}

export interface ExpressTemplate {
  /** `usual` for the one of every product that names none. */
  readonly id: string
  readonly name: string
  readonly charge: ExpressCharge
  readonly rules: readonly ExpressRule[]
  /** 0 while it was never saved. */
  readonly version: number
}

export interface LocalSettings {
  readonly regions: readonly string[]
  readonly center: { readonly lat: number; readonly lng: number } | null
  readonly radiusMeter: number
  readonly feeFen: number
  readonly freeOverFen: number | null
  readonly leastGoodsFen: number
  readonly slots: readonly { readonly from: string; readonly to: string; readonly capacity: number }[]
  readonly weekdays: readonly number[]
  readonly closedDays: readonly string[]
  readonly leadMinutes: number
  readonly cutOff: string
  readonly days: number
}

interface Switch {
  readonly isOn: boolean
  readonly version: number
}

export interface LocalDelivery extends Switch {
  readonly settings: LocalSettings
}

export interface DeliverySetup {
  readonly express: Switch
  readonly templates: readonly ExpressTemplate[]
  readonly local: LocalDelivery
}

interface Saved {
  readonly id: string
  readonly version: number
}

export function getDelivery(storeId: string): Promise<DeliverySetup> {
  return call('GET', adminPath(storeId, '/delivery'))
}

export function switchExpress(storeId: string, body: Switch): Promise<Saved> {
  return call('PUT', adminPath(storeId, '/delivery/express'), { body })
}

/** Without an id it is a new one. */
export function saveTemplate(
  storeId: string,
  body: Omit<ExpressTemplate, 'id'> & { readonly id: string | null },
): Promise<Saved> {
  return call('PUT', adminPath(storeId, '/delivery/templates'), { body })
}

export interface FeePreview {
  readonly state: 'charged' | 'free' | 'not_delivered' | 'unknown_region'
  readonly feeFen: number
  /** What it would be for goods worth less. */
  readonly usualFen: number
}

/** What a template would charge, saved or not. */
export function previewFee(
  storeId: string,
  body: Pick<ExpressTemplate, 'charge' | 'rules'> & {
    readonly regionCode: string
    readonly pieces: number
    readonly grams: number
    readonly goodsFen: number
  },
): Promise<FeePreview> {
  return call('POST', adminPath(storeId, '/delivery/templates/preview'), { body })
}

export async function removeTemplate(storeId: string, id: string): Promise<void> {
  await call('DELETE', adminPath(storeId, `/delivery/templates/${id}`))
}

export function saveLocal(storeId: string, body: LocalDelivery): Promise<Saved> {
  return call('PUT', adminPath(storeId, '/delivery/local'), { body })
}
