import type { CustomerId, Fen, ProductId, SkuId } from '@mamapu/kernel'
import type { CustomerRef, FactMap, FactValues } from './facts.js'

/** Whose doing the sale is, or who brought that person in: at most these two earn by one line of an order. */
export const COMMISSION_ROLES = Object.freeze(['promoter', 'inviter'] as const)
export type CommissionRole = (typeof COMMISSION_ROLES)[number]

/** Of what is paid for the goods, in basis points: 1 % to 40 %. */
export const COMMISSION_BPS_MIN = 100
export const COMMISSION_BPS_MAX = 4000

/**
 * What the merchant said of commission in the campaign that priced a line. `usual`: the mechanic's own rates; an exclusive
 * price (a flash sale's) is `none` unless its campaign says otherwise.
 */
export type CampaignCommission =
  | { readonly mode: 'usual' }
  | { readonly mode: 'none' }
  | { readonly mode: 'rate'; readonly bps: number }

/** A line as it will be paid for. */
export interface CommissionLine {
  readonly lineId: string
  readonly skuId: SkuId
  readonly productId: ProductId
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
  readonly quantity: number
  /** All discounts taken off, without postage: the base of a commission. */
  readonly paidFen: Fen
  readonly campaign: CampaignCommission
}

/** Who earns what by a line: a share of what is paid for it, or an amount per unit. */
export interface Commission {
  readonly lineId: string
  readonly role: CommissionRole
  readonly payee: CustomerId
  readonly terms: { readonly bps: number } | { readonly perUnitFen: Fen }
  /** Why this rate, for whoever asks later: `product`, `category`, `level:gold`, `campaign`; at most 60 characters. */
  readonly basis: string
}

export interface CommissionInput<S, F extends FactMap> {
  readonly lines: readonly CommissionLine[]
  /** Null for a guest. */
  readonly buyer: CustomerRef | null
  readonly settings: S
  readonly facts: FactValues<F>
  readonly at: Date
}

/** The most that all payees of a line may get together. */
export interface CommissionCeiling {
  readonly lineId: string
  readonly mostFen: Fen
}

/**
 * Who earns by an order, asked when it is placed and frozen on its lines: payee, rate and base. Pure and synchronous. Core
 * reckons the amounts (rounded down, both together never above what is paid), books them when the order is paid, takes the
 * exact share back with every refund, and pays out, with the plugin switched off as well. What the campaign of a line says is
 * the most that holds: on `none` nobody earns, above a `rate` the rate counts. A line belongs to the rule that names it first.
 */
export interface CommissionRule<S = unknown, F extends FactMap = FactMap> {
  readonly name: string
  readonly facts: F
  commissions(input: CommissionInput<S, F>): readonly Commission[]
  /**
   * The most that lines like these would bring their payees, whoever it is: for the margin that is looked at before a campaign
   * is published. Facts about a person are as for nobody. Lines that bring none may be left out; without it none is counted.
   */
  ceiling?(input: Omit<CommissionInput<S, F>, 'buyer'>): readonly CommissionCeiling[]
}
