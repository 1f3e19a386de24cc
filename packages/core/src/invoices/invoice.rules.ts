/** The letters of a unified social credit code (GB 32100-2015): no I, O, S, V, Z. */
const LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const LENGTH = 18
/** A PDF of an invoice; they are some tens of kilobytes. */
export const PDF_BYTES_MAX = 2_000_000

/** A company's tax number in its one spelling, or null when its check letter does not follow from the others. */
export function readTaxNumber(text: string): string | null {
  const code = text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()
  const values = [...code].map((letter) => LETTERS.indexOf(letter))
  if (code.length !== LENGTH || values.includes(-1)) return null
  let weight = 1
  let sum = 0
  for (const value of values.slice(0, LENGTH - 1)) {
    sum += value * weight
    weight = (weight * 3) % LETTERS.length
  }
  const check = (LETTERS.length - (sum % LETTERS.length)) % LETTERS.length
  return values.at(-1) === check ? code : null
}

export function readEmail(text: string): string | null {
  const email = text.trim()
  return email.length <= 120 && /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]{2,}$/.test(email) ? email : null
}

/** A PDF begins so and ends soon after `%%EOF`; what it is called or declared as says nothing. */
export function isPdf(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-' && bytes.subarray(-1024).includes('%%EOF')
}

export type InvoiceState = 'asked' | 'issued' | 'refused' | 'withdrawn'
export type InvoiceAct = 'issue' | 'refuse' | 'withdraw' | 'redden'

/** Why an invoice cannot be moved so; null when it can. */
export function whyNotAct(
  invoice: { readonly state: InvoiceState; readonly needsRed: boolean; readonly redNumber: string },
  act: InvoiceAct,
): 'INVOICE_STATE' | null {
  if (act === 'redden')
    return invoice.state === 'issued' && invoice.needsRed && invoice.redNumber === '' ? null : 'INVOICE_STATE'
  return invoice.state === 'asked' ? null : 'INVOICE_STATE'
}
