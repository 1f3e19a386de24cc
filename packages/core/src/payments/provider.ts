import type { Fen, Id, LocalDate, StoreId, Words } from '@mamapu/kernel'
import type { AccountForm } from './accounts/account.types.js'

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

/** What the shopper holds in hand: by it a provider chooses how the payment is opened. */
export interface PayerDevice {
  readonly ip: string
  readonly isPhone: boolean
  /** Inside WeChat. */
  readonly isWechat?: boolean
  /** The shopper as WeChat's own browser names one to this shop's account; only there. */
  readonly openid?: string
}

export interface PaymentRequest {
  readonly storeId: StoreId
  readonly paymentId: Id<'pay'>
  readonly amountFen: Fen
  readonly description: string
  readonly notifyUrl: string
  readonly returnUrl: string
  readonly expiresAt: Date
  readonly device: PayerDevice
}

/**
 * How the shopper comes to the provider: led there, by a code that another phone scans, or by a call of the browser's own. `ref` is
 * what the provider keeps in mind of it (its own name for the payment, for whom it was opened); `until` (ISO 8601), when it has to be
 * opened again.
 */
export type Opened = (
  | { readonly by: 'redirect'; readonly url: string }
  | { readonly by: 'code'; readonly text: string }
  | { readonly by: 'browser'; readonly call: Readonly<Record<string, string>> }
) & { readonly ref?: string; readonly until?: string }

/** `open again`: under the same number; `close first`: under another one, so that never two can be paid. */
export type Fit = 'as opened' | 'open again' | 'close first'

/** One payment, as its provider is asked about it. `ref`: what opening it told; null while that answer has not come. */
export interface PaymentHandle {
  readonly storeId: StoreId
  readonly paymentId: Id<'pay'>
  readonly ref: string | null
}

/** One refund, as its provider is asked about it. `ref`: what the provider called it; null before it has taken it in. */
export interface RefundHandle {
  readonly storeId: StoreId
  readonly refundId: Id<'ref'>
  readonly paymentId: Id<'pay'>
  /** The provider's number of the money that goes back. */
  readonly transactionId: string
  readonly ref: string | null
}

export interface RefundRequest extends RefundHandle {
  readonly amountFen: Fen
  /** What was paid altogether. */
  readonly paidFen: Fen
  readonly notifyUrl: string
}

/** What a provider says of one refund. `failed` never becomes anything else: the money has to go another way. */
export type ProviderRefund =
  | { readonly state: 'unknown' }
  | { readonly state: 'under_way' | 'done'; readonly providerRef: string }
  | { readonly state: 'failed'; readonly providerRef: string; readonly reason: string }

/** A notification whose signature, age and shape are right. What it claims is still to be compared with our records. */
export type ProviderNotice =
  | {
      readonly of: 'payment'
      readonly paymentId: Id<'pay'>
      readonly transactionId: string
      readonly amountFen: Fen
      readonly payer?: string
    }
  | { readonly of: 'refund'; readonly refundId: Id<'ref'>; readonly refund: ProviderRefund }
  /** Authentic, and about nothing of ours: thanked for, so that it does not come again. */
  | { readonly of: 'nothing' }

export interface RawNotification {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** A day of a provider's books, and the instants it begins and ends. */
export interface BillDay {
  readonly date: LocalDate
  readonly from: Date
  readonly to: Date
}

/** One movement of a day at the provider. Refunds are told by what they gave back. */
export interface BillRow {
  readonly kind: 'payment' | 'refund'
  /** Which of ours it is by the number the provider keeps; null where it is none. */
  readonly ours: Id<'pay'> | Id<'ref'> | null
  /** By the provider's own number: a transaction's, or a refund's. */
  readonly providerRef: string
  readonly amountFen: Fen
}

/**
 * A way to be paid. Every call carries our own id and is safe to repeat; an unreachable provider is an OutsideError
 * with the code PAYMENT_PROVIDER_DOWN. Never called inside a database transaction.
 */
export interface PaymentProvider {
  readonly id: string
  /** What shoppers and merchants call it. */
  readonly title: Words
  /** What a shop gives to be paid by it; left out by those that need nothing. */
  readonly account?: AccountForm
  /** Asks the provider whether it knows the shop's account; what is wrong with it is an OutsideError in the provider's words. */
  test?(storeId: StoreId): Promise<void>
  /** Left out: always. `for rehearsal`: while the shop has no account that is on. `never`: only what was begun by it is ended. */
  readonly offered?: 'for rehearsal' | 'never'
  /** Whether a payment can be gone on with as it was opened, on this device and now; left out: always. */
  fits?(opened: Opened, device: PayerDevice, at: Date): Fit
  /** True inside an app that does not let the provider's page be opened: in a browser of its own she goes on. */
  readonly needsBrowser?: (device: PayerDevice) => boolean
  /** Who holds the device, where the provider has to be told: an address to lead the browser to, and the name behind what it comes back with. */
  readonly askPayer?: {
    isNeeded(device: PayerDevice): boolean
    begin(storeId: StoreId, back: { readonly url: string; readonly state: string }): Promise<string>
    finish(storeId: StoreId, code: string): Promise<string>
  }
  /** Opens the payment, or says again how it is opened. */
  create(request: PaymentRequest): Promise<Opened>
  query(payment: PaymentHandle): Promise<ProviderState>
  /** After `closed` or `unknown` nobody can pay it any more; `paid` means it came too late to close. */
  close(payment: PaymentHandle): Promise<ProviderState>
  refund(request: RefundRequest): Promise<ProviderRefund>
  queryRefund(refund: RefundHandle): Promise<ProviderRefund>
  /** Null when it is not authentic, too old, or makes no sense. */
  readNotification(storeId: StoreId, raw: RawNotification, at: Date): Promise<ProviderNotice | null>
  /** What the provider wants to hear when a notification was taken in. */
  readonly thanks: { readonly status: number; readonly body: string }
  /** The zone whose days its bills are of; left out: the shop's. */
  readonly billZone?: string
  /** What moved on a day; `not_ready` while the provider still counts. */
  bill(storeId: StoreId, day: BillDay): Promise<readonly BillRow[] | 'not_ready'>
}
