import type { ReactNode } from 'react'

/** Something known of a thing, under its name. */
export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="row between sum-line">
      <dt className="quiet">{label}</dt>
      <dd className="fact-value">{children}</dd>
    </div>
  )
}
