import type { Page } from './page-models.js'

/** `/o/:token/invoice`: POST `csrf, kind, title, taxNumber, email`. */
export interface InvoicePage extends Page {
  orderUrl: string
  /** Set while one may be asked for. */
  form: {
    url: string
    /** What it would be made out for. */
    amountFen: number
    kind: 'personal' | 'company'
    title: string
    taxNumber: string
    email: string
  } | null
  /** What was asked for, the latest first. `red`: issued, and something was refunded since. */
  invoices: readonly {
    state: 'asked' | 'issued' | 'red' | 'refused' | 'withdrawn'
    title: string
    amountFen: number
    number: string
    /** Why the shop refused. */
    reason: string
    at: string
    /** The PDF, or the page of whoever made it out. */
    downloadUrl: string | null
    linkUrl: string | null
    /** POST `csrf`. */
    withdrawUrl: string | null
  }[]
  error: string | null
}
