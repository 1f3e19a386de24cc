import type { ReactNode } from 'react'
import type { Overview } from '../../api/overview.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'

/** The day so far beside the whole of yesterday. */
export function TodayPanel({ overview }: { readonly overview: Overview }) {
  const texts = useTexts().shop.overview
  const { today, yesterday } = overview
  return (
    <section aria-label={texts.today}>
      <h2 className="section-title">{texts.today}</h2>
      <div className="figures">
        <Figure label={texts.sales} before={priceText(yesterday.sales)}>
          <Price money={today.sales} />
        </Figure>
        <Figure label={texts.paid} before={String(yesterday.paid)}>
          {today.paid}
        </Figure>
        <Figure label={texts.buyers} before={String(yesterday.buyers)}>
          {today.buyers}
        </Figure>
        <Figure label={texts.ordersPlaced} before={String(yesterday.placed)}>
          {today.placed}
        </Figure>
      </div>
    </section>
  )
}

interface FigureProps {
  readonly label: string
  readonly before: string
  readonly children: ReactNode
}

function Figure({ label, before, children }: FigureProps) {
  const texts = useTexts().shop.overview
  return (
    <div className="figure">
      <span>{label}</span>
      <strong>{children}</strong>
      <span className="num">{texts.yesterday(before)}</span>
    </div>
  )
}
