import type { Fen, Id, StoreId } from '@mamapu/kernel'

/** What a provider says of one payment. `unknown`: it never heard of it. */
export type ProviderState =
  | { readonly state: 'open' | 'closed' | 'unknown' }
  | {
      readonly state: 'paid'
      readonly transactionId: string
      readonly amountFen: Fen
      /** The provider's own name for whoever paid, where it tells one. */
      readonly payer?: string
    }

export interface PaymentRequest {
  readonly storeId: StoreId
  readonly paymentId: Id<'pay'>
  readonly amountFen: Fen
  readonly description: string
  readonly notifyUrl: string
  readonly returnUrl: string
  readonly expiresAt: Date
}

export interface RefundRequest {
  readonly storeId: StoreId
  readonly refundId: Id<'ref'>
  readonly paymentId: Id<'pay'>
  readonly amountFen: Fen
}

/** A notification whose signature, age and shape are right. What it claims is still to be compared with our records. */
export interface PaymentNotice {
  readonly paymentId: Id<'pay'>
  readonly transactionId: string
  readonly amountFen: Fen
  readonly payer?: string
}

export interface RawNotification {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/**
 * A way to be paid. Every call carries our own id and is safe to repeat; an unreachable provider is an OutsideError
 * with the code PAYMENT_PROVIDER_DOWN. Never called inside a database transaction.
 */
export interface PaymentProvider {
  readonly id: string
  /** Opens the payment; the shopper is sent to `cashierUrl`. */
  create(request: PaymentRequest): Promise<{ cashierUrl: string }>
  query(storeId: StoreId, paymentId: Id<'pay'>): Promise<ProviderState>
  /** After `closed` or `unknown` nobody can pay it any more; `paid` means it came too late to close. */
  close(storeId: StoreId, paymentId: Id<'pay'>): Promise<ProviderState>
  refund(request: RefundRequest): Promise<{ providerRef: string }>
  /** Null when it is not authentic, too old, or makes no sense. */
  readNotification(storeId: StoreId, raw: RawNotification, at: Date): PaymentNotice | null
}
