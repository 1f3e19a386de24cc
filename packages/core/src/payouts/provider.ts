import type { Fen, Id, StoreId } from '@mamapu/kernel'
import type { RawNotification } from '../payments/index.js'
import type { PayeeIdentity } from './withdrawal.types.js'

/**
 * What a provider says of one transfer. `unknown`: it never heard of it. `accepted`: it has it and pays by itself. `awaiting`: the payee has to take it at `confirmUrl`, until
 * it expires. Of the last three nothing changes any more.
 */
export type TransferState =
  | { readonly state: 'unknown' }
  | {
      readonly state: 'accepted'
      readonly providerRef: string
      readonly amountFen: Fen
      readonly confirmUrl: null
    }
  | { readonly state: 'confirmed' | 'expired'; readonly providerRef: string; readonly amountFen: Fen }
  | {
      readonly state: 'awaiting'
      readonly providerRef: string
      readonly amountFen: Fen
      readonly confirmUrl: string
    }
  | {
      readonly state: 'failed'
      readonly providerRef: string | null
      readonly amountFen: Fen
      /** For the payee and the merchant; nothing personal. */
      readonly reason: string
    }

export interface TransferRequest {
  readonly storeId: StoreId
  readonly withdrawalId: Id<'wdr'>
  readonly amountFen: Fen
  readonly payee: PayeeIdentity
  readonly notifyUrl: string
  readonly returnUrl: string
}

/** A notification whose signature, age and shape are right. What it claims is still to be compared with our records. */
export interface TransferNotice {
  readonly withdrawalId: Id<'wdr'>
  readonly transfer: TransferState
}

/**
 * A way to pay people out. Every call carries our own id and is safe to repeat; an unreachable provider is an OutsideError with the
 * code PAYOUT_PROVIDER_DOWN. Never called inside a database transaction.
 */
export interface PayoutProvider {
  readonly id: string
  /** Asks for the transfer, or says what became of it when it was asked for before. */
  transfer(request: TransferRequest): Promise<TransferState>
  query(storeId: StoreId, withdrawalId: Id<'wdr'>): Promise<TransferState>
  /** Null when it is not authentic, too old, or makes no sense. */
  readNotification(storeId: StoreId, raw: RawNotification, at: Date): TransferNotice | null
}

export type PayoutProviders = ReadonlyMap<string, PayoutProvider>
